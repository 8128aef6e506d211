"""From the text of a cluster file to a `ClusterSpec`, or to every problem in the text."""

from __future__ import annotations

from dataclasses import field, replace
from itertools import islice
from typing import TYPE_CHECKING

from eks_gpu.models.core import ValidationError
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import Problem
from eks_gpu.spec.cluster import ClusterSpec
from eks_gpu.spec.nodes.defaults import in_defaults
from eks_gpu.spec.reading.attached import attached_to
from eks_gpu.spec.reading.explain import explain
from eks_gpu.spec.reading.layers import alone, layers, root_of
from eks_gpu.spec.reading.overlay import Overlay
from eks_gpu.spec.reading.repair import repair
from eks_gpu.spec.reading.yaml_node import read_node

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eks_gpu.spec.reading.attached import AttachedFile
    from eks_gpu.spec.reading.node import Node, Place

# Of one file. It has more only where it is something else, such as the values of a chart.
_MOST_PROBLEMS = 200
_SHAPES = {
    type(None): "nothing",
    list: "a list",
    str: "text",
    int: "a number",
    float: "a number",
    bool: "true or false",
}


@dataclass(frozen=True)
class Loaded:
    """The content of a cluster file.

    Attributes:
        spec: The declaration. If there are problems, a repaired stand-in, so that rules can still judge the rest
            of it; None if the file cannot be repaired.
        problems: Problems of its form; empty if there are none.
        repaired: Paths whose values are stand-ins; a rule's finding about one of them is dropped.
        file: The file, as the user named it.
        places: File, line and column of every path.
        layers: The files that were merged, the lowest first; the file itself is the last.
        merged: The merged content of all layers.
        files: The files that it names, by the paths that name them.
    """

    spec: ClusterSpec | None
    problems: tuple[Problem, ...] = ()
    repaired: frozenset[str] = frozenset()
    file: str = ""
    places: Mapping[str, Place] | None = None
    layers: tuple[str, ...] = ()
    merged: Node | None = None
    files: Mapping[str, AttachedFile] = field(default_factory=dict)

    def locate(self, problem: Problem) -> Problem:
        """The problem with the file, line and column of its path or of the nearest path around it."""
        if problem.position:
            return replace(problem, read_for=_read_for(problem.file, self.file))
        where = problem.where
        places = self.places or {}
        inherited = in_defaults(where)
        if inherited and where not in places and _named(inherited, places):
            where = inherited
        while where and where not in places:
            where = where[: max(where.rfind("."), where.rfind("["), 0)]
        if where not in places:
            return replace(problem, file=self.file)
        place = places[where]
        read_for = _read_for(place.file, self.file)
        return replace(problem, file=place.file, position=place.position, read_for=read_for)


def load_file(path: Path, name: str | None = None) -> Loaded:
    """Read a cluster file and the files below it; a file that cannot be read is a problem like any other.

    Args:
        path: The file. ``_defaults.yaml`` in the same folder and the files it ``extends`` are merged with it.
        name: Name of the file in messages; default: the path as given.
    """
    shown = str(path) if name is None else name
    found = layers(path, shown)
    if isinstance(found, Problem):
        return Loaded(None, (replace(found, read_for=_read_for(found.file, shown)),), file=shown)
    loaded = _load(found, shown)
    if loaded.spec is None:
        return loaded
    files = attached_to(loaded.spec, path, shown, loaded.places or {}, root_of(path))
    return replace(loaded, files=files)


def load_text(text: str, name: str = "") -> Loaded:
    """Read a declaration from YAML 1.2 text that is complete by itself: no file lies below it."""
    node = read_node(text, name)
    found = node if isinstance(node, Problem) else alone(node)
    return Loaded(None, (found,), file=name) if isinstance(found, Problem) else _load([found], name)


def _load(found: Sequence[Node], name: str) -> Loaded:
    overlay = Overlay()
    merged = overlay.merge(found)
    places = dict(merged.places())
    loaded = replace(parse(merged.plain), file=name, places=places, layers=tuple(node.place.file for node in found))
    problems = [*overlay.problems, *(overlay.explained(places, problem) for problem in loaded.problems)]
    return replace(loaded, problems=tuple(loaded.locate(problem) for problem in problems), merged=merged)


def _named(path: str, places: Mapping[str, Place]) -> bool:
    """Whether the file has this path below `defaults`, or the field that it is in."""
    field = ".".join(path.split(".")[:2]).partition("[")[0]
    return field in places


def _read_for(file: str, shown: str) -> tuple[str, ...]:
    return () if file == shown else (shown,)


def parse(data: object) -> Loaded:
    """Build a spec from plain data (mappings, lists, texts, numbers)."""
    if not isinstance(data, dict):
        given = _SHAPES.get(type(data), "something else")
        message = f"a cluster file contains keys and values, such as 'name: my-cluster'; this one contains {given}"
        return Loaded(None, (Problem("spec-shape", "error", "", message, "see the files in clusters/ for examples"),))
    try:
        return Loaded(ClusterSpec.model_validate(data))
    except ValidationError as error:
        problems = tuple(islice(explain(error, data), _MOST_PROBLEMS))
        if error.error_count() > _MOST_PROBLEMS:
            return Loaded(None, (_many(error.error_count()), *problems))
    spec, repaired = repair(data)
    return Loaded(spec, problems, repaired)


def _many(count: int) -> Problem:
    message = f"the file has {count:,} mistakes in its keys and values; the first {_MOST_PROBLEMS} are listed here"
    fix = "check that it is a cluster file, such as those in clusters/; the rules are checked when its keys are right"
    return Problem("spec-shape", "error", "", message, fix)
