"""Groups of a running cluster about which EKS's own answer is missing: by their nodes, or by Auto Scaling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.imports.imported import Group
from eks_gpu.imports.kinds import CAPACITY, SYSTEM, foreign_device, has_gpus, put_labels, put_sizes, put_taints
from eks_gpu.imports.live.gathered import NODE_GROUP
from eks_gpu.imports.own import put_own
from eks_gpu.review.groups import GROUP_LABEL

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from eks_gpu.doctor.answers.amazon import AutoScalingGroup
    from eks_gpu.doctor.answers.kubernetes import Node
    from eks_gpu.imports.imported import Imported
    from eks_gpu.imports.live.gathered import Gathered

_KARPENTER = "karpenter.sh/nodepool"
_GROUP_TAGS = ("eks:nodegroup-name", "alpha.eksctl.io/nodegroup-name")
_OTHER_NAMES = ("alpha.eksctl.io/nodegroup-name", "eks.amazonaws.com/compute-type")
# Labels that kubelet, the cloud controller and discovery tools add to a node.
_ADDED = re.compile(
    r"(.*\.)?(kubernetes\.io|k8s\.io|k8s\.aws|eks\.amazonaws\.com|alpha\.eksctl\.io|karpenter\.sh)/.*|nvidia\.com/.*"
    r"|feature\.node\.kubernetes\.io/.*"
)
# Kubernetes' own marks of a node's state.
_STATE_TAINTS = re.compile(
    r"node\.(kubernetes|cloudprovider\.kubernetes)\.io/.*|ToBeDeletedByClusterAutoscaler|.*startup.*"
)


def import_remains(result: Imported, about: Gathered, known: Container[str]) -> None:
    """Fill in groups that no answer of EKS describes.

    Args:
        result: The cluster.
        about: The answers.
        known: Names of the node groups that EKS describes.
    """
    alone = _of_nodes(about)
    for name, nodes in alone.items():
        if name not in known:
            _put_nodes_alone(result, name, nodes)
    for scaling in about.scaling.values():
        name = _name_of(scaling)
        if name and name not in known and name not in alone:
            _put_scaling(result, name, scaling)


def _of_nodes(about: Gathered) -> dict[str, list[Node]]:
    """Nodes by the group that their labels name."""
    found: dict[str, list[Node]] = {}
    for node in about.seen.nodes:
        labels = node.labels
        names = (labels.get(key, "") for key in (NODE_GROUP, *_OTHER_NAMES, _KARPENTER))
        found.setdefault(next(filter(None, names), ""), []).append(node)
    return found


def _name_of(scaling: AutoScalingGroup) -> str:
    """The node group behind an Auto Scaling group; empty if none of a cluster is."""
    tags = scaling.tag_values
    named = next(filter(None, (tags.get(key, "") for key in _GROUP_TAGS)), "")
    return named or (scaling.name if any(key.startswith("kubernetes.io/cluster/") for key in tags) else "")


def _put_scaling(result: Imported, name: str, scaling: AutoScalingGroup) -> None:
    """A group of which only the Auto Scaling group is known."""
    types = list(dict.fromkeys(one.type for one in scaling.instances if one.type))
    source = f"Auto Scaling group {scaling.name}"
    if not types or scaling.max is None:
        result.left(source, f"instance types and sizes of the group {name!r} are not in the answers")
        return
    group = Group(name=name, source=source, gpu=has_gpus(types))
    group.put("instance_types", types)
    put_sizes(group, scaling.min, scaling.max, scaling.desired, source)
    if zones := sorted({one.zone for one in scaling.instances if one.zone}):
        group.put("zones", zones)
    put_taints(group, [], source)
    group.left(source, "labels, taints, disk and AMI are not in the answers", "labels")
    result.groups.append(group)


def _put_nodes_alone(result: Imported, name: str, nodes: Sequence[Node]) -> None:
    """A group of which only nodes are known."""
    first = nodes[0]
    types = list(dict.fromkeys(node.instance_type for node in nodes if node.instance_type))
    label = first.labels.get(GROUP_LABEL, "")
    source = f"node group {name}" if name else f"node {first.name}"
    if any(_KARPENTER in node.labels for node in nodes):
        result.left(f"node pool {name}", "node pools are not read back: write them into `gpu_node_pools`")
        return
    if device := foreign_device(types):
        result.left(source, f"its nodes have {device} devices; eks-gpu supports NVIDIA GPUs")
        return
    if not types:
        result.left(source, "its nodes' instance types are not in the answers")
        return
    group = Group(
        name=label or name or "nodes", source=source, gpu=has_gpus(types) and label != SYSTEM, system=label == SYSTEM
    )
    group.put("instance_types", types)
    group.put("capacity", CAPACITY.get(first.labels.get("eks.amazonaws.com/capacityType", "")))
    put_labels(group, {key: one for key, one in first.labels.items() if not _ADDED.fullmatch(key)}, source)
    taints = [
        {"key": one.key, "value": one.value, "effect": one.effect}
        for one in first.spec.taints
        if not _STATE_TAINTS.fullmatch(one.key)
    ]
    put_taints(group, taints, source)
    group.put("max", len(nodes))
    group.put("min", None if group.gpu else len(nodes))
    reason = "only its nodes are known: `max` is their number, and disk, minimum and zones are unknown"
    group.left(source, reason, "max")
    if label:
        put_own(group, first.labels, {})
    result.groups.append(group)
