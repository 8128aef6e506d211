"""Which files make up a declaration: the shared defaults of its folder, what it extends, and itself."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from eks_gpu.problem import Problem
from eks_gpu.spec.yaml_node import Node, read_node

if TYPE_CHECKING:
    from pathlib import Path

    from eks_gpu.spec.yaml_node import Place

DEFAULTS = "_defaults.yaml"
EXTENDS = "extends"
# Each cluster has its own: a name that is inherited is a state that two clusters share.
_OWN = {"name", EXTENDS}


def layers(path: Path, shown: str) -> list[Node] | Problem:
    """The files of a cluster, the lowest first and without what is not passed on; or why they cannot be read.

    Args:
        path: The cluster file.
        shown: What to call it.
    """
    if path.name.startswith("_"):
        return _no_cluster(shown)
    found = _chain(path, shown)
    if isinstance(found, Problem):
        return found
    shared = path.parent / DEFAULTS
    if shared.exists():
        below = _defaults(shared, _beside(shown, DEFAULTS))
        if isinstance(below, Problem):
            return below
        found.append(below)
    *others, top = [_without(node, _OWN if index else {EXTENDS}) for index, node in enumerate(found)][::-1]
    return [*others, top]


def alone(node: Node) -> Node | Problem:
    """What lies in no folder; it extends nothing, as nobody could say where that is."""
    if not isinstance(node.value, dict) or EXTENDS not in node.value:
        return node
    return _problem("a declaration that is no file extends nothing", "write it out", node.value[EXTENDS].place)


def _chain(path: Path, shown: str) -> list[Node] | Problem:
    """A file and what it extends, itself first."""
    found: list[Node] = []
    seen: list[str] = []
    files = {path.resolve()}
    asked: Place | None = None
    while True:
        node = _read(path, shown, asked) if asked is None else _part(path, shown, asked)
        if isinstance(node, Problem):
            return node
        found.append(node)
        seen.append(shown)
        target = node.value.get(EXTENDS) if isinstance(node.value, dict) else None
        if target is None:
            return found
        asked = target.place
        if not isinstance(target.value, str) or not target.value or PurePosixPath(target.value).is_absolute():
            message = f"{target.plain!r} names no file; `extends` takes one, relative to this"
            return _problem(message, f"write {EXTENDS}: _base.yaml", asked)
        path, shown = path.parent / target.value, _beside(shown, target.value)
        if path.resolve() in files:
            message = f"this goes in a circle: {' extends '.join([*seen, shown])}"
            return _problem(message, "remove one of the `extends`", asked)
        files.add(path.resolve())


def _defaults(path: Path, shown: str) -> Node | Problem:
    node = _part(path, shown, None)
    if isinstance(node, Problem) or not isinstance(node.value, dict) or EXTENDS not in node.value:
        return node
    message = f"{DEFAULTS} lies below every cluster of its folder, and extends nothing itself"
    return _problem(message, "write what it should take over into it", node.value[EXTENDS].place)


def _part(path: Path, shown: str, asked: Place | None) -> Node | Problem:
    """A file that lies below others: keys and values, or nothing yet."""
    node = _read(path, shown, asked)
    if isinstance(node, Problem) or isinstance(node.value, dict):
        return node
    if node.value is None:
        return Node({}, node.place)
    message = "a file below others holds keys and values, as they do"
    return Problem("spec-shape", "error", "", message, "write keys, such as 'region: us-west-2'", shown)


def _read(path: Path, shown: str, asked: Place | None) -> Node | Problem:
    """A file; where another one asks for it, what cannot be opened is a mistake of that."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        if asked:
            return _problem(f"cannot read {shown}: {reason}", "write a file relative to this one", asked)
        message = f"cannot read the file: {reason}"
        return Problem("unreadable", "error", "", message, "check the name and the file", shown)
    return read_node(text, shown)


def _without(node: Node, keys: set[str]) -> Node:
    if not isinstance(node.value, dict):
        return node
    return Node({key: item for key, item in node.value.items() if key not in keys}, node.place)


def _beside(shown: str, target: str) -> str:
    """What to call a file that another one names."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(shown), target))


def _problem(message: str, fix: str, place: Place) -> Problem:
    return Problem("extends-refused", "error", EXTENDS, message, fix, place.file, place.position)


def _no_cluster(shown: str) -> Problem:
    message = "a file whose name begins with '_' is a part of clusters, not one"
    folder = posixpath.dirname(shown) or "."
    fix = f"name a cluster, or the folder for all of them: eks-gpu check {folder}"
    return Problem("no-cluster-file", "error", "", message, fix, shown)
