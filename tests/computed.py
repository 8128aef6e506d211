"""Attributes that some resources of a type set and others leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Resources = Mapping[str, Mapping[str, Mapping[str, Any]]]


def sometimes(stacks: Iterable[Resources], paths: Callable[[str], Sequence[str]]) -> set[tuple[str, str]]:
    """Type and path of those that `paths` names for a type and that are neither always nor never written.

    Only where the block that holds the attribute is there: without it the block is what is left out.
    """
    has: set[tuple[str, str]] = set()
    lacks: set[tuple[str, str]] = set()
    for stack in stacks:
        for kind, named in stack.items():
            for path in paths(kind):
                *holder, last = path.split(".")
                for resource in named.values():
                    for block in attributes_at(resource, ".".join(holder)):
                        (has if last in block else lacks).add((kind, path))
    return has & lacks


def attributes_at(resource: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    """The blocks at a path; Terraform's JSON writes a single one without a list."""
    found: list[Mapping[str, Any]] = [resource]
    for step in filter(None, path.split(".")):
        inner = [block[step] for block in found if step in block]
        found = [one for value in inner for one in (value if isinstance(value, list) else [value])]
    return [one for one in found if isinstance(one, dict)]
