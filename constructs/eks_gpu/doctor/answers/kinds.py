"""Kinds of answers: by their `kind`, by the key under which AWS answers, by keys of a lone object, by file names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.answers import amazon, kubernetes

if TYPE_CHECKING:
    from eks_gpu.doctor.answers.lenient import Answer

KINDS: dict[str, type[Answer]] = {
    "Node": kubernetes.Node,
    "Pod": kubernetes.Pod,
    "Event": kubernetes.Event,
    "DaemonSet": kubernetes.Controller,
    "Deployment": kubernetes.Controller,
    "StatefulSet": kubernetes.Controller,
    "PersistentVolumeClaim": kubernetes.Claim,
    "Job": kubernetes.Job,
    "ConfigMap": kubernetes.ConfigMap,
    "ClusterRole": kubernetes.Role,
    "PodDisruptionBudget": kubernetes.Budget,
    "NodePool": kubernetes.Provisioning,
    "NodeClaim": kubernetes.Provisioning,
    "EC2NodeClass": kubernetes.Provisioning,
    "NodeClass": kubernetes.Provisioning,
    "NodeOverlay": kubernetes.Provisioning,
    "Workload": kubernetes.QueuedWork,
    "ClusterQueue": kubernetes.ClusterQueue,
}
# Keys under which AWS answers: the kind, and the model of what stands there, alone or in a list.
ANSWERS: dict[str, tuple[str, type[Answer]]] = {
    "cluster": ("Cluster", amazon.Cluster),
    "addon": ("Addon", amazon.Addon),
    "nodegroup": ("NodeGroup", amazon.NodeGroup),
    "nodegroups": ("NodeGroup", amazon.NodeGroup),
    "update": ("Update", amazon.Update),
    "AutoScalingGroups": ("AutoScalingGroup", amazon.AutoScalingGroup),
    "Activities": ("Activity", amazon.Activity),
    "Quota": ("Quota", amazon.QuotaValue),
    "Quotas": ("Quota", amazon.QuotaValue),
    "associations": ("Association", amazon.Association),
    "Subnets": ("Subnet", amazon.Subnet),
    "LaunchTemplateVersions": ("TemplateVersion", amazon.TemplateVersion),
    "accessEntry": ("AccessEntry", amazon.AccessEntry),
    "accessEntries": ("AccessEntry", amazon.AccessEntry),
}
# Keys by which an object is known that stands by itself, as after `--query`.
MARKS: tuple[tuple[tuple[str, ...], str, type[Answer]], ...] = (
    (("involvedObject", "reason", "message"), "Event", kubernetes.Event),
    (("nodegroupName",), "NodeGroup", amazon.NodeGroup),
    (("ActivityId",), "Activity", amazon.Activity),
    (("StatusCode", "StatusMessage"), "Activity", amazon.Activity),
    (("AutoScalingGroupName",), "AutoScalingGroup", amazon.AutoScalingGroup),
    (("QuotaCode",), "Quota", amazon.QuotaValue),
    (("PolicyDocument",), "RolePolicy", amazon.RolePolicy),
    (("addonName",), "Addon", amazon.Addon),
    (("principalArn", "kubernetesGroups"), "AccessEntry", amazon.AccessEntry),
    (("platformVersion", "resourcesVpcConfig"), "Cluster", amazon.Cluster),
    (("health", "amiType"), "NodeGroup", amazon.NodeGroup),
)
# Words in the name of a file, or of a list that holds nothing, which say what was asked for.
WORDS = {
    "node": "Node",
    "nodes": "Node",
    "pod": "Pod",
    "pods": "Pod",
    "event": "Event",
    "events": "Event",
    "daemonset": "DaemonSet",
    "daemonsets": "DaemonSet",
    "ds": "DaemonSet",
    "deployment": "Deployment",
    "deployments": "Deployment",
    "statefulset": "StatefulSet",
    "statefulsets": "StatefulSet",
    "pvc": "PersistentVolumeClaim",
    "persistentvolumeclaims": "PersistentVolumeClaim",
    "jobs": "Job",
}
