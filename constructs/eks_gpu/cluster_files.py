"""The cluster files of a folder: those that are chosen, and those that cannot be synthesized."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eks_gpu.printable import printable
from eks_gpu.problem import Problem, listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


CHOICE = "EKS_GPU_CLUSTERS"
KEEP_GOING = "EKS_GPU_KEEP_GOING"
_CONTEXT = "clusters"
_CONTEXT_JSON = "CDKTF_CONTEXT_JSON"
_NO = {"", "0", "false", "no"}


def chosen(environment: Mapping[str, str], settings: Path) -> str:
    """The names of the clusters to synthesize, separated by commas; empty for all.

    Args:
        environment: EKS_GPU_CLUSTERS wins, then ``clusters`` of cdktf's context in CDKTF_CONTEXT_JSON.
        settings: A ``cdktf.json``, whose context sets the choice permanently.
    """
    if choice := environment.get(CHOICE):
        return choice
    contexts = [_json(environment.get(_CONTEXT_JSON, "")), _json(_text(settings)).get("context")]
    found = next((one[_CONTEXT] for one in contexts if isinstance(one, dict) and one.get(_CONTEXT)), "")
    return ",".join(map(str, found)) if isinstance(found, list) else str(found)


def broken_context(environment: Mapping[str, str]) -> list[Problem]:
    """A problem if the engine cannot read the context from the CDKTF command line."""
    given = environment.get(_CONTEXT_JSON, "")
    try:
        sound = not given or isinstance(json.loads(given), dict)
    except (ValueError, RecursionError):
        sound = False
    if sound:
        return []
    message = f"{_CONTEXT_JSON} is not a JSON object, so CDKTF cannot start"
    fix = f'unset {_CONTEXT_JSON}, or set it to something like \'{{"clusters": "quickstart"}}\''
    return [Problem("context-unreadable", "error", _CONTEXT_JSON, message, fix)]


def keeps_going(arguments: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether a cluster with errors stops only itself: ``--keep-going``, or EKS_GPU_KEEP_GOING=1."""
    return "--keep-going" in arguments or environment.get(KEEP_GOING, "").lower() not in _NO


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; a name that the system refuses does not, and reading it says why."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def cluster_files(folder: Path, chosen: str = "") -> tuple[list[Path], list[Problem]]:
    """The cluster files of a folder, by name, and the problems of the choice.

    Args:
        folder: Every ``*.yaml`` in it is a cluster, except files whose name begins with ``_``.
        chosen: Names without file extension, separated by commas, as in EKS_GPU_CLUSTERS; empty for all.
    """
    files = {path.stem: path for path in sorted(folder.glob("*.yaml")) if not path.name.startswith("_")}
    names = [name.strip() for name in chosen.split(",") if name.strip()]
    if not files:
        return [], [_empty(folder)]
    problems = [_unknown(name, files, folder.name) for name in names if name not in files]
    return [files[name] for name in dict.fromkeys(names) if name in files] if names else list(files.values()), problems


def shared_names(named: Mapping[str, str]) -> list[Problem]:
    """Clusters with the same name in two files, which would share stacks and states.

    Args:
        named: Names of clusters, by their file.
    """
    files: dict[str, str] = {}
    problems = []
    for file, name in named.items():
        first = files.setdefault(name, file)
        if first != file:
            message = f"{name!r} is also the name of the cluster in {first}; both would use the same stacks and states"
            problems.append(
                Problem("cluster-name-shared", "error", "name", message, "write another name in one of the files", file)
            )
    return problems


def files_of(problems: Iterable[Problem], named: Mapping[str, str]) -> set[str]:
    """Files whose clusters cannot be synthesized: those with errors in them or below, and those that share a name."""
    wrong = {file for one in problems if one.severity == "error" for file in (one.file, *one.read_for)}
    names = {named[file] for file in wrong if file in named}
    return wrong | {file for file, name in named.items() if name in names}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _json(text: str) -> dict[str, object]:
    """The JSON object; empty for anything else, which cdktf itself reports."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _empty(folder: Path) -> Problem:
    """A folder without cluster files; an absolute path of this machine is shortened to the folder's name."""
    shown = printable(folder.name if folder.is_absolute() else folder.as_posix())
    prefix = "" if shown in {"", "."} else f"{shown}/"
    fix = f"write {prefix}my-cluster.yaml, or let `eks-gpu init` write one"
    if (folder / _CONTEXT).is_dir():
        fix = f"name the folder {prefix}{_CONTEXT}, because subfolders are not searched"
    return Problem("no-clusters", "error", "", f"there is no cluster file in {prefix or 'this folder'}", fix)


def _unknown(name: str, files: dict[str, Path], folder: str) -> Problem:
    close = nearest(name, files)
    message = f"{CHOICE} names {name!r}, but {folder}/ contains {listed(files)}"
    return Problem("unknown-cluster", "error", CHOICE, message, f"write {close}" if close else "name one of them")
