"""The manifests that belong to a cluster file: those that it names, and those that were given on the command line."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.manifests import rules, shared
from eks_gpu.manifests.judge import judge_manifests
from eks_gpu.manifests.objects import read_objects
from eks_gpu.problem import Problem
from eks_gpu.spec.reading.layers import root_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.manifests.objects import Object, Objects
    from eks_gpu.spec import Loaded

# Fields without which no verdict on a pod means anything.
_NODES = ("gpu_node_groups", "system_nodes", "network", "region", "autoscaler", "kubernetes_version")


def manifests_of(
    loaded: Loaded, design: ClusterDesign, given: Objects | None, folder: Path | None = None
) -> JudgedManifests:
    """Judge all manifests of a cluster file, and report what rules find.

    Args:
        loaded: The cluster file.
        design: Its design.
        given: Objects of manifests that were given on the command line.
        folder: The folder that the cluster file was read from; default: that of its name.
    """
    problems = list(given.problems) if given else []
    objects: list[Object] = list(given.objects) if given else []
    paths, names = [], []
    for path, name, refused in _named(loaded, design, folder or Path(loaded.file).parent):
        if refused is None:
            paths.append(path)
            names.append(name)
        else:
            problems.append(refused)
    if paths:
        own = read_objects(paths, names)
        problems += own.problems
        seen = {(one.file, one.line) for one in objects}
        objects += [one for one in own.objects if (one.file, one.line) not in seen]
    found = judge_manifests(design, objects)
    stand_ins = any(path.startswith(_NODES) for path in loaded.repaired)
    judged = [] if stand_ins else [*rules.run(found), *shared.run(found)]
    return replace(found, problems=(*problems, *judged))


def _named(loaded: Loaded, design: ClusterDesign, folder: Path) -> Iterator[tuple[str, str, Problem | None]]:
    """Path and name of each manifest that the file names, relative to the file that names it; or why it is refused."""
    places = loaded.places or {}
    shown = os.path.dirname(loaded.file)  # noqa: PTH120 - a name, which need not be a path from here
    for index, written in enumerate(design.spec.manifests):
        where = f"manifests[{index}]"
        if where in loaded.repaired:
            continue
        file = places[where].file if where in places else loaded.file
        name = os.path.normpath(os.path.join(os.path.dirname(file), written))  # noqa: PTH118, PTH120 - as above
        path = folder / os.path.relpath(name, shown or ".")
        if _inside(path, folder):
            yield str(path), name, None
        else:
            message = f"{written!r} is outside the repository of the cluster file"
            fix = "copy the manifests into the repository, or give them with --manifests"
            yield "", "", Problem("manifest-unreadable", "error", where, message, fix)


def _inside(path: Path, folder: Path) -> bool:
    """Whether a file is in the repository: a cluster file opens no other files of the machine that checks it."""
    try:
        return path.resolve().is_relative_to(root_of(folder / "file"))
    except (OSError, ValueError, RuntimeError):
        # A name that leads nowhere is the reader's business.
        return True
