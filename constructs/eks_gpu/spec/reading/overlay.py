"""Merging of the layers of a declaration."""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import Problem, listed, nearest
from eks_gpu.spec.reading.node import Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.spec.reading.node import Place

# The key of an item that removes the whole inherited item.
REMOVE = "remove"
# Keys that exclude each other, by their place: the ones that the upper layer writes replace the others.
_WAYS: Mapping[str, tuple[tuple[frozenset[str], ...], ...]] = {
    "backend": ((frozenset({"local"}), frozenset({"s3"}), frozenset({"cloud"})),),
    "network": (
        (frozenset({"vpc_id", "private_subnets"}), frozenset({"cidr", "zones", "nat", "endpoints", "flow_logs"})),
    ),
    "gpu_node_groups[]": ((frozenset({"max", "min"}), frozenset({"max_per_zone", "min_per_zone"})),),
    "gpu_node_groups[].update": ((frozenset({"max_unavailable"}), frozenset({"max_unavailable_percentage"})),),
    "node_groups[]": ((frozenset({"max", "min"}), frozenset({"max_per_zone", "min_per_zone"})),),
    "node_groups[].update": ((frozenset({"max_unavailable"}), frozenset({"max_unavailable_percentage"})),),
    "system_nodes.update": ((frozenset({"max_unavailable"}), frozenset({"max_unavailable_percentage"})),),
    "workloads[]": ((frozenset({"replicas"}), frozenset({"scaling"})),),
}
# `yes` was true in YAML 1.1, and people still write it; in 1.2 it is text.
_YES = (True, "yes", "true")
# Workloads in two namespaces may have the same name.
_IDENTITY = ("name", "namespace")
_NAMESPACE = "default"


@dataclass
class Overlay:
    """Layers, merged from the lowest up.

    Mappings are merged key by key. A list of items that have names is merged by name: an item with a known name changes
    that item, and any other is appended. Any other list, text or number replaces the value below. ``key: null`` removes
    the value below, and ``{name: x, remove: true}`` an item of a list. If keys exclude each other (`s3` and `cloud`,
    `max` and `max_per_zone`), writing one removes the other.

    Attributes:
        problems: Items that cannot be merged.
        added: For each item that an upper layer adds under a name similar to one below: that name and its place. If
            the item then lacks a key, it was perhaps meant to change the one below.
    """

    problems: list[Problem] = field(default_factory=list)
    added: dict[Place, tuple[str, Place]] = field(default_factory=dict)

    def merge(self, layers: Sequence[Node]) -> Node:
        """Merge all layers, of which the first is the lowest."""
        below = layers[0]
        for above in layers[1:]:
            below = self._merged(below, above, "")
        return below

    def _merged(self, below: Node, above: Node, path: str) -> Node:
        if isinstance(below.value, dict) and isinstance(above.value, dict):
            return Node(self._mapping(below.value, above.value, path), above.place)
        if isinstance(below.value, list) and isinstance(above.value, list) and _named(below.value, above.value):
            return Node(self._things(below.value, above.value, path), above.place)
        return above

    def _mapping(self, below: dict[str, Node], above: dict[str, Node], path: str) -> dict[str, Node]:
        below = {key: item for key, item in below.items() if key not in _other_ways(above, path)}
        merged = dict(below)
        for key, item in above.items():
            if key not in below:
                merged[key] = item
            elif item.value is None:
                del merged[key]
            else:
                merged[key] = self._merged(below[key], item, f"{path}.{key}" if path else key)
        return merged

    def _things(self, below: list[Node], above: list[Node], path: str) -> list[Node]:
        """Items keep the order they have below; each is changed once, so that a name written twice stays twice."""
        merged: list[Node | None] = list(below)
        untouched = list(range(len(below)))
        for item in above:
            index = next((i for i in untouched if _same(below, below[i], item)), None)
            if index is not None:
                untouched.remove(index)
                removed = _is_removal(item)
                merged[index] = None if removed else self._merged(below[index], item, f"{path}[{index}]")
            elif _is_removal(item):
                self.problems.append(_nothing_to_remove(below, item, path))
            else:
                self._note(below, item)
                merged.append(item)
        return [item for item in merged if item is not None]

    def _note(self, below: list[Node], item: Node) -> None:
        names = {_text(one, "name"): one for one in below}
        if close := nearest(_text(item, "name"), names):
            self.added[item.place] = (close, names[close].place)

    def explained(self, places: Mapping[str, Place], problem: Problem) -> Problem:
        """A problem, with a hint if the name of the item to change was perhaps misspelt."""
        thing = problem.where[: problem.where.rfind("]") + 1]
        if problem.id != "spec-missing" or places.get(thing) not in self.added:
            return problem
        name, place = self.added[places[thing]]
        hint = f"or write {name!r} if you meant the one in {place.file}:{place.position.line}"
        return replace(problem, fix=f"{problem.fix}, {hint}")


def _other_ways(above: dict[str, Node], path: str) -> set[str]:
    """Keys below that no longer apply, because a mapping above writes keys that exclude them."""
    said = {key for key, item in above.items() if item.value is not None}
    found = _WAYS.get(re.sub(r"\[\d+\]", "[]", path), ())
    return {key for ways in found for way in ways if way & said for other in ways if not other & said for key in other}


def _named(*lists: list[Node]) -> bool:
    """Whether the lists are not empty and all of their items have names."""
    return all(items and all(_text(item, "name") for item in items) for items in lists)


def _same(below: list[Node], one: Node, item: Node) -> bool:
    """Whether an item of an upper layer is this one: by name, and by namespace if given or if two have the same name."""
    if _text(one, "name") != _text(item, "name"):
        return False
    alike = sum(_text(other, "name") == _text(item, "name") for other in below)
    if not _text(item, "namespace") and alike == 1:
        return True
    return (_text(one, "namespace") or _NAMESPACE) == (_text(item, "namespace") or _NAMESPACE)


def _text(node: Node, key: str) -> str:
    found: Node | None = node.value.get(key) if isinstance(node.value, dict) else None
    value: dict[str, Node] | list[Node] | Scalar = found.value if found else None
    return value if isinstance(value, str) else ""


def _is_removal(item: Node) -> bool:
    """Whether an item only asks to be removed; with any other key, `remove` is an unknown key like others."""
    keys = item.value if isinstance(item.value, dict) else {}
    return REMOVE in keys and keys[REMOVE].value in _YES and not keys.keys() - {REMOVE, *_IDENTITY}


def _nothing_to_remove(below: list[Node], item: Node, path: str) -> Problem:
    name = _text(item, "name")
    known = [_text(one, "name") for one in below]
    close = nearest(name, known)
    message = f"there is no {name!r} to remove; the files below this one contain {listed(known)}"
    place = item.place
    fix = f"write {close}, or remove the line" if close else "remove the line"
    return Problem("overlay-remove", "error", path, message, fix, place.file, place.position)
