"""A node group has another AMI type than its instances need.

**Why.** A STANDARD AMI has no NVIDIA driver: nodes come, join, and never offer a GPU
(awslabs/amazon-eks-ami#1817).

**Fix.** The AMI type of a group cannot change in place: apply the declaration, which replaces the group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# aws eks describe-nodegroup
nodegroup:
  nodegroupName: gpu-us-west-2a
  amiType: AL2023_x86_64_STANDARD
"""
GOOD = """\
# aws eks describe-nodegroup
nodegroup:
  nodegroupName: gpu-us-west-2a
  amiType: AL2023_x86_64_NVIDIA
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """EKS's answer against the design."""
    for group, models, _ in situation.node_groups:
        has, wanted = group.ami_type, models.group.ami_type
        if not has or has in {wanted, "CUSTOM"}:
            continue
        driver = "NVIDIA" in has or "GPU" in has
        why = "other than declared" if driver else "which has no NVIDIA driver: its nodes never offer a GPU"
        message = f"its AMI type is {has}, {why}; the declaration makes it {wanted}"
        fix = f"cdktf deploy {situation.design.name}-cluster: it makes a group of type {wanted} in its place"
        tell = warning if driver else error
        yield tell(__name__, f"node group {group.name}", message, fix, groups=(models.group.name,))
