"""A group has more labels, taints and resources than its Auto Scaling groups can carry as tags.

**Why.** The autoscaler also reads from tags what the nodes of an empty group will have: one tag for each label, taint
and resource. AWS allows 50 tags on an Auto Scaling group and EKS uses some of them itself, so the apply would fail.

**Fix.** Remove labels that nothing selects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# EKS sets five itself (terraform-provider-aws#46288); five more are left for later.
_MOST = 40

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    labels:
""" + "".join(f'      example.com/feature-{number}: "true"\n' for number in range(41))
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    labels:
      example.com/team: research
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the tags of every group."""
    for group in design.groups:
        tags = group.auto_scaling_tags
        if len(tags) > _MOST:
            message = f"{group.name} has {len(tags)} labels, taints and resources; {_MOST} fit into tags"
            yield error(__name__, f"{group.where}.labels", message, f"remove {len(tags) - _MOST} or more labels")
