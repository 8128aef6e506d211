"""Which files make up a declaration: the shared defaults of its folder, what it extends, and itself."""

from __future__ import annotations

import posixpath
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from eks_gpu.plain_file import read_text
from eks_gpu.problem import Problem
from eks_gpu.spec.yaml_node import Node, read_node

if TYPE_CHECKING:
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
        if not shared.resolve().is_relative_to(_root(path)):
            return Problem(
                "unreadable", "error", "", f"{DEFAULTS} is a link out of the repository", "copy the file", shown
            )
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
    files: dict[Path, str] = {}
    root = path
    asked: Place | None = None
    while True:
        resolved = _resolved(path, shown, asked)
        if isinstance(resolved, Problem):
            return resolved
        if resolved in files and asked:
            message = f"this goes in a circle: {' extends '.join([*files.values(), shown])}"
            return _problem(message, "remove one of the `extends`", asked)
        root = root if files else _root(path)
        if asked and (refusal := _leaves(root, resolved, shown, asked)):
            return refusal
        files[resolved] = shown
        node = _read(path, shown, asked) if asked is None else _part(path, shown, asked)
        if isinstance(node, Problem):
            return node
        found.append(node)
        target = node.value.get(EXTENDS) if isinstance(node.value, dict) else None
        if target is None:
            return found
        asked = target.place
        if not isinstance(target.value, str) or not target.value or PurePosixPath(target.value).is_absolute():
            message = f"{target.plain!r} names no file; `extends` takes one, relative to this"
            return _problem(message, f"write {EXTENDS}: _base.yaml", asked)
        path, shown = path.parent / target.value, _beside(shown, target.value)


def _resolved(path: Path, shown: str, asked: Place | None) -> Path | Problem:
    """The file itself, whatever links lead to it."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        return _unreadable(error, shown, asked)


def _root(path: Path) -> Path:
    """The folder that `extends` cannot leave, so that `show` prints nothing of elsewhere.

    It is the repository that the file lies in. Without one it is the working directory, or where the file does not lie
    below that, the folder around the file's own.
    """
    folder = path.parent.resolve()
    if found := next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None):
        return found
    return Path.cwd() if Path.cwd() in folder.parents else folder.parent


def _leaves(root: Path, resolved: Path, shown: str, asked: Place) -> Problem | None:
    if resolved.is_relative_to(root):
        return None
    message = f"{shown} lies outside of the folder {root.name!r}, which a cluster and all that it extends must be in"
    return _problem(message, "copy the file into the repository, and extend it there", asked)


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
        text = read_text(path)
    except (OSError, ValueError, RuntimeError) as error:
        return _unreadable(error, shown, asked)
    return read_node(text, shown)


def _unreadable(error: Exception, shown: str, asked: Place | None) -> Problem:
    reason = _reason(error)
    if asked:
        return _problem(f"cannot read {shown}: {reason}", "write a file relative to this one", asked)
    return Problem("unreadable", "error", "", f"cannot read the file: {reason}", "check the name and the file", shown)


def _reason(error: Exception) -> str:
    """Why a file cannot be read. Python tells of loops of links, and of names with a NUL, in ways of its own."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return "its name is none" if isinstance(error, ValueError) else "symbolic links point at each other"


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
