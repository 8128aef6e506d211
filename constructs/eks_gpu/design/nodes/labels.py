"""Labels of nodes: which the autoscaler knows of an empty group, and which a running node carries besides.

From the Cluster Autoscaler's `aws_manager.go` (buildGenericLabels), `aws_wrapper.go` (getManagedNodegroupInfo) and
`utils/labels/labels.go` (UpdateDeprecatedLabels), at 1.36.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.network import is_zone_id
from eks_gpu.scheduling.labels import ANY, ZONES, Labels, Unresolved

if TYPE_CHECKING:
    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.nodes.node_groups import NodeGroupDesign

# Karpenter's label of the kind of capacity (kubernetes-sigs/karpenter, `pkg/apis/v1/labels.go`).
CAPACITY_LABEL = "karpenter.sh/capacity-type"
_ARCH = {"x86_64": "amd64", "arm64": "arm64"}
# Labels that the autoscaler adds to its template and that no node has: answers of DescribeNodegroup (not `diskSize`,
# which a group with a launch template has none of), tags with `eks:`, and a mark of its own (since 1.33).
_TEMPLATE_ONLY = (
    "amiType",
    "cluster-autoscaler.kubernetes.io/template-node",
    "cluster-name",
    "k8sVersion",
    "nodegroup-name",
)
# Labels that kubelet, the cloud controller and EKS add to a node when it registers.
NODE_ONLY = (
    "eks.amazonaws.com/nodegroup-image",
    "eks.amazonaws.com/sourceLaunchTemplateId",
    "eks.amazonaws.com/sourceLaunchTemplateVersion",
    "k8s.io/cloud-provider-aws",
    "topology.k8s.aws/network-node-layer-1",
    "topology.k8s.aws/network-node-layer-2",
    "topology.k8s.aws/network-node-layer-3",
    "topology.k8s.aws/zone-id",
)
# Discovery tools add labels with these prefixes to running nodes.
_DISCOVERED = ("feature.node.kubernetes.io/", "nvidia.com/")


def template_labels(region: str, group: MachinesDesign, node_group: NodeGroupDesign) -> Labels:
    """Labels of the template: of the first type, in the first zone that Auto Scaling names, in whatever order."""
    labels = common_labels(region, group, node_group, group.types[:1])
    return {**labels, **dict.fromkeys(_TEMPLATE_ONLY, ANY)}


def node_labels(region: str, group: MachinesDesign, node_group: NodeGroupDesign, kind: InstanceType) -> Labels:
    """Labels of a node that runs."""
    labels = common_labels(region, group, node_group, (kind,))
    return {**labels, **old_labels(labels), **dict.fromkeys(NODE_ONLY, ANY)}


def old_labels(labels: Labels) -> Labels:
    """Names of before 1.14 that kubelet still sets."""
    return {
        "beta.kubernetes.io/arch": labels["kubernetes.io/arch"],
        "beta.kubernetes.io/os": labels["kubernetes.io/os"],
    }


def is_discovered(key: str) -> bool:
    """Whether a label is one that discovery tools add to running nodes."""
    return key.startswith(_DISCOVERED)


def common_labels(
    region: str, group: MachinesDesign, node_group: NodeGroupDesign, types: tuple[InstanceType, ...]
) -> Labels:
    """Labels of nodes of these types that are known before there is one."""
    named = _zone_names(region, node_group.zones)
    names = frozenset(instance_type.name for instance_type in types)
    return {
        "kubernetes.io/arch": frozenset({_ARCH[types[0].arch]}),
        "kubernetes.io/os": frozenset({"linux"}),
        # Made up with the node, so that nothing a file can say would match.
        "kubernetes.io/hostname": frozenset({"a name of its own"}),
        "beta.kubernetes.io/instance-type": names,
        "node.kubernetes.io/instance-type": names,
        "failure-domain.beta.kubernetes.io/region": frozenset({region}),
        "topology.kubernetes.io/region": frozenset({region}),
        **dict.fromkeys(ZONES, named),
        **group.origin_labels(node_group),
        **{key: frozenset({value}) for key, value in group.labels.items()},
    }


def _zone_names(region: str, zones: tuple[str, ...]) -> frozenset[str]:
    """Possible values of a node's zone labels: names, never ids.

    Which name an id has differs between accounts that AWS made before 2025-11, so zones by id may carry any name of
    the region. A node group in one zone carries one of them; one over several zones starts nodes with either.
    """
    if not any(map(is_zone_id, zones)):
        return frozenset(zones)
    # A region whose zones are not recorded names them like all others: the region and a letter.
    names = catalog.zones_in(region) or tuple(f"{region}{letter}" for letter in "abcdef")
    return Unresolved(names) if len(zones) == 1 else frozenset(names)
