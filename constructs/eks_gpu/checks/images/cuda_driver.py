"""A pinned AMI release has an older driver than an image's CUDA version needs.

**Why.** A driver runs programs of its own CUDA major version and of earlier ones: CUDA 13 needs branch 580 (NVIDIA,
CUDA Compatibility). On an older driver the container does not start ("unsatisfied condition: cuda>=13.0"), or its first
CUDA call fails: "CUDA driver version is insufficient for CUDA runtime version". Images with NVIDIA's package
`cuda-compat` may run anyway, but a tag does not show that.

**Fix.** Pin a later release in the group's `ami.release_version`, or use an image with an earlier CUDA version.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._images import tag
from eks_gpu.checks._release import release_day
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, GpuGroupDesign, WorkloadDesign
    from eks_gpu.problem import Problem

_NVIDIA = re.compile(r"((docker\.io|nvcr\.io)/)?nvidia/cuda:(\d+)\.(\d+).*")
# As PyTorch's tags have it (2.9.0-cuda13.0-cudnn9-runtime) and AWS's (0.8.5-gpu-py312-cu128-ubuntu22.04).
_IN_TAG = re.compile(r"(?:^|[-_.])cu(?:da)?[-_]?(\d{2})\.?(\d)(?!\d)")

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
        cuda = _cuda(workload.spec.image)
        needs = catalog.driver_for_cuda(cuda[0]) if cuda else None
        if cuda is None or needs is None:
            continue
        for group in design.gpu_groups:
            minor, day = design.spec.kubernetes_version, release_day(group)
            driver = catalog.ami_driver(minor, day) if day and group.name in workload.groups else None
            if driver and catalog.driver_branch(driver) < needs:
                yield _too_old(workload, group, (cuda, needs, driver), catalog.first_ami_with(minor, needs))
                break


def _too_old(
    workload: WorkloadDesign, group: GpuGroupDesign, found: tuple[tuple[int, int], int, str], later: str | None
) -> Problem:
    (major, lesser), needs, driver = found
    message = (
        f"the image's tag says CUDA {major}.{lesser}, which needs driver {needs}, but release {release_day(group)} of "
        f"{group.name} has {driver}"
    )
    release = f"a release of {later} or later" if later else "a later release"
    fix = f"pin {release} in {group.name}, or use an image with CUDA {major - 1}"
    return warning(__name__, f"{workload.where}.image", message, fix, f"{group.where}.ami")


def _cuda(image: str) -> tuple[int, int] | None:
    """The major and minor CUDA version that an image's name states; None if it states none."""
    named = _NVIDIA.fullmatch(image)
    if named:
        return int(named[3]), int(named[4])
    said = _IN_TAG.search(tag(image) or "")
    return (int(said[1]), int(said[2])) if said else None
