"""Configuration of an add-on: the declaration's values merged with eks-gpu's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class Conflict:
    """A key with two values.

    Attributes:
        path: Keys that lead to it.
        ours: The value that eks-gpu sets.
        theirs: The declaration's.
    """

    path: tuple[str, ...]
    ours: object
    theirs: object


def merged(ours: Mapping[str, object], theirs: Mapping[str, object]) -> tuple[dict[str, object], tuple[Conflict, ...]]:
    """Both, mapping by mapping, and the keys of which they have different values; there ours stands.

    Lists are values: a half of one and a half of the other would be neither.
    """
    return _merged(ours, theirs), tuple(_conflicts(ours, theirs, ()))


def _merged(ours: Mapping[str, object], theirs: Mapping[str, object]) -> dict[str, object]:
    both = {**theirs, **ours}
    for key in ours.keys() & theirs.keys():
        mine, other = ours[key], theirs[key]
        if isinstance(mine, dict) and isinstance(other, dict):
            both[key] = _merged(mine, other)
    return both


def _conflicts(ours: Mapping[str, object], theirs: Mapping[str, object], path: tuple[str, ...]) -> Iterator[Conflict]:
    for key in sorted(ours.keys() & theirs.keys()):
        mine, other = ours[key], theirs[key]
        if isinstance(mine, dict) and isinstance(other, dict):
            yield from _conflicts(mine, other, (*path, key))
        elif mine != other or isinstance(mine, bool) != isinstance(other, bool):
            yield Conflict((*path, key), mine, other)
