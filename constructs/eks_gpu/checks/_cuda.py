"""CUDA versions and tags that an image's name states, for rules about workloads and about manifests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from eks_gpu import catalog
from eks_gpu.checks._images import tag
from eks_gpu.checks._release import ami_path, release_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design import ClusterDesign, GpuGroupDesign, NodePoolDesign
    from eks_gpu.problem import Severity

_NVIDIA = re.compile(r"((docker\.io|nvcr\.io)/)?nvidia/cuda:(\d+)\.(\d+).*")
# As PyTorch's tags have it (2.9.0-cuda13.0-cudnn9-runtime) and AWS's (0.8.5-gpu-py312-cu128-ubuntu22.04).
_IN_TAG = re.compile(r"(?:^|[-_.])cu(?:da)?[-_]?(\d{2})\.?(\d)(?!\d)")
_REPOSITORY = re.compile(r"((docker\.io|nvcr\.io)/)?nvidia/cuda(:.*)?")
_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?(?![\d.])(.*)")
_FLAVOURS = re.compile(r"(-(base|runtime|devel|cudnn\d*))*")
# Support for this major version has ended; these patches (minor, patch) of it and all older releases are deleted.
_ENDED = 11
_DELETED = frozenset({(2, 0), (2, 1), (3, 0), (4, 0), (4, 1), (4, 2), (5, 0), (5, 1), (6, 0), (6, 1), (7, 0)})


class OldDriver(NamedTuple):
    """A driver that is too old for an image.

    Attributes:
        message: The image's need, and the driver that is there.
        fix: The edit to make.
        where: Path of the group's AMI.
    """

    message: str
    fix: str
    where: str


def driver_too_old(
    design: ClusterDesign, image: str, groups: Iterable[GpuGroupDesign | NodePoolDesign]
) -> OldDriver | None:
    """The first of these groups whose driver is too old for an image; None if none is known to be."""
    cuda = _cuda(image)
    needs = catalog.driver_for_cuda(cuda[0]) if cuda else None
    if cuda is None or needs is None:
        return None
    minor = design.spec.kubernetes_version
    for group in groups:
        day = release_day(group)
        driver = catalog.ami_driver(minor, day) if day else None
        if driver and catalog.driver_branch(driver) < needs:
            return _too_old(group, (cuda, needs, driver), catalog.first_ami_with(minor, needs))
    return None


def _too_old(
    group: GpuGroupDesign | NodePoolDesign, found: tuple[tuple[int, int], int, str], later: str | None
) -> OldDriver:
    (major, lesser), needs, driver = found
    message = (
        f"the image's tag says CUDA {major}.{lesser}, which needs driver {needs}, but release {release_day(group)} of "
        f"{group.name} has {driver}"
    )
    release = f"a release of {later} or later" if later else "a later release"
    fix = f"pin {release} in {group.name}, or use an image with CUDA {major - 1}"
    return OldDriver(message, fix, ami_path(group))


def _cuda(image: str) -> tuple[int, int] | None:
    """The major and minor CUDA version that an image's name states; None if it states none."""
    named = _NVIDIA.fullmatch(image)
    if named:
        return int(named[3]), int(named[4])
    said = _IN_TAG.search(tag(image) or "")
    return (int(said[1]), int(said[2])) if said else None


class GoneTag(NamedTuple):
    """A tag that does not exist, or will soon be gone.

    Attributes:
        severity: Whether it is certain.
        message: Why.
        fix: The edit to make.
    """

    severity: Severity
    message: str
    fix: str


def tag_gone(image: str) -> GoneTag | None:
    """Why NVIDIA's repository may not have an image; None for all others."""
    if not _REPOSITORY.fullmatch(image):
        return None
    # With a digest the tag has no effect, and this rule has nothing to report.
    named = tag(image) or "latest"
    gone = _gone(named)
    match = _VERSION.fullmatch(named)
    fix = "write a tag that exists, such as 12.8.1-base-ubuntu24.04"
    if gone:
        return GoneTag("error", f"nvidia/cuda has no tag {named!r}: {gone}", fix)
    if match and int(match[1]) == _ENDED:
        message = f"support for CUDA 11 has ended, and NVIDIA deletes such images: {named!r} may be next, or gone"
        return GoneTag("warning", message, f"{fix}, or copy the image to your own registry")
    return None


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
