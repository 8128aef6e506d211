"""The Kubernetes objects that eks-gpu creates itself, so that manifests do not create them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.design.charts.objects import Identity

_SYSTEM = "kube-system"
_KINDS = {
    "deployment": "Deployment",
    "stateful_set": "StatefulSet",
    "job": "Job",
    "cron_job": "CronJob",
    "pod": "Pod",
    "training_job": "Job",
}
_HEADLESS = frozenset({"stateful_set", "training_job"})


def own_objects(design: ClusterDesign) -> Mapping[Identity, str]:
    """The objects that eks-gpu creates, with their origin in words."""
    found = dict.fromkeys(_platform(design), "the platform stack")
    found |= {("Namespace", "", namespace.name): "namespaces" for namespace in design.namespaces}
    found |= {("Namespace", "", name): "the namespace of a release" for name in design.release_namespaces}
    found |= {
        ("ServiceAccount", account.namespace, account.name): account.where
        for account in design.service_accounts
        if not account.by_chart
    }
    for storage in design.storage:
        for namespace in storage.namespaces:
            found["PersistentVolumeClaim", namespace, storage.name] = "storage"
            found["PersistentVolume", "", f"{namespace}.{storage.name}"] = "storage"
    for workload in design.workloads:
        found |= {(kind, workload.spec.namespace, workload.name): workload.where for kind in _workload(workload)}
    return found


def _platform(design: ClusterDesign) -> Iterator[Identity]:
    yield "StorageClass", "", "gp3"
    yield from (("PriorityClass", "", f"eks-gpu-{name}") for name in ("batch", "serving"))
    if design.device_plugin:
        yield "DaemonSet", _SYSTEM, "nvidia-device-plugin"
        yield "DaemonSet", _SYSTEM, "nvidia-mps-control-daemon"
        yield "ConfigMap", _SYSTEM, "nvidia-device-plugin-configs"
        yield "ServiceAccount", _SYSTEM, "nvidia-device-plugin"
        yield from ((kind, "", "nvidia-device-plugin") for kind in ("ClusterRole", "ClusterRoleBinding"))
    if design.efa_plugin:
        yield "DaemonSet", _SYSTEM, "aws-efa-k8s-device-plugin"
    if design.dcgm_exporter:
        yield from ((kind, _SYSTEM, "dcgm-exporter") for kind in ("ConfigMap", "DaemonSet", "Service"))
    yield from (("DaemonSet", _SYSTEM, prepull.name) for prepull in design.prepulls)
    if design.autoscaler:
        kinds = ("Deployment", "PodDisruptionBudget", "Role", "RoleBinding", "ServiceAccount")
        yield from ((kind, _SYSTEM, "cluster-autoscaler") for kind in kinds)
        yield from ((kind, "", "cluster-autoscaler") for kind in ("ClusterRole", "ClusterRoleBinding"))
        yield "ConfigMap", _SYSTEM, "cluster-autoscaler-priority-expander"


def _workload(design: WorkloadDesign) -> Iterator[str]:
    yield _KINDS[design.spec.kind]
    if design.spec.ports or design.spec.kind in _HEADLESS:
        yield "Service"
    if design.serving.budget is not None:
        yield "PodDisruptionBudget"
    if design.spec.scaling:
        yield "HorizontalPodAutoscaler"
