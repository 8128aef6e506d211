"""The manifests that belong to a cluster file: those that it names, and those that were given on the command line."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from eks_gpu.design.charts.kinds import CLUSTER_KINDS
from eks_gpu.manifests import rules, shared
from eks_gpu.manifests.judge import judge_manifests
from eks_gpu.manifests.objects import read_objects
from eks_gpu.manifests.reading.inputs import Text
from eks_gpu.problem import Problem
from eks_gpu.spec.reading.attached import named_files
from eks_gpu.spec.reading.layers import root_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign
    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.manifests.objects import Object, Objects
    from eks_gpu.spec import ClusterSpec, Loaded

# Fields without which no verdict on a pod means anything.
_NODES = (
    "gpu_node_groups",
    "gpu_node_pools",
    "node_groups",
    "system_nodes",
    "network",
    "region",
    "autoscaler",
    "kubernetes_version",
)


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
    texts = [*_attached(loaded, design.spec)]
    if paths or texts:
        own = read_objects(paths, names, texts)
        problems += own.problems
        seen = {(one.file, one.line) for one in objects}
        spaces = {_name(loaded, where, written): space for where, written, space in _in_releases(design.spec)}
        objects += [_in_namespace(one, spaces) for one in own.objects if (one.file, one.line) not in seen]
    found = judge_manifests(design, objects)
    stand_ins = any(path.startswith(_NODES) for path in loaded.repaired)
    judged = [] if stand_ins else [*rules.run(found), *shared.run(found)]
    return replace(found, problems=(*problems, *judged))


def _named(loaded: Loaded, design: ClusterDesign, folder: Path) -> Iterator[tuple[str, str, Problem | None]]:
    """Path and name of each manifest that the file names, relative to the file that names it; or why it is refused."""
    shown = os.path.dirname(loaded.file)  # noqa: PTH120 - a name, which need not be a path from here
    for where, written in _written(design.spec):
        if where in loaded.repaired:
            continue
        name = _name(loaded, where, written)
        path = folder / os.path.relpath(name, shown or ".")
        if _inside(path, folder):
            yield str(path), name, None
        else:
            message = f"{written!r} is outside the repository of the cluster file"
            fix = "copy the manifests into the repository, or give them with --manifests"
            yield "", "", Problem("manifest-unreadable", "error", where, message, fix)


def _name(loaded: Loaded, where: str, written: str) -> str:
    """Name of a file in messages, from the path that the declaration has at this place."""
    places = loaded.places or {}
    file = places[where].file if where in places else loaded.file
    return os.path.normpath(os.path.join(os.path.dirname(file), written))  # noqa: PTH118, PTH120 - a name


def _in_releases(spec: ClusterSpec) -> Iterator[tuple[str, str, str]]:
    """Every path whose objects belong to a release, with its place in the file and the release's namespace."""
    for index, chart in enumerate(spec.charts):
        if chart.rendered:
            yield f"charts[{index}].rendered", chart.rendered, chart.namespace
    for index, item in enumerate(spec.manifests):
        if not isinstance(item, str):
            yield from ((f"manifests[{index}].files[{n}]", path, item.namespace) for n, path in enumerate(item.files))


def _in_namespace(one: Object, spaces: Mapping[str, str]) -> Object:
    """An object of a release, in the release's namespace if it names none."""
    if one.namespace or one.kind in CLUSTER_KINDS:
        return one
    parts = PurePath(one.file).parents
    space = next((spaces[str(name)] for name in (PurePath(one.file), *parts) if str(name) in spaces), "")
    return replace(one, namespace=space)


def _written(spec: ClusterSpec) -> Iterator[tuple[str, str]]:
    """Every path that the file names and whose content is only judged, with its place in the file."""
    yield from ((f"charts[{index}].rendered", one.rendered) for index, one in enumerate(spec.charts) if one.rendered)
    for index, item in enumerate(spec.manifests):
        if isinstance(item, str):
            yield f"manifests[{index}]", item
        elif not item.apply:
            yield from ((f"manifests[{index}].files[{number}]", path) for number, path in enumerate(item.files))


def _attached(loaded: Loaded, spec: ClusterSpec) -> Iterator[Text]:
    """Content of the files that eks-gpu also applies; a rule reports those that could not be read."""
    for where, name in named_files(spec):
        file = loaded.files.get(where)
        if where.startswith("manifests") and file is not None and file.text is not None:
            text = file.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
            yield Text(_name(loaded, where, name), text)


def _inside(path: Path, folder: Path) -> bool:
    """Whether a file is in the repository: a cluster file opens no other files of the machine that checks it."""
    try:
        return path.resolve().is_relative_to(root_of(folder / "file"))
    except (OSError, ValueError, RuntimeError):
        # A name that leads nowhere is the reader's business.
        return True
