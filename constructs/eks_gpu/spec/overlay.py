"""One declaration laid over another."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from eks_gpu.problem import Problem, listed, nearest
from eks_gpu.spec.yaml_node import Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.spec.yaml_node import Place

# Of an item: the whole of it is not to be inherited.
REMOVE = "remove"
# What can be said in one way or another, but not in both, by its place: the upper layer's way replaces the other.
_WAYS: Mapping[str, tuple[tuple[frozenset[str], ...], ...]] = {
    "backend": ((frozenset({"local"}), frozenset({"s3"}), frozenset({"cloud"})),),
    "network": (
        (frozenset({"vpc_id", "private_subnets"}), frozenset({"cidr", "zones", "nat", "endpoints", "flow_logs"})),
    ),
    "gpu_node_groups[]": ((frozenset({"max", "min"}), frozenset({"max_per_zone", "min_per_zone"})),),
    "gpu_node_groups[].update": ((frozenset({"max_unavailable"}), frozenset({"max_unavailable_percentage"})),),
    "workloads[]": ((frozenset({"replicas"}), frozenset({"scaling"})),),
}
# In YAML 1.1 `yes` was true, and people write it; in 1.2 it is a text.
_YES = (True, "yes", "true")
# Workloads of two namespaces may have one name.
_IDENTITY = ("name", "namespace")
_NAMESPACE = "default"


@dataclass(slots=True)
class Overlay:
    """Layers, merged from the lowest up.

    Mappings are merged key by key. A list of things that have names is merged by name: a known name changes that thing,
    a new one is appended. Any other list, text or number replaces what is below. ``key: null`` takes away what is
    below, and ``{name: x, remove: true}`` a thing of a list. Where keys exclude each other (`s3` and `cloud`, `max` and
    `max_per_zone`), writing one takes away the other.

    Attributes:
        problems: What cannot be merged.
        added: Where an upper layer adds a thing to a list whose name is near to one below, that name and its place: a
            thing that then lacks something was perhaps meant to change that one.
    """

    problems: list[Problem] = field(default_factory=list)
    added: dict[Place, tuple[str, Place]] = field(default_factory=dict)

    def merge(self, layers: Sequence[Node]) -> Node:
        """All layers, the first of them below the others."""
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
        """Things keep the places they have below; each is changed once, so that a name written twice stays twice."""
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
        """A problem, with a word to those who misspelt the name of what they meant to change."""
        thing = problem.where[: problem.where.rfind("]") + 1]
        if problem.id != "spec-missing" or places.get(thing) not in self.added:
            return problem
        name, place = self.added[places[thing]]
        hint = f"or write {name!r} if you meant the one of {place.file}:{place.position.line}"
        return replace(problem, fix=f"{problem.fix}, {hint}")


def _other_ways(above: dict[str, Node], path: str) -> set[str]:
    """Keys below that no longer hold, since a mapping above says the same in another way."""
    said = {key for key, item in above.items() if item.value is not None}
    found = _WAYS.get(re.sub(r"\[\d+\]", "[]", path), ())
    return {key for ways in found for way in ways if way & said for other in ways if not other & said for key in other}


def _named(*lists: list[Node]) -> bool:
    """Whether all items of the lists, of which none is empty, have names."""
    return all(items and all(_text(item, "name") for item in items) for items in lists)


def _same(below: list[Node], one: Node, item: Node) -> bool:
    """Whether an item of an upper layer is this one: by name, and by namespace where it says one or two are named alike."""
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
    """Whether an item says that it is to go, and nothing else; anything else beside it is an unknown key like others."""
    keys = item.value if isinstance(item.value, dict) else {}
    return REMOVE in keys and keys[REMOVE].value in _YES and not keys.keys() - {REMOVE, *_IDENTITY}


def _nothing_to_remove(below: list[Node], item: Node, path: str) -> Problem:
    name = _text(item, "name")
    known = [_text(one, "name") for one in below]
    close = nearest(name, known)
    message = f"there is no {name!r} to remove; below this file there are {listed(known)}"
    place = item.place
    fix = f"write {close}, or remove the line" if close else "remove the line"
    return Problem("overlay-remove", "error", path, message, fix, place.file, place.position)
