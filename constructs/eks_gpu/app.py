"""Which cluster files an app synthesizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.problem import Problem, listed, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def cluster_files(folder: Path, chosen: str = "") -> tuple[list[Path], list[Problem]]:
    """The cluster files of a folder, by name, and what is wrong with the choice.

    Args:
        folder: Every ``*.yaml`` in it is a cluster, but for those whose name begins with ``_``.
        chosen: Names without ending, separated by commas, as in EKS_GPU_CLUSTERS; empty takes all.
    """
    files = {path.stem: path for path in sorted(folder.glob("*.yaml")) if not path.name.startswith("_")}
    names = [name.strip() for name in chosen.split(",") if name.strip()]
    if not files:
        return [], [
            Problem(
                "no-clusters",
                "error",
                "",
                f"there is no cluster file in {folder.name}/",
                f"write {folder.name}/my-cluster.yaml",
            )
        ]
    problems = [_unknown(name, files, folder.name) for name in names if name not in files]
    return [files[name] for name in dict.fromkeys(names) if name in files] if names else list(files.values()), problems


def shared_names(named: Mapping[str, str]) -> list[Problem]:
    """Clusters of one name in two files; their stacks and states would be the same.

    Args:
        named: Names of clusters, by the file that says so.
    """
    files: dict[str, str] = {}
    problems = []
    for file, name in named.items():
        first = files.setdefault(name, file)
        if first != file:
            message = f"{name!r} is the name of the cluster in {first} too; both would have the same stacks and states"
            problems.append(Problem("cluster-name-shared", "error", "name", message, "write another name in one", file))
    return problems


def _unknown(name: str, files: dict[str, Path], folder: str) -> Problem:
    close = nearest(name, files)
    message = f"EKS_GPU_CLUSTERS names {name!r}, but {folder}/ holds {listed(files)}"
    return Problem(
        "unknown-cluster", "error", "EKS_GPU_CLUSTERS", message, f"write {close}" if close else "name one of them"
    )
