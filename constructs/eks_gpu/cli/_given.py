"""Manifests that are given on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.manifests.objects import Objects


def read_given(paths: Sequence[str]) -> Objects | None:
    """Objects of the manifests at these paths, read once for all cluster files; None if none were given."""
    if not paths:
        return None
    from eks_gpu.manifests.objects import read_objects  # noqa: PLC0415 - few commands get any

    return read_objects(paths)
