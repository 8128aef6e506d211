"""A tag of NVIDIA's image `cuda` has been deleted, never existed, or belongs to a release that may be deleted next.

**Why.** The node starts and is paid for, and the pod stays in ImagePullBackOff: "manifest unknown". NVIDIA deletes the
images of a release some months after its support ends (gitlab nvidia/container-images/cuda #177): those before CUDA 11
are gone, as are the early patches of 11 (NVIDIA/cudf-spark-examples #311, NVIDIA/nvidia-docker #1735). A tag names
three version numbers and a Linux distribution; there is no `latest`.

**Fix.** Write a tag of CUDA 12 or later, such as `12.8.1-base-ubuntu24.04`. NVIDIA cannot delete a copy in your own
registry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._cuda import tag_gone
from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: train
    kind: job
    image: nvcr.io/nvidia/cuda:11.4.0-base-ubuntu20.04
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: nvcr.io/nvidia/cuda:12.8.1-base-ubuntu24.04
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the tags of images that come from NVIDIA's own repository."""
    for where, workload in workloads(design.spec):
        if gone := tag_gone(workload.image):
            report = error if gone.severity == "error" else warning
            yield report(__name__, f"{where}.image", gone.message, gone.fix)
