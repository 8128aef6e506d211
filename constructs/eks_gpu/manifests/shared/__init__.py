"""Findings about pods of manifests that mean the same as findings about workloads, and have their rules' ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.shared import commands, images, placement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.problem import Problem


def run(found: JudgedManifests) -> Iterator[Problem]:
    """All of them."""
    yield from placement.check(found)
    yield from images.check(found)
    yield from commands.check(found)
