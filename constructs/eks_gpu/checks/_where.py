"""Paths into a spec that several rules iterate over or depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.spec import (
    CreatedNetworkSpec,
    GpuNodeGroupSpec,
    GpuNodePoolSpec,
    GroupSpec,
    ManifestsSpec,
    SystemNodesSpec,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design import GpuGroupDesign, MachinesDesign, NodePoolDesign
    from eks_gpu.spec import ChartSpec, ClusterSpec, ContainerSpec, NodesSpec, WorkloadSpec


# Fields that hold nodes, for findings that rest on them.
NODES = ("gpu_node_groups", "gpu_node_pools", "node_groups", "system_nodes")


def gpu_groups(spec: ClusterSpec) -> Iterator[tuple[str, GpuNodeGroupSpec]]:
    """GPU groups with their paths."""
    for index, group in enumerate(spec.gpu_node_groups):
        yield f"gpu_node_groups[{index}]", group


def pools(spec: ClusterSpec) -> Iterator[tuple[str, GpuNodePoolSpec]]:
    """GPU node pools with their paths."""
    for index, pool in enumerate(spec.gpu_node_pools):
        yield f"gpu_node_pools[{index}]", pool


def gpu_entries(spec: ClusterSpec) -> Iterator[tuple[str, GpuNodeGroupSpec | GpuNodePoolSpec]]:
    """GPU groups and node pools with their paths."""
    yield from gpu_groups(spec)
    yield from pools(spec)


def groups(spec: ClusterSpec) -> Iterator[tuple[str, GroupSpec]]:
    """GPU groups and CPU groups with their paths."""
    yield from gpu_groups(spec)
    for index, group in enumerate(spec.node_groups):
        yield f"node_groups[{index}]", group


def named(spec: ClusterSpec) -> Iterator[tuple[str, GroupSpec | GpuNodePoolSpec]]:
    """Groups and node pools with their paths: all nodes that workloads can name."""
    yield from groups(spec)
    yield from pools(spec)


def all_nodes(spec: ClusterSpec) -> Iterator[tuple[str, NodesSpec]]:
    """All groups with their paths, and the system nodes, which are others' on an existing cluster."""
    if not spec.existing_cluster:
        yield "system_nodes", spec.system_nodes
    yield from groups(spec)


def all_entries(spec: ClusterSpec) -> Iterator[tuple[str, NodesSpec | GpuNodePoolSpec]]:
    """All nodes with their paths, node pools among them."""
    yield from all_nodes(spec)
    yield from pools(spec)


def type_path(group: GpuGroupDesign | NodePoolDesign, kind: InstanceType) -> str:
    """Path of an instance type of a group or pool: its place in the list, or the GPUs that a pool asks for."""
    named = group.spec.instance_types
    return f"{group.where}.instance_types[{named.index(kind.name)}]" if kind.name in named else f"{group.where}.gpus"


def release_of(nodes: NodesSpec) -> str | None:
    """The release of EKS's own AMI in the file."""
    known = isinstance(nodes, GroupSpec | SystemNodesSpec) and nodes.ami
    return known.release_version if known else None


def wants_efa(group: NodesSpec) -> bool:
    """Whether a group asks for EFA, which system nodes cannot."""
    return isinstance(group, GroupSpec) and group.efa


def workloads(spec: ClusterSpec) -> Iterator[tuple[str, WorkloadSpec]]:
    """Workloads with their paths."""
    for index, workload in enumerate(spec.workloads):
        yield f"workloads[{index}]", workload


def charts(spec: ClusterSpec) -> Iterator[tuple[str, ChartSpec]]:
    """Charts with their paths."""
    for index, chart in enumerate(spec.charts):
        yield f"charts[{index}]", chart


def applied_manifests(spec: ClusterSpec) -> Iterator[tuple[str, ManifestsSpec]]:
    """Entries of `manifests` that are applied, with their paths."""
    for index, entry in enumerate(spec.manifests):
        if isinstance(entry, ManifestsSpec) and entry.apply:
            yield f"manifests[{index}]", entry


def containers(where: str, workload: WorkloadSpec) -> Iterator[tuple[str, ContainerSpec]]:
    """Containers next to and before a workload's own, with their paths."""
    for field in ("init_containers", "containers"):
        for index, container in enumerate(getattr(workload, field)):
            yield f"{where}.{field}[{index}]", container


def images(spec: ClusterSpec) -> Iterator[tuple[str, str]]:
    """Every image that the user chose, with its path."""
    for where, workload in workloads(spec):
        yield f"{where}.image", workload.image
        for here, container in containers(where, workload):
            yield f"{here}.image", container.image
    for where, group in all_entries(spec):
        for index, image in enumerate(group.prepull):
            yield f"{where}.prepull[{index}]", image


def instance_types(spec: ClusterSpec) -> Iterator[tuple[str, str]]:
    """Every instance type of the spec with its path."""
    for where, group in all_entries(spec):
        for index, name in enumerate(group.instance_types):
            yield f"{where}.instance_types[{index}]", name


def network_zones(spec: ClusterSpec) -> Iterator[tuple[str, str]]:
    """Every zone of the network with its path."""
    if isinstance(spec.network, CreatedNetworkSpec):
        for index, zone in enumerate(spec.network.zones):
            yield f"network.zones[{index}]", zone
    else:
        for zone in spec.network.private_subnets:
            yield f"network.private_subnets.{zone}", zone


def group_names(spec: ClusterSpec) -> tuple[str, ...]:
    """Paths that a finding about a missing group depends on."""
    lists = ("gpu_node_groups", "gpu_node_pools", "node_groups")
    return tuple(path for field in lists for path in _names(field, len(getattr(spec, field))))


def namespace_names(spec: ClusterSpec) -> tuple[str, ...]:
    """Paths that a finding about a missing namespace depends on."""
    return _names("namespaces", len(spec.namespaces))


def _names(field: str, count: int) -> tuple[str, ...]:
    # The first path stands for the whole list, because an invalid file may have no valid entry.
    return (f"{field}[*]", *(f"{field}[{index}].name" for index in range(count)))


def setting_at(spec: ClusterSpec, group: MachinesDesign, field: str) -> tuple[str, str]:
    """Path of a setting of a group's nodes, and the beginning of a message about it.

    A setting that the group does not have itself stands in `defaults`; the message then names the group.
    """
    first = field.partition(".")[0]
    own = first in group.spec.nodes.model_fields_set or first not in spec.defaults.nodes.model_fields_set
    return (f"{group.where}.nodes.{field}", "") if own else (f"defaults.nodes.{field}", f"{group.name}: ")


def user_data_of(spec: ClusterSpec, where: str, group: NodesSpec | GpuNodePoolSpec) -> Iterator[tuple[str, str]]:
    """The user data of a group, with its path in the file."""
    if isinstance(group, GroupSpec) and group.ami and group.ami.user_data:
        yield f"{where}.ami.user_data", group.ami.user_data
    own, of_all = group.nodes.user_data, spec.defaults.nodes.user_data
    if text := own or of_all:
        yield f"{where if own else 'defaults'}.nodes.user_data", text
