"""Kueue's configuration and the values of its chart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eks_gpu import catalog
from eks_gpu.design.images import mirrored
from eks_gpu.design.nodes.groups import GROUP_LABEL, SYSTEM_GROUP
from eks_gpu.design.placement.components import QUEUE_CONTROLLERS
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.design.nodes.groups import NodesDesign
    from eks_gpu.design.workloads.workload import WorkloadDesign
    from eks_gpu.spec import ClusterSpec, QueueingSpec

# A node's images come on top of the time that the autoscaler gives it.
_IMAGE_SECONDS = 15 * 60
# Kinds that need only the controller; Kueue waits for the definitions of those that are not installed.
_FRAMEWORKS = (
    *("batch/job", "jobset.x-k8s.io/jobset", "kubeflow.org/mpijob", "trainer.kubeflow.org/trainjob"),
    *("ray.io/rayjob", "ray.io/raycluster", "ray.io/rayservice"),
)
# They share the webhook of all pods, which fails closed once they are named (charts/kueue/templates/webhook).
_POD_FRAMEWORKS = ("pod", "deployment", "statefulset")
# Kueue admits work only if its queue covers every resource that the pods request (`flavorassigner.go`, "unavailable in
# ClusterQueue"). The queues count GPUs; the scheduler and the autoscaler see to the rest.
_UNCOUNTED = ("cpu", "memory", "ephemeral-storage", "hugepages-", "vpc.amazonaws.com/")
_FAIR = ("LessThanOrEqualToFinalShare", "LessThanInitialShare")


def ready_seconds(spec: ClusterSpec, asked: QueueingSpec, workloads: Sequence[WorkloadDesign]) -> int:
    """The time in which all pods of admitted work must be ready."""
    if asked.ready_timeout:
        return seconds(asked.ready_timeout)
    serving = [one.serving.progress_deadline_seconds for one in workloads if one.queued and one.controlled]
    return max([seconds(spec.autoscaler.max_node_provision_time) + _IMAGE_SECONDS, *serving])


def configuration(asked: QueueingSpec, queued: Sequence[str], ready: int, *, with_pods: bool) -> dict[str, Any]:
    """Kueue's configuration (`config.kueue.x-k8s.io/v1beta2`).

    The selector confines the webhooks to the queued namespaces, so that nothing else depends on Kueue being there.
    """
    among = {"key": "kubernetes.io/metadata.name", "operator": "In", "values": list(queued)}
    return {
        "apiVersion": "config.kueue.x-k8s.io/v1beta2",
        "kind": "Configuration",
        "health": {"healthProbeBindAddress": ":8081"},
        "metrics": {"bindAddress": ":8443", "enableClusterQueueResources": True},
        "webhook": {"port": 9443},
        "leaderElection": {"leaderElect": True, "resourceName": "c1f6bfd2.kueue.x-k8s.io"},
        **({"managedJobsNamespaceSelector": {"matchExpressions": [among]}} if queued else {}),
        "waitForPodsReady": {
            "timeout": f"{ready}s",
            "recoveryTimeout": f"{ready}s",
            "blockAdmission": False,
            "requeuingStrategy": {"timestamp": "Eviction", "backoffBaseSeconds": 60, "backoffMaxSeconds": 3600},
        },
        "integrations": {"frameworks": [*_FRAMEWORKS, *(_POD_FRAMEWORKS if with_pods else ())]},
        "resources": {"excludeResourcePrefixes": list(_UNCOUNTED)},
        **({"fairSharing": {"preemptionStrategies": list(_FAIR)}} if asked.fair_sharing else {}),
    }


def chart_values(spec: ClusterSpec, config: Mapping[str, Any], system: NodesDesign) -> dict[str, Any]:
    """The values that eks-gpu sets."""
    facts = catalog.kueue()
    manager: dict[str, Any] = {
        "priorityClassName": "system-cluster-critical",
        "resources": {"requests": {"cpu": f"{facts.cpu}m", "memory": f"{facts.memory}Mi"}},
    }
    if spec.images:
        manager["image"] = {"repository": mirrored(facts.image, spec.images.registry)}
    spread = {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": {"app.kubernetes.io/name": "kueue", "control-plane": "controller-manager"}},
    }
    tolerated = [
        {"key": taint.key, "operator": "Equal", "value": taint.value, "effect": taint.effect.kubernetes}
        for taint in system.taints
    ]
    return {
        "controllerManager": {
            "replicas": QUEUE_CONTROLLERS,
            "podDisruptionBudget": {"enabled": True, "minAvailable": 1},
            "topologySpreadConstraints": [spread],
            # Nodes of others have no such label; there its pods go where nothing repels them.
            **({} if spec.existing_cluster else {"nodeSelector": {GROUP_LABEL: SYSTEM_GROUP}}),
            **({"tolerations": tolerated} if tolerated else {}),
            "manager": manager,
        },
        "managerConfig": {"controllerManagerConfigYaml": json.dumps(config, indent=2)},
    }
