"""An image has no tag, or one that moves: `latest`, `latest-gpu`, `nightly`, `main`.

**Why.** Which image runs then depends on the day a node first pulls it: two replicas can differ, and a bad
release cannot be undone by applying the old file.

**Fix.** Write a tag that stays, or a digest (`@sha256:…`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._images import tag
from eks_gpu.checks._report import warning
from eks_gpu.checks._where import images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Branches and channels, which their makers push to again and again.
_MOVING = frozenset({"canary", "dev", "edge", "main", "master", "nightly", "rolling", "stable"})


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the tag of every image."""
    for where, image in images(design.spec):
        named = tag(image)
        if named is None or named in _MOVING or "latest" in named.split("-"):
            message = f"{image!r} means another image every few weeks"
            yield warning(__name__, where, message, "write a tag that stays, or a digest (@sha256:…)")
