"""What stands in both declarations under one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, GpuGroupDesign, NodeGroupDesign, StorageDesign, WorkloadDesign


def gpu_groups(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[GpuGroupDesign, GpuGroupDesign]]:
    """GPU groups of both, as they were and as they are."""
    before = {group.name: group for group in old.gpu_groups}
    return ((before[group.name], group) for group in new.gpu_groups if group.name in before)


def workloads(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[WorkloadDesign, WorkloadDesign]]:
    """Workloads of both; name and namespace make one."""
    before = {workload.id: workload for workload in old.workloads}
    return ((before[workload.id], workload) for workload in new.workloads if workload.id in before)


def rolling_workloads(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[WorkloadDesign, WorkloadDesign]]:
    """Deployments and stateful sets of both that may have pods: another pod template replaces these one by one."""
    both = workloads(old, new)
    return ((was, now) for was, now in both if was.spec.kind == now.spec.kind and now.controlled and was.most_replicas)


def moved_workloads(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[WorkloadDesign, WorkloadDesign]]:
    """Workloads that left one namespace and came to another under the same name."""
    was, now = ({workload.id for workload in one.workloads} for one in (old, new))
    gone = {workload.name: workload for workload in old.workloads if workload.id not in now}
    return ((gone[one.name], one) for one in new.workloads if one.id not in was and one.name in gone)


def kept_node_groups(
    old: ClusterDesign, new: ClusterDesign
) -> Iterator[tuple[str, str, list[tuple[NodeGroupDesign, NodeGroupDesign]]]]:
    """The node groups that go on living: path and label of their group, and each as it was and as it is."""
    for was, now in gpu_groups(old, new):
        if sized(was) and sized(now) and all(before == after for _, before, after in fixed(was, now)):
            before = {nodes.id: nodes for nodes in was.node_groups}
            yield now.where, now.name, [(before[one.id], one) for one in now.node_groups if _lives(before, one)]
    if old.system.instance_types == new.system.instance_types:
        system = old.system.node_group, new.system.node_group
        yield "system_nodes", "system", [system] if same_zones(*system) else []


def sized(group: GpuGroupDesign) -> bool:
    """Whether its file says how far it may grow; what stands in for that is no edit."""
    return (group.spec.max is None) != (group.spec.max_per_zone is None)


def fixed(was: GpuGroupDesign, now: GpuGroupDesign) -> Iterator[tuple[str, object, object]]:
    """What EKS never changes in a node group, by the name of the field; of types the order counts too."""
    for field in ("capacity", "os"):
        yield field, getattr(was.spec, field), getattr(now.spec, field)
    # Of a Capacity Block the launch template names the type, and that can change.
    if was.capacity_type == now.capacity_type:
        yield "instance_types", was.instance_types, now.instance_types
    yield "ami", ami_origin(was), ami_origin(now)


def ami_origin(group: GpuGroupDesign) -> str:
    """Whose AMI it is."""
    return "an AMI of EKS's" if group.launch_template.image_id is None else "an AMI of yours"


def same_zones(was: NodeGroupDesign, now: NodeGroupDesign) -> bool:
    """Whether a node group spans the zones that it did, in whatever order."""
    return set(was.zones) == set(now.zones)


def _lives(before: dict[str, NodeGroupDesign], now: NodeGroupDesign) -> bool:
    return now.id in before and same_zones(before[now.id], now)


def other_bucket(was: StorageDesign, now: StorageDesign) -> list[str]:
    """Namespaces in which a volume of a bucket is to become one of another bucket or kind, which Kubernetes refuses."""
    before, after = was.spec.s3_mount, now.spec.s3_mount
    if before is None or (after is not None and before.bucket == after.bucket):
        return []
    return [namespace for namespace in now.namespaces if namespace in was.namespaces]
