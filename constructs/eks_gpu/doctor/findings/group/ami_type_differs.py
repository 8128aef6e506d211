"""A node group has another AMI type than its instances need.

**Why.** A STANDARD AMI contains no NVIDIA driver: its nodes start and join, but never offer a GPU
(awslabs/amazon-eks-ami#1817).

**Fix.** Apply the declaration, which replaces the group: its AMI type cannot change in place.
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
    """Compare the AMI type in EKS with the design's."""
    for group, models, _ in situation.groups.node_groups:
        has, wanted = group.ami_type, models.managed.ami_type
        if not has or has in {wanted, "CUSTOM"}:
            continue
        driver = "NVIDIA" in has or "GPU" in has
        why = "" if driver else ", which contains no NVIDIA driver: its nodes never offer a GPU"
        message = f"its AMI type is {has}{why}; the declaration needs {wanted}"
        fix = f"cdktf deploy {situation.design.name}-cluster, which replaces it by a group of type {wanted}"
        tell = warning if driver else error
        yield tell(__name__, f"node group {group.name}", message, fix, groups=(models.group.name,))
