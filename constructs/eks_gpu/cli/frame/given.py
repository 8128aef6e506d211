"""Manifests that are given on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.cli.frame.files import STDIN, NoFileError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eks_gpu.manifests.judged import JudgedManifests, PodsFit
    from eks_gpu.manifests.objects import Objects


def read_given(paths: Sequence[str], files: Sequence[Path] = ()) -> Objects | None:
    """Objects of the manifests at these paths, read once for all cluster files; None if none were given.

    Raises:
        NoFileError: The manifests and a cluster file would both come from standard input.
    """
    if not paths:
        return None
    if [*paths, *map(str, files)].count(str(STDIN)) > 1:
        raise NoFileError("standard input can be read only once; write '-' once")
    from eks_gpu.manifests.objects import read_objects  # noqa: PLC0415 - few commands get any

    return read_objects(paths)


def full_name(one: PodsFit) -> str:
    """Namespace and name of pods."""
    return f"{one.pods.demand.namespace}/{one.pods.demand.name}"


def named(manifests: JudgedManifests | None, name: str) -> list[PodsFit]:
    """Pods of manifests by name, or by namespace and name; a full name comes before all others."""
    fits = manifests.fits if manifests else ()
    exact = [one for one in fits if full_name(one) == name]
    return exact or [one for one in fits if one.pods.demand.name == name]
