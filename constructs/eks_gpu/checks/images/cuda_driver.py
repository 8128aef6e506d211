"""A pinned AMI release has an older driver than an image's CUDA version needs.

**Why.** A driver runs programs of its own CUDA major version and of earlier ones: CUDA 13 needs branch 580 (NVIDIA,
CUDA Compatibility). On an older driver the container does not start ("unsatisfied condition: cuda>=13.0"), or its first
CUDA call fails: "CUDA driver version is insufficient for CUDA runtime version". Images with NVIDIA's package
`cuda-compat` may run anyway, but a tag does not show that.

**Fix.** Pin a later release in the group's `ami.release_version`, or use an image with an earlier CUDA version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._cuda import driver_too_old
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
kubernetes_version: "1.34"
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    ami: {release_version: 1.34.1-20250915}
workloads:
  - name: train
    kind: job
    image: nvcr.io/nvidia/cuda:13.0.1-base-ubuntu24.04
"""
GOOD = """\
kubernetes_version: "1.35"
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    ami: {release_version: 1.35.2-20260714}
workloads:
  - name: train
    kind: job
    image: nvcr.io/nvidia/cuda:13.0.1-base-ubuntu24.04
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the images of workloads with the drivers of the groups that they may run on."""
    for workload in design.workloads:
        groups = [group for group in design.gpu_nodes if group.name in workload.groups]
        if old := driver_too_old(design, workload.spec.image, groups):
            message, fix, where = old
            yield warning(__name__, f"{workload.where}.image", message, fix, where)
