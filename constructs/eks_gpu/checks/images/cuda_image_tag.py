"""A tag of NVIDIA's image `cuda` has been deleted, never existed, or belongs to a release that may be deleted next.

**Why.** The node starts and is paid for, and the pod stays in ImagePullBackOff: "manifest unknown". NVIDIA deletes the
images of a release some months after its support ends (gitlab nvidia/container-images/cuda #177): those before CUDA 11
are gone, as are the early patches of 11 (NVIDIA/cudf-spark-examples #311, NVIDIA/nvidia-docker #1735). A tag names
three version numbers and a Linux distribution; there is no `latest`.

**Fix.** Write a tag of CUDA 12 or later, such as `12.8.1-base-ubuntu24.04`. NVIDIA cannot delete a copy in your own
registry.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._images import tag
from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_REPOSITORY = re.compile(r"((docker\.io|nvcr\.io)/)?nvidia/cuda(:.*)?")
_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?(?![\d.])(.*)")
_FLAVOURS = re.compile(r"(-(base|runtime|devel|cudnn\d*))*")
# Support for this major version has ended; these patches (minor, patch) of it and all older releases are deleted.
_ENDED = 11
_DELETED = frozenset({(2, 0), (2, 1), (3, 0), (4, 0), (4, 1), (4, 2), (5, 0), (5, 1), (6, 0), (6, 1), (7, 0)})

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
        if not _REPOSITORY.fullmatch(workload.image):
            continue
        # With a digest the tag has no effect, and this rule has nothing to report.
        named = tag(workload.image) or "latest"
        gone = _gone(named)
        match = _VERSION.fullmatch(named)
        fix = "write a tag that exists, such as 12.8.1-base-ubuntu24.04"
        if gone:
            yield error(__name__, f"{where}.image", f"nvidia/cuda has no tag {named!r}: {gone}", fix)
        elif match and int(match[1]) == _ENDED:
            message = f"support for CUDA 11 has ended, and NVIDIA deletes such images: {named!r} may be next, or gone"
            yield warning(__name__, f"{where}.image", message, f"{fix}, or copy the image to your own registry")


def _gone(named: str) -> str | None:
    """The reason why a tag does not exist; None if it may exist."""
    if named == "latest":
        return "NVIDIA has removed 'latest'"
    match = _VERSION.fullmatch(named)
    if match is None:
        return None
    major, minor, patch, rest = int(match[1]), int(match[2]), match[3], match[4]
    if major < _ENDED or (major == _ENDED and patch and (minor, int(patch)) in _DELETED):
        return "NVIDIA has deleted this release"
    if patch is None:
        return "its tags name all three numbers of a release"
    return "its tags name a Linux distribution" if _FLAVOURS.fullmatch(rest) else None
