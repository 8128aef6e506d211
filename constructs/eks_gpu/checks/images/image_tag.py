"""An image has no tag, or a tag that moves: `latest`, `latest-gpu`, `nightly`, `main`.

**Why.** The image that runs then depends on the day a node first pulls it: two replicas can differ, and applying the
old file does not undo a bad release.

**Fix.** Write a fixed tag, or a digest (`@sha256:…`).
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

# Branches and channels, which their publishers push to again and again.
_MOVING = frozenset({"canary", "dev", "edge", "main", "master", "nightly", "rolling", "stable"})

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:latest
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:2.4.1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the tag of every image."""
    for where, image in images(design.spec):
        named = tag(image)
        if named is None or named in _MOVING or "latest" in named.split("-"):
            message = f"{image!r} refers to a different image every few weeks"
            yield warning(__name__, where, message, "write a fixed tag, or a digest (@sha256:…)")
