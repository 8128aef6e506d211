"""Names of the objects that eks-gpu creates in a cluster, which manifests of others cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.autoscaling.autoscaler_access import NAME as AUTOSCALER
from eks_gpu.design.autoscaling.autoscaler_access import NAMESPACE as SYSTEM
from eks_gpu.design.charts.load_balancer_controller import CHART as CONTROLLER
from eks_gpu.design.charts.load_balancer_controller import design_controller
from eks_gpu.design.charts.objects import identity
from eks_gpu.design.cluster.owners import OWN_STORAGE_CLASS, makes_storage_class
from eks_gpu.design.exposure import INGRESS_CLASS
from eks_gpu.design.permissions.karpenter import NAME as KARPENTER
from eks_gpu.design.provisioning.objects import node_classes, pool_objects
from eks_gpu.design.queueing.queueing import CHART as KUEUE
from eks_gpu.design.queueing.queueing import NAMESPACE as KUEUE_NAMESPACE
from eks_gpu.design.workloads.workload import PRIORITY_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design.assembly import ClusterDesign
    from eks_gpu.design.workloads.workload import WorkloadDesign

# The default storage class, as the construct `DefaultStorageClass` makes it; a test ties these names to the constructs.
STORAGE_CLASS, EBS_DRIVER = OWN_STORAGE_CLASS, "ebs.csi.aws.com"
_PLUGIN, _MPS = "nvidia-device-plugin", "nvidia-mps-control-daemon"
_EXPORTER, _EFA_PLUGIN = "dcgm-exporter", "aws-efa-k8s-device-plugin"
_CLASSES = (("IngressClass", "", INGRESS_CLASS), ("IngressClassParams", "", INGRESS_CLASS))
_KINDS = {
    "deployment": "Deployment",
    "stateful_set": "StatefulSet",
    "job": "Job",
    "training_job": "Job",
    "cron_job": "CronJob",
    "pod": "Pod",
}

Name = tuple[str, str, str]


def own_objects(design: ClusterDesign) -> dict[Name, str]:
    """Kind, namespace (empty for kinds without) and name of each object, with what it belongs to."""
    return {**dict(_platform(design)), **dict(_workloads(design)), **dict(_releases(design))}


def _platform(design: ClusterDesign) -> Iterator[tuple[Name, str]]:
    reason = "it belongs to the platform stack"
    for name in (*_classes(design), *_of_autoscaler(design), *_daemon_sets(design), *_of_plugin(design)):
        yield name, reason
    for name in _of_queues(design):
        yield name, "'queueing' installs it"
    if design_controller(design.spec):
        # The chart makes more; these are the objects that manifests of others could hold.
        for name in (*((kind, SYSTEM, CONTROLLER) for kind in ("Deployment", "ServiceAccount")), *_CLASSES):
            yield name, "'load_balancer_controller' installs it"
    for name in _of_provisioner(design):
        yield name, "'provisioner' and 'gpu_node_pools' make it"


def _of_provisioner(design: ClusterDesign) -> Iterator[Name]:
    if design.provisioner and not design.provisioner.auto:
        yield from ((kind, SYSTEM, KARPENTER) for kind in ("Deployment", "ServiceAccount", "PodDisruptionBudget"))
    made = (*node_classes(design.spec, design.network, design.pools), *pool_objects(design.pools))
    yield from ((one["kind"], "", one["metadata"]["name"]) for one in made)


def _of_queues(design: ClusterDesign) -> Iterator[Name]:
    """Kueue's own objects that manifests of others could hold, and those that eks-gpu writes for it."""
    if design.queueing is None:
        return
    for kind in ("Deployment", "ServiceAccount"):
        yield kind, KUEUE_NAMESPACE, f"{KUEUE}-controller-manager"
    for release in design.releases:
        if release.where == "queueing":
            for item in release.objects:
                yield item.kind, item.namespace or "", item.name


def _classes(design: ClusterDesign) -> Iterator[Name]:
    if makes_storage_class(design.spec):
        yield "StorageClass", "", STORAGE_CLASS
    for name in PRIORITY_CLASSES:
        yield "PriorityClass", "", name


def _of_autoscaler(design: ClusterDesign) -> Iterator[Name]:
    if design.autoscaler:
        for kind in ("Deployment", "PodDisruptionBudget", "ServiceAccount", "Role", "RoleBinding"):
            yield kind, SYSTEM, AUTOSCALER
        for kind in ("ClusterRole", "ClusterRoleBinding"):
            yield kind, "", AUTOSCALER
        if design.autoscaler.priorities:
            yield "ConfigMap", SYSTEM, f"{AUTOSCALER}-priority-expander"


def _daemon_sets(design: ClusterDesign) -> Iterator[Name]:
    if design.dcgm_exporter:
        for kind in ("DaemonSet", "Service", "ConfigMap"):
            yield kind, SYSTEM, _EXPORTER
    if design.efa_plugin:
        yield "DaemonSet", SYSTEM, _EFA_PLUGIN
    for one in design.prepulls:
        yield "DaemonSet", SYSTEM, one.name


def _of_plugin(design: ClusterDesign) -> Iterator[Name]:
    if design.device_plugin is None:
        return
    yield "DaemonSet", SYSTEM, _PLUGIN
    if design.device_plugin.configs:
        yield "ServiceAccount", SYSTEM, _PLUGIN
        yield "ClusterRole", "", _PLUGIN
        yield "ClusterRoleBinding", "", _PLUGIN
        yield "ConfigMap", SYSTEM, f"{_PLUGIN}-configs"
    if design.device_plugin.mps:
        yield "DaemonSet", SYSTEM, _MPS


def _workloads(design: ClusterDesign) -> Iterator[tuple[Name, str]]:
    for space in design.namespaces:
        yield ("Namespace", "", space.name), "it is among 'namespaces' of the cluster file"
    for name in design.release_namespaces:
        yield ("Namespace", "", name), "a release of the cluster file is in it"
    for storage in design.storage:
        for namespace in storage.namespaces:
            yield ("PersistentVolumeClaim", namespace, storage.name), "it belongs to 'storage' of the cluster file"
            yield ("PersistentVolume", "", f"{namespace}.{storage.name}"), "it belongs to 'storage' of the cluster file"
    for account in (one for one in design.service_accounts if not one.by_chart):
        yield ("ServiceAccount", account.namespace, account.name), "a workload of the cluster file runs as it"
    for workload in design.workloads:
        reason = f"the workload {workload.name} of the cluster file"
        for kind in _made(workload):
            yield (kind, workload.spec.namespace, workload.name), reason
        for volume in workload.volumes:
            if volume.kind == "files":
                yield ("ConfigMap", workload.spec.namespace, f"{workload.name}-{volume.name}"), reason


def _releases(design: ClusterDesign) -> Iterator[tuple[Name, str]]:
    for release in (one for one in design.releases if one.own):
        for item in release.objects:
            yield identity(item, release.namespace), "'expose' of the cluster file makes it"


def _made(workload: WorkloadDesign) -> Iterator[str]:
    yield _KINDS[workload.spec.kind]
    if workload.serving.ingress:
        yield "Ingress"
    if workload.spec.ports or workload.spec.kind in {"stateful_set", "training_job"}:
        yield "Service"
    if workload.spec.scaling:
        yield "HorizontalPodAutoscaler"
    if workload.serving.budget is not None:
        yield "PodDisruptionBudget"
