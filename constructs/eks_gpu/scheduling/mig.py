"""Where the parts of a GPU lie: whether a set of MIG profiles fits, and on which memory slices.

A GPU of seven compute slices has eight of memory, and a part may begin at certain ones only: `3g` and `2g` twice are
seven slices of each kind, and still fit in one way alone (NVIDIA MIG user guide, "Getting started", `-lgipp`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.catalog import MigProfile


def placed(profiles: Sequence[MigProfile]) -> tuple[tuple[MigProfile, int], ...] | None:
    """Each part with the memory slice at which it begins, the largest first; None where they do not all fit."""
    ordered = sorted(profiles, key=lambda profile: (-profile.memory_slices, -profile.slices, profile.name))
    return _placed(tuple(ordered), frozenset())


def _placed(profiles: tuple[MigProfile, ...], taken: frozenset[int]) -> tuple[tuple[MigProfile, int], ...] | None:
    if not profiles:
        return ()
    first, *rest = profiles
    for start in first.starts:
        wanted = frozenset(range(start, start + first.memory_slices))
        if wanted & taken:
            continue
        found = _placed(tuple(rest), taken | wanted)
        if found is not None:
            return ((first, start), *found)
    return None
