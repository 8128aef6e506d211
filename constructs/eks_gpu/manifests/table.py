"""The kinds that are known: where their pod templates stand, how many pods each makes, and which hold none."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

from eks_gpu.on_first_use import dataclass

_FILE = Path(__file__).parent / "data" / "kinds.json"


@dataclass(frozen=True)
class PodsAt:
    """Pods of a kind.

    Attributes:
        at: Path of what holds them: ``[]`` stands for the items of a list, ``*`` for those of a mapping.
        template: Path of the pod template below it; empty where it is the template itself.
        only_with: Path of a template below it without which there are no such pods.
        all_without: Path of a template below it without which these are all pods: nothing is taken away then.
        podspec: Path of a pod spec below it, for kinds that have no template.
        times: Paths of numbers that are multiplied: below what holds the pods, or with ``/`` in the object. ``-1`` at
            the end takes one away; a missing number is 1.
        job: Path of a Job's spec below it, whose parallelism and completions count; None if there is none.
        ray: Path of a Ray cluster in the object, whose groups may scale; empty if there is none.
        bounds: Paths of the least and the most pods below it; empty if there are none.
        name: The name of these pods: a word, ``@path`` for a text below, or ``@`` for the key of a mapping.
    """

    at: str
    template: str
    only_with: str = ""
    all_without: str = ""
    podspec: str = ""
    times: tuple[str, ...] = ()
    job: str | None = None
    ray: str = ""
    bounds: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind whose objects make pods.

    Attributes:
        kind: Its name.
        turn: When its pods need their places (`PodCount.turn`).
        pods: Where they stand.
        selected: Whether a controller or Service selects them.
        daemon: Whether there is one on each node.
        claims: Path of claim templates, of which each pod gets its own claims.
        scheduler: The scheduler that places them where the pod names none.
        shape: A form of its own that is rewritten first.
    """

    kind: str
    turn: Literal["stays", "gang", "turns"]
    pods: tuple[PodsAt, ...]
    selected: bool = False
    daemon: bool = False
    claims: str = ""
    scheduler: str = ""
    shape: str = ""


@cache
def _table() -> Any:  # noqa: ANN401 - the functions below know its form
    return json.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _kinds() -> dict[tuple[str, str], Kind]:
    return {(row["group"], row["kind"]): _kind(row) for row in _table()["kinds"]}


def _kind(row: dict[str, Any]) -> Kind:
    own = {key: value for key, value in row.items() if key not in {"group", "source", "pods"}}
    return Kind(pods=tuple(map(_pods, row["pods"])), **own)


def _pods(row: dict[str, Any]) -> PodsAt:
    own: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return PodsAt(**own)


def kind_of(group: str, kind: str) -> Kind | None:
    """A kind that makes pods; None if it is not known."""
    # Kubernetes 1.16 removed the group in which its own kinds began; the objects are what they were.
    return _kinds().get(("apps" if group == "extensions" else group, kind))


@cache
def context_kinds() -> frozenset[str]:
    """Kinds that make no pods and say something about those of others."""
    return frozenset(_table()["context"])


@cache
def without_pods() -> frozenset[str]:
    """Kinds of which no object makes a pod, so that nobody needs to read more than its name."""
    return frozenset(_table()["without_pods"])


def made_elsewhere(kind: str) -> str:
    """The program that makes pods for a kind from other sources than the manifests; empty for other kinds."""
    return str(_table()["made_elsewhere"].get(kind, ""))


@dataclass(frozen=True)
class Removed:
    """A version that Kubernetes no longer serves.

    Attributes:
        since: The minor that serves it no more.
        instead: The version to write; empty if the kind is gone as well.
    """

    since: str
    instead: str


@cache
def _removed() -> dict[tuple[str, str], Removed]:
    rows = _table()["removed"]["versions"]
    return {(row["version"], kind): Removed(row["since"], row["instead"]) for row in rows for kind in row["kinds"]}


def removed(version: str, kind: str) -> Removed | None:
    """Why an object of this version cannot be created; None if nothing says so."""
    return _removed().get((version, kind))
