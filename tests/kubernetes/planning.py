"""The Kubernetes provider's plan for an edit, from the facts in `provider.json`; no provider is needed.

It follows Terraform's plugin SDK (helper/schema, `schemaMap.Diff`): another value of an attribute with ForceNew
replaces the object, and so does another number of blocks; what is Optional and Computed and left out is kept.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eks_gpu.scheduling.quantity import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DATA = Path(__file__).with_name("provider.json")
# Keys that Terraform itself reads; the provider never sees them.
META = frozenset({"depends_on", "lifecycle", "provider", "timeouts"})
_STEP = re.compile(r'\["([^"]+)"\]|\[(\d+)\]|\.?([a-z_0-9]+)')
Block = dict[str, Any]


@dataclass(frozen=True)
class Attribute:
    """A row of the provider's schema."""

    type: str
    force_new: bool
    optional_computed: bool
    quantity: bool
    default: Any
    block: str | None

    @classmethod
    def read(cls, text: str) -> Attribute:
        words = text.split()
        values = dict(word.split("=", 1) for word in words if "=" in word)
        return cls(
            type=words[0],
            force_new="force_new" in words,
            optional_computed={"optional", "computed"} <= set(words),
            quantity="quantity" in words,
            default=json.loads(values["default"]) if "default" in values else None,
            block=values.get("block"),
        )


@dataclass
class Plan:
    """Effects on one object: paths that force replacement, change in place, and are left out but kept."""

    replaced: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@cache
def facts() -> dict[str, Any]:
    """The data file."""
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


@cache
def schema(resource_type: str) -> dict[str, Attribute]:
    """Attributes of a type of resource."""
    return {name: Attribute.read(text) for name, text in facts()["resources"][resource_type].items()}


@cache
def block(name: str) -> dict[str, Attribute]:
    """Attributes of a block."""
    return {key: Attribute.read(text) for key, text in facts()["blocks"][name].items()}


def attributes(resource_type: str, resource: Mapping[str, Any]) -> Iterator[tuple[str, Attribute, Any]]:
    """Path, row and value of everything that an object says; a path that the provider lacks is an error."""
    own = {key: value for key, value in resource.items() if key not in META}
    yield from _walk(schema(resource_type), own, "")


def _walk(rows: Mapping[str, Attribute], value: Mapping[str, Any], path: str) -> Iterator[tuple[str, Attribute, Any]]:
    for key, inner in value.items():
        row = rows[key]
        yield f"{path}{key}", row, inner
        if row.block:
            for one in _blocks(inner):
                yield from _walk(block(row.block), one, f"{path}{key}.")


def plan(resource_type: str, old: Block, new: Block) -> Plan:
    """The effect on an object that exists before and after."""
    found, rows = Plan(), schema(resource_type)
    before, after = (_normal(rows, {k: v for k, v in one.items() if k not in META}) for one in (old, new))
    for ignored in new.get("lifecycle", {}).get("ignore_changes", ()):
        _ignore(before, after, _steps(ignored))
    _compare(rows, before, after, "", found)
    return found


def unsent(resource_type: str, found: Plan) -> list[str]:
    """Paths that are planned in place and of which nothing is sent."""
    sent = facts()["sent"].get(resource_type)
    return [path for path in found.changed if sent and not any(f"{path}.".startswith(f"{one}.") for one in sent)]


def _blocks(value: Any) -> list[Block]:
    return [] if value is None else [value] if isinstance(value, dict) else list(value)


def _normal(rows: Mapping[str, Attribute], value: Block) -> Block:
    """The same with every block in a list, as Terraform's paths count them."""
    return {
        key: [_normal(block(row.block), one) for one in _blocks(inner)]
        if (row := rows[key]).block
        else copy.deepcopy(inner)
        for key, inner in value.items()
    }


def _steps(path: str) -> list[str | int]:
    return [text or (int(index) if index else name) for text, index, name in _STEP.findall(path)]


def _ignore(before: Any, after: Any, steps: list[str | int]) -> None:
    """Put the value that was there before in the place of the new one; an index beyond the end is none."""
    *way, last = steps
    for step in way:
        if isinstance(step, int):
            if len(before) <= step or len(after) <= step:
                return
        elif step not in before or step not in after:
            return
        before, after = before[step], after[step]
    if isinstance(after, dict):
        after.pop(last, None)
        if last in before:
            after[last] = copy.deepcopy(before[last])


def _compare(rows: Mapping[str, Attribute], before: Block, after: Block, path: str, found: Plan) -> None:
    for key, row in rows.items():
        if row.block:
            _compare_blocks(row, before.get(key, []), after.get(key, []), f"{path}{key}", found)
        else:
            _compare_value(row, before.get(key), after.get(key), f"{path}{key}", found)


def _compare_blocks(row: Attribute, before: list[Block], after: list[Block], path: str, found: Plan) -> None:
    if before and not after and row.optional_computed:
        found.kept.append(path)
        return
    if len(before) != len(after):
        (found.replaced if row.force_new else found.changed).append(path)
    rows = block(row.block or "")
    for one, other in zip(before, after, strict=False):
        _compare(rows, one, other, f"{path}.", found)
    # If a block is added or removed, each attribute of it is set or unset.
    for extra in before[len(after) :] or after[len(before) :]:
        found.replaced += [inner for inner, one, _ in _walk(rows, extra, f"{path}.") if one.force_new]


def _compare_value(row: Attribute, before: Any, after: Any, path: str, found: Plan) -> None:
    if after is None and before is not None and row.optional_computed:
        found.kept.append(path)
        return
    was, now = (row.default if one is None else one for one in (before, after))
    if _same(row, was, now):
        return
    (found.replaced if row.force_new else found.changed).append(path)


def _same(row: Attribute, was: Any, now: Any) -> bool:
    if row.type in {"list", "set"}:
        first, second = ([str(one) for one in value or ()] for value in (was, now))
        return sorted(first) == sorted(second) if row.type == "set" else first == second
    if row.type == "map":
        first_map, second_map = was or {}, now or {}
        return first_map.keys() == second_map.keys() and all(
            _equal(row, first_map[key], second_map[key]) for key in first_map
        )
    if row.type == "bool":
        return bool(was) == bool(now)
    return _equal(row, was, now)


def _equal(row: Attribute, was: Any, now: Any) -> bool:
    if row.quantity and was and now:
        return parse_quantity(str(was)) == parse_quantity(str(now))
    return ("" if was is None else str(was)) == ("" if now is None else str(now))
