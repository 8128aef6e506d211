"""An Auto Scaling group lacks the node-template tags that describe a node to the autoscaler before one exists.

**Why.** For a group at zero the autoscaler reads labels, taints and resources from EKS, and from these tags if that
call fails. The size of a disk, and the shares or MIG slices of a GPU, are only in the tags.

**Fix.** Apply the cluster stack, which sets the tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design import GroupDesign
from eks_gpu.doctor.finding import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

_PREFIX = "k8s.io/cluster-autoscaler/node-template/"

BAD = """\
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Tags:
      - Key: k8s.io/cluster-autoscaler/node-template/label/eks-gpu.io/group
        Value: notebooks
"""
GOOD = """\
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Tags:
      - Key: k8s.io/cluster-autoscaler/node-template/label/eks-gpu.io/group
        Value: gpu
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare each tag of the design, with its value."""
    if not situation.design.autoscaled:
        return
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for group, models, pool in situation.groups.scaling_groups:
        # A group that another tool created does not have these tags.
        if not isinstance(models.group, GroupDesign) or not group.tag_values.get("eks:nodegroup-name", "").startswith(
            pool.node_group.name_prefix
        ):
            continue
        wanted, has = models.group.auto_scaling_tags, group.tag_values
        wrong = tuple(key.removeprefix(_PREFIX) for key, value in wanted.items() if has.get(key) != value)
        if wrong:
            found.setdefault((models.group.name, wrong), []).append(group.name)
    # With one node group in each zone, their Auto Scaling groups are alike.
    for (name, wrong), scaling in found.items():
        more = f" and {len(scaling) - 1} more" if len(scaling) > 1 else ""
        message = f"the group's node-template tags are missing or differ: {listed(list(wrong), 5)}"
        fix = f"cdktf deploy {situation.design.name}-cluster"
        yield warning(__name__, f"Auto Scaling group {scaling[0]}{more}", message, fix, groups=(name,))
