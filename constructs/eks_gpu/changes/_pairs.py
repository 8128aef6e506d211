"""Objects that both declarations contain under the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import (
        ClusterDesign,
        GpuGroupDesign,
        GroupDesign,
        NodeGroupDesign,
        NodesDesign,
        StorageDesign,
        WorkloadDesign,
    )


def gpu_groups(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[GpuGroupDesign, GpuGroupDesign]]:
    """GPU groups in both declarations, each before and after the edit."""
    before = {group.name: group for group in old.gpu_groups}
    return ((before[group.name], group) for group in new.gpu_groups if group.name in before)


def groups(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[GroupDesign, GroupDesign]]:
    """GPU groups and CPU groups in both declarations; a GPU group and a CPU group of one name are two."""
    before = {group.id: group for group in old.groups}
    return ((before[group.id], group) for group in new.groups if group.id in before)


def all_nodes(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[NodesDesign, NodesDesign]]:
    """The groups in both declarations, and the system nodes."""
    yield from groups(old, new)
    yield old.system, new.system


def workloads(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[WorkloadDesign, WorkloadDesign]]:
    """Workloads in both declarations, identified by name and namespace."""
    before = {workload.id: workload for workload in old.workloads}
    return ((before[workload.id], workload) for workload in new.workloads if workload.id in before)


def rolling_workloads(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[WorkloadDesign, WorkloadDesign]]:
    """Deployments and stateful sets of both that may have pods: another pod template replaces these one by one."""
    both = workloads(old, new)
    return ((was, now) for was, now in both if was.spec.kind == now.spec.kind and now.controlled and was.most_replicas)


def moved_workloads(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[WorkloadDesign, WorkloadDesign]]:
    """Workloads that moved to another namespace under the same name."""
    was, now = ({workload.id for workload in side.workloads} for side in (old, new))
    gone = {workload.name: workload for workload in old.workloads if workload.id not in now}
    return (
        (gone[workload.name], workload)
        for workload in new.workloads
        if workload.id not in was and workload.name in gone
    )


def kept_node_groups(
    old: ClusterDesign, new: ClusterDesign
) -> Iterator[tuple[str, str, list[tuple[NodeGroupDesign, NodeGroupDesign]]]]:
    """Node groups that continue to exist: path and label of their group, each before and after the edit."""
    for was, now in groups(old, new):
        if sized(was) and sized(now) and all(before == after for _, before, after in fixed(was, now)):
            before = {nodes.id: nodes for nodes in was.node_groups}
            yield (
                now.where,
                now.name,
                [(before[node_group.id], node_group) for node_group in now.node_groups if _lives(before, node_group)],
            )
    if all(before == after for _, before, after in fixed(old.system, new.system)):
        system = old.system.node_group, new.system.node_group
        yield "system_nodes", "system", [system] if same_zones(*system) else []


def sized(group: GroupDesign) -> bool:
    """Whether the file sets the group's maximum; a default in its place is not an edit."""
    return (group.spec.max is None) != (group.spec.max_per_zone is None)


def fixed(was: NodesDesign, now: NodesDesign) -> Iterator[tuple[str, object, object]]:
    """Fields that EKS cannot change in a node group, before and after; for types the order counts too."""
    for field in ("capacity", "os"):
        yield field, getattr(was.spec, field), getattr(now.spec, field)
    if was.spec.os == now.spec.os == "bottlerocket" and ami_origin(was) == ami_origin(now):
        before, after = ("EKS's FIPS AMI" if one.spec.fips else "EKS's usual AMI" for one in (was, now))
        yield "fips", before, after
    # On a Capacity Block the launch template names the type, and that can change.
    if was.capacity_type == now.capacity_type:
        yield "instance_types", was.types_for_eks, now.types_for_eks
    yield "ami", ami_origin(was), ami_origin(now)


def ami_origin(group: NodesDesign) -> str:
    """Whether a group runs EKS's AMI or a custom one, in words."""
    return "EKS's AMI" if group.launch_template.image_id is None else "your own AMI"


def same_zones(was: NodeGroupDesign, now: NodeGroupDesign) -> bool:
    """Whether a node group spans the same zones as before, in any order."""
    return set(was.zones) == set(now.zones)


def _lives(before: dict[str, NodeGroupDesign], now: NodeGroupDesign) -> bool:
    return now.id in before and same_zones(before[now.id], now)


def other_bucket(was: StorageDesign, now: StorageDesign) -> list[str]:
    """Namespaces in which a volume of a bucket is to become one of another bucket or kind, which Kubernetes refuses."""
    before, after = was.spec.s3_mount, now.spec.s3_mount
    if before is None or (after is not None and before.bucket == after.bucket):
        return []
    return [namespace for namespace in now.namespaces if namespace in was.namespaces]
