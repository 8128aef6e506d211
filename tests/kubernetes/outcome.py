"""Effects of an edit on the objects of workloads, derived from two syntheses."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.kubernetes.planning import plan, unsent

if TYPE_CHECKING:
    from tests.kubernetes.synthesis import Resources


@dataclass
class Outcome:
    """Addresses, or addresses and paths, by what happens to them."""

    created: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def outcome(old: Resources, new: Resources) -> Outcome:
    """Compare two stacks, object by object."""
    found = Outcome()
    for kind, name in sorted({(type_, name) for one in (old, new) for type_, named in one.items() for name in named}):
        before, after = (one.get(kind, {}).get(name) for one in (old, new))
        address = f"{kind}.{name}"
        if before is None or after is None:
            (found.created if before is None else found.deleted).append(address)
        elif kind != "terraform_data":
            _compare(found, kind, address, (before, after), (old, new))
    return found


def _compare(
    found: Outcome,
    kind: str,
    address: str,
    pair: tuple[dict[str, Any], dict[str, Any]],
    stacks: tuple[Resources, Resources],
) -> None:
    before, after = pair
    planned = plan(kind, before, after)
    triggers = after.get("lifecycle", {}).get("replace_triggered_by", ())
    if planned.replaced or any(_fired(trigger, *stacks) for trigger in triggers):
        found.replaced.append(address)
        return
    found.changed += [f"{address}.{path}" for path in planned.changed]
    found.kept += [f"{address}.{path}" for path in planned.kept]
    found.unsent += [f"{address}.{path}" for path in unsent(kind, planned)]
    if _without_meta(before) != _without_meta(after) and not planned.changed and not planned.kept:
        found.left.append(address)


def _fired(trigger: str, old: Resources, new: Resources) -> bool:
    """Whether a trigger changes; one that is created in the same apply replaces nothing."""
    name = trigger.removeprefix("terraform_data.")
    before = old.get("terraform_data", {}).get(name)
    return before is not None and before != new["terraform_data"][name]


def _without_meta(resource: dict[str, Any]) -> str:
    own = {key: value for key, value in resource.items() if key not in {"depends_on", "lifecycle", "timeouts"}}
    return json.dumps(own, sort_keys=True)
