"""Permissions that the Cluster Autoscaler needs in AWS and in Kubernetes."""

from __future__ import annotations

NAME, NAMESPACE = "cluster-autoscaler", "kube-system"
# Name of the policy of its AWS role.
ROLE_POLICY = "scale"
# From the autoscaler's AWS README. None of these knows resource-level permissions or tags; a condition on them would
# deny them, and groups would never leave zero.
READ_ACTIONS = (
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeAutoScalingInstances",
    "autoscaling:DescribeLaunchConfigurations",
    "autoscaling:DescribeScalingActivities",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:GetInstanceTypesFromInstanceRequirements",
)
SCALE_ACTIONS = ("autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup")
_READ = ("get", "list", "watch")
# (API group, resources, verbs), from what the sources of 1.32.7 to 1.36.1 call. The project's own example adds what
# older releases needed: endpoints, pods/status, the group `extensions`, changes to jobs. Its example of 1.35 lacks
# `resource.k8s.io`, without which that release waits forever for its caches (kubernetes/autoscaler #9244).
CLUSTER_RULES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "",
        ("namespaces", "persistentvolumeclaims", "persistentvolumes", "pods", "replicationcontrollers", "services"),
        _READ,
    ),
    # It marks nodes it is about to remove with a taint.
    ("", ("nodes",), (*_READ, "update")),
    ("", ("pods/eviction",), ("create",)),
    ("", ("events",), ("create", "patch")),
    ("apps", ("daemonsets", "replicasets", "statefulsets"), _READ),
    ("batch", ("jobs",), _READ),
    ("policy", ("poddisruptionbudgets",), _READ),
    ("resource.k8s.io", ("deviceclasses", "resourceclaims", "resourceslices"), _READ),
    (
        "storage.k8s.io",
        ("csidrivers", "csinodes", "csistoragecapacities", "storageclasses", "volumeattachments"),
        _READ,
    ),
)
# In its own namespace: its lease, and the ConfigMap with its status. A name cannot limit who creates.
# (API group, resource, names or None for any, verbs)
NamespaceRule = tuple[str, str, tuple[str, ...] | None, tuple[str, ...]]
NAMESPACE_RULES: tuple[NamespaceRule, ...] = (
    ("", "configmaps", None, ("create",)),
    ("", "configmaps", ("cluster-autoscaler-status",), ("delete", "get", "update")),
    ("coordination.k8s.io", "leases", None, ("create",)),
    ("coordination.k8s.io", "leases", (NAME,), ("get", "update")),
)
# The priority expander watches the ConfigMaps of its namespace, though it reads one (`NewConfigMapListerForNamespace`).
WATCH_CONFIG_MAPS: NamespaceRule = ("", "configmaps", None, ("list", "watch"))
