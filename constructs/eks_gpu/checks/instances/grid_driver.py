"""A pinned AMI release lacks the GRID driver, or its licence daemon, for a type with a fraction of a GPU.

**Why.** g6f and gr6f have a fraction of an L4, which only NVIDIA's GRID driver supports. EKS's AL2023 AMIs have had it
since v20250610 (awslabs/amazon-eks-ami#2443); on older ones nodes join without a GPU. The daemon that fetches its
licence came with v20251023 (#2450): without it, CUDA slows down and fails 24 hours after the node has started ("device
doesn't have valid Grid license").

**Fix.** Pin a later release in `ami.release_version`, or remove `ami`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._release import ami_path, release_day
from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
kubernetes_version: "1.34"
gpu_node_groups:
  - name: gpu
    instance_types: [g6f.2xlarge]
    max_per_zone: 2
    ami: {release_version: 1.34.1-20250915}
"""
GOOD = """\
kubernetes_version: "1.35"
gpu_node_groups:
  - name: gpu
    instance_types: [g6f.2xlarge]
    max_per_zone: 2
    ami: {release_version: 1.35.2-20260714}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the releases of groups with fractions of GPUs."""
    driver, licence = catalog.grid_since()
    for group in design.gpu_nodes:
        day = release_day(group)
        here = ami_path(group) if group in design.pools else f"{group.where}.ami.release_version"
        parts = [kind.name for kind in group.types if kind.gpu and kind.gpu.fraction < 1]
        if not day or not parts or day >= licence:
            continue
        fix, rests_on = f"write a release of {licence} or later, or remove 'ami'", f"{group.where}.instance_types"
        if day < driver:
            message = f"{parts[0]} needs the GRID driver, which EKS's AMIs lack before {driver}: the node has no GPU"
            yield error(__name__, here, message, fix, rests_on)
        else:
            message = f"the GRID driver of {parts[0]} gets no licence before {licence}: CUDA fails after 24 hours"
            yield warning(__name__, here, message, fix, rests_on)
