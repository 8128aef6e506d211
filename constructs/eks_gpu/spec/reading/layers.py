"""The files that make up a declaration: the shared defaults of its folder, the files it extends, and the file itself."""

from __future__ import annotations

import posixpath
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from eks_gpu.plain_file import read_text
from eks_gpu.problem import Problem
from eks_gpu.spec.reading.node import Node
from eks_gpu.spec.reading.yaml_node import read_node

if TYPE_CHECKING:
    from eks_gpu.spec.reading.node import Place

DEFAULTS = "_defaults.yaml"
EXTENDS = "extends"
# Each cluster has its own name: with an inherited name, two clusters would share one state.
_OWN = {"name", EXTENDS}


def layers(path: Path, shown: str) -> list[Node] | Problem:
    """The files of a cluster, lowest first and without the keys that are not inherited; or the reason they cannot be read.

    Args:
        path: The cluster file.
        shown: Name of the file in messages.
    """
    if path.name.startswith("_"):
        return _no_cluster(shown)
    found = _chain(path, shown)
    if isinstance(found, Problem):
        return found
    shared = path.parent / DEFAULTS
    if shared.exists():
        if not shared.resolve().is_relative_to(root_of(path)):
            return Problem(
                "unreadable",
                "error",
                "",
                f"{DEFAULTS} is a link to a file outside the repository",
                "copy the file",
                shown,
            )
        below = _defaults(shared, _beside(shown, DEFAULTS))
        if isinstance(below, Problem):
            return below
        found.append(below)
    *others, top = [_without(node, _OWN if index else {EXTENDS}) for index, node in enumerate(found)][::-1]
    return [*others, top]


def alone(node: Node) -> Node | Problem:
    """A declaration that is not a file, which cannot extend one because a relative path has nothing to start from."""
    if not isinstance(node.value, dict) or EXTENDS not in node.value:
        return node
    return _problem(
        "a declaration that is not a file cannot extend one",
        "write the extended values into it",
        node.value[EXTENDS].place,
    )


def _chain(path: Path, shown: str) -> list[Node] | Problem:
    """A file and the files it extends, itself first."""
    found: list[Node] = []
    files: dict[Path, str] = {}
    root = path
    asked: Place | None = None
    while True:
        resolved = _resolved(path, shown, asked)
        if isinstance(resolved, Problem):
            return resolved
        if resolved in files and asked:
            message = f"these files extend each other in a circle: {' extends '.join([*files.values(), shown])}"
            return _problem(message, "remove one of the `extends` keys", asked)
        root = root if files else root_of(path)
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
            message = f"{target.plain!r} is not a file name; `extends` takes one file, relative to this one"
            return _problem(message, f"write {EXTENDS}: _base.yaml", asked)
        path, shown = path.parent / target.value, _beside(shown, target.value)


def _resolved(path: Path, shown: str, asked: Place | None) -> Path | Problem:
    """The file itself, whatever links lead to it."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        return _unreadable(error, shown, asked)


def root_of(path: Path) -> Path:
    """The folder that `extends` and other paths cannot leave, so that `show` prints nothing from outside of it.

    This is the repository that contains the file. Without a repository it is the working directory, or, if the file is
    not below the working directory, the parent of the file's folder.
    """
    folder = path.parent.resolve()
    if found := next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None):
        return found
    return Path.cwd() if Path.cwd() in folder.parents else folder.parent


def _leaves(root: Path, resolved: Path, shown: str, asked: Place) -> Problem | None:
    if resolved.is_relative_to(root):
        return None
    message = (
        f"{shown} is outside the folder {root.name!r}, which must contain a cluster file and every file it extends"
    )
    return _problem(message, "copy the file into the repository and extend the copy", asked)


def _defaults(path: Path, shown: str) -> Node | Problem:
    node = _part(path, shown, None)
    if isinstance(node, Problem) or not isinstance(node.value, dict) or EXTENDS not in node.value:
        return node
    message = f"{DEFAULTS} lies below every cluster of its folder and cannot extend another file"
    return _problem(message, "write the values that it should inherit into it", node.value[EXTENDS].place)


def _part(path: Path, shown: str, asked: Place | None) -> Node | Problem:
    """A file that lies below others: keys and values, or still empty."""
    node = _read(path, shown, asked)
    if isinstance(node, Problem) or isinstance(node.value, dict):
        return node
    if node.value is None:
        return Node({}, node.place)
    message = "a file that lies below others contains keys and values, as they do"
    return Problem("spec-shape", "error", "", message, "write keys, such as 'region: us-west-2'", shown)


def _read(path: Path, shown: str, asked: Place | None) -> Node | Problem:
    """A file; if another file extends it, a failure to open it is reported at that file."""
    try:
        text = read_text(path)
    except (OSError, ValueError, RuntimeError) as error:
        return _unreadable(error, shown, asked)
    return read_node(text, shown)


def _unreadable(error: Exception, shown: str, asked: Place | None) -> Problem:
    reason = _reason(error)
    if asked:
        return _problem(f"cannot read {shown}: {reason}", "write the path of a file, relative to this one", asked)
    missing = isinstance(error, FileNotFoundError)
    fix = "check the name and the current folder" if missing else "check that it is the file you meant"
    return Problem("unreadable", "error", "", f"cannot read the file: {reason}", fix, shown)


def _reason(error: Exception) -> str:
    """Why a file cannot be read. Python reports loops of links and names that contain a NUL in other ways."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return "its name is not valid" if isinstance(error, ValueError) else "symbolic links point at each other"


def _without(node: Node, keys: set[str]) -> Node:
    if not isinstance(node.value, dict):
        return node
    return Node({key: item for key, item in node.value.items() if key not in keys}, node.place)


def _beside(shown: str, target: str) -> str:
    """The name in messages of a file that another file names."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(shown), target))


def _problem(message: str, fix: str, place: Place) -> Problem:
    return Problem("extends-refused", "error", EXTENDS, message, fix, place.file, place.position)


def _no_cluster(shown: str) -> Problem:
    message = "a file whose name begins with '_' is a part of clusters, not a cluster file"
    folder = posixpath.dirname(shown) or "."
    fix = f"give a cluster file, or the folder to check all of them: eks-gpu check {folder}"
    return Problem("no-cluster-file", "error", "", message, fix, shown)
