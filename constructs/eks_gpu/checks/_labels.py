"""Labels that nodes carry, as far as they are known before there is a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.network import is_zone_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design import ClusterDesign, GpuGroupDesign

_ARCH = {"x86_64": "amd64", "arm64": "arm64"}
# Any value: it is known only once the node exists.
ANY: frozenset[str] = frozenset()


def carried(design: ClusterDesign, group: GpuGroupDesign) -> Mapping[str, frozenset[str]]:
    """The labels of a group's nodes with their values, as the autoscaler knows them of an empty group.

    From its `aws_manager.go` and `aws_wrapper.go`. It knows of the first type alone; the others count only
    where a node is always there.
    """
    types = group.types if group.min_nodes else group.types[:1]
    zones = {zone for nodes in group.node_groups for zone in nodes.zones}
    named = ANY if any(map(is_zone_id, zones)) else frozenset(zones)
    return {
        "kubernetes.io/arch": frozenset({_ARCH[group.types[0].arch]}),
        "kubernetes.io/os": frozenset({"linux"}),
        "kubernetes.io/hostname": ANY,
        "node.kubernetes.io/instance-type": frozenset(kind.name for kind in types),
        "topology.kubernetes.io/region": frozenset({design.spec.region}),
        "topology.kubernetes.io/zone": named,
        "topology.ebs.csi.aws.com/zone": named,
        "eks.amazonaws.com/capacityType": frozenset({group.capacity_type}),
        "eks.amazonaws.com/nodegroup": ANY,
        **{key: frozenset({value}) for key, value in group.labels.items()},
    }


def mismatch(selector: Mapping[str, str], labels: Mapping[str, frozenset[str]]) -> str | None:
    """The first key of a selector that the labels do not satisfy."""
    return next((key for key, value in selector.items() if key not in labels or _other(labels[key], value)), None)


def _other(values: frozenset[str], value: str) -> bool:
    return values != ANY and value not in values
