"""The labels and taints of a group do not go into the tags of its Auto Scaling groups.

**Why.** The autoscaler learns what an empty group's nodes carry from tags too, one for each label, taint and resource.
AWS allows 50 tags on an Auto Scaling group, of which EKS takes some itself; the apply would fail.

**Fix.** Fewer labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# EKS sets five itself (terraform-provider-aws#46288); five more are left for what comes.
_MOST = 40


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the tags of every group."""
    for group in design.gpu_groups:
        tags = group.auto_scaling_tags
        if len(tags) > _MOST:
            message = f"{group.name} has {len(tags)} labels, taints and resources, and {_MOST} go into tags"
            yield error(__name__, f"{group.where}.labels", message, f"remove {len(tags) - _MOST} or more")
