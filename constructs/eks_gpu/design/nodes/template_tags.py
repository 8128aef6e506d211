"""Tags by which the autoscaler knows a node of a group before there is one.

Written as its `aws_manager.go` parses them; a taint of any other form it drops silently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.nodes.kept import kept_storage_mib
from eks_gpu.design.nodes.local_storage import storage_gib
from eks_gpu.design.sharing.group_sharing import NO_GPUS, SharingDesign
from eks_gpu.scheduling.amounts import EFA, GPU, HUGEPAGES, STORAGE, shown
from eks_gpu.spec import AutoscalingSpec, CpuAutoscalingSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.capacity.efa import EfaDesign
    from eks_gpu.scheduling.taints import Taint
    from eks_gpu.spec import GroupAutoscalingSpec, NodeSettingsSpec, NodesSpec

_TEMPLATE = "k8s.io/cluster-autoscaler/node-template"


def template_resources(
    group: NodesSpec,
    types: tuple[InstanceType, ...],
    machine: NodeSettingsSpec,
    efa: EfaDesign | None = None,
    sharing: SharingDesign = NO_GPUS,
) -> dict[str, str]:
    """Resources of nodes that EC2 does not report, by name.

    Disks are ours to choose, so EC2 knows nothing of them; of a part of a GPU it counts none, of shares one. Where
    nodes offer no `nvidia.com/gpu`, the tag says zero: otherwise the autoscaler would buy them for pods that request
    whole GPUs. EC2 names no EFA interfaces and huge pages either.
    """
    gpu, disk = types[0].gpu, min(storage_gib(group, instance_type) for instance_type in types)
    found = {STORAGE: shown(STORAGE, disk * 1024 - kept_storage_mib(machine.kubelet, disk))}
    if gpu:
        offered = {GPU: 0, **sharing.offers(gpu.count)}
        believed = {GPU: gpu.physical_count}
        found |= {name: str(count) for name, count in offered.items() if believed.get(name) != count}
    if efa:
        found |= {EFA: str(efa.count), HUGEPAGES: shown(HUGEPAGES, efa.hugepages_mib)}
    return found


def resource_tags(resources: Mapping[str, str]) -> dict[str, str]:
    """Tags that name resources."""
    return {f"{_TEMPLATE}/resources/{name}": amount for name, amount in resources.items()}


def label_tags(labels: Mapping[str, str]) -> dict[str, str]:
    """Tags that name labels."""
    return {f"{_TEMPLATE}/label/{key}": value for key, value in sorted(labels.items())}


def taint_tags(taints: Iterable[Taint]) -> dict[str, str]:
    """Tags that name taints."""
    return {f"{_TEMPLATE}/taint/{taint.key}": taint.tag_value for taint in taints}


def option_tags(options: GroupAutoscalingSpec) -> dict[str, str]:
    """Tags with the autoscaler's options for the group, if the file sets any (`config/const.go`)."""
    said = {"scaledownunneededtime": options.scale_down_unneeded}
    if isinstance(options, AutoscalingSpec):
        said["scaledowngpuutilizationthreshold"] = _share(options.gpu_utilization_threshold)
    if isinstance(options, CpuAutoscalingSpec):
        said["scaledownutilizationthreshold"] = _share(options.utilization_threshold)
    return {f"{_TEMPLATE}/autoscaling-options/{name}": value for name, value in said.items() if value is not None}


def _share(threshold: float | None) -> str | None:
    return None if threshold is None else f"{threshold:g}"
