"""A workload insists on a label that its nodes do not carry, or not before there is one.

**Why.** Its pods stay Pending. A group at zero has no node to look at; the autoscaler knows the labels of the
node group and a few of Kubernetes' own (its `aws_manager.go`). Labels that discovery tools set on running
nodes, such as `nvidia.com/gpu.product`, are not among them, so the group would stay at zero for ever.

**Fix.** Select by `eks-gpu.io/gpu-model` or `eks-gpu.io/group`, better still with `node_groups`; by
`eks.amazonaws.com/capacityType` (SPOT, ON_DEMAND) for the price model; or by a label of the group's `labels`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._labels import carried, mismatch
from eks_gpu.checks._report import error, instead
from eks_gpu.problem import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_KNOWN_AS = {
    "karpenter.sh/capacity-type": "eks.amazonaws.com/capacityType",
    "lifecycle": "eks.amazonaws.com/capacityType",
    "nvidia.com/gpu.product": "eks-gpu.io/gpu-model",
    "nvidia.com/gpu.family": "eks-gpu.io/gpu-model",
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
}


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare every selector with the labels of the groups that the workload may use."""
    groups = {group.name: group for group in design.gpu_groups}
    for workload in design.workloads:
        labels = [carried(design, groups[name]) for name in workload.groups]
        missing = [mismatch(workload.spec.node_selector, one) for one in labels]
        if labels and all(missing):
            key = next(filter(None, missing))
            message, fix = _explained(key, workload.spec.node_selector[key], labels)
            rests_on = ("gpu_node_groups", "network", "region", f"{workload.where}.node_groups")
            yield error(__name__, f"{workload.where}.node_selector.{key}", message, fix, *rests_on)


def _explained(key: str, value: str, labels: list[Mapping[str, frozenset[str]]]) -> tuple[str, str]:
    keys = sorted({one for carried_by in labels for one in carried_by})
    if key not in keys:
        message = f"no node is known to carry the label {key!r} before it runs; known are {listed(keys, 30)}"
        near = _KNOWN_AS.get(key) or nearest(key, keys)
        return message, f"write {near}" if near else "remove it, or add it to the group's 'labels'"
    values = sorted({one for carried_by in labels for one in carried_by.get(key, ())})
    message = f"no node of its groups has {key} = {value!r}; there are: {listed(values)}"
    return message, instead(value, values, "write one of these, or remove it")
