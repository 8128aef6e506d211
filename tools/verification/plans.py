"""Plans as `terraform show -json` writes them, and the effect of one on a workload or on a stack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from eks_gpu.effects import Effect
from tools.edits.kinds import MAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_IDLE = (["no-op"], ["read"])
_WITH_PODS = {MAIN["deployment"], MAIN["stateful_set"]}


@dataclass(frozen=True)
class Change:
    """One resource's change in a plan.

    Attributes:
        address: Address of the resource.
        kind: Type of the resource.
        action: `create`, `update`, `delete` or `replace`.
        fields: Paths of the arguments that change, as far as they are known.
    """

    address: str
    kind: str
    action: str
    fields: frozenset[str] = field(default=frozenset())

    def __str__(self) -> str:
        shown = f" ({', '.join(sorted(self.fields))})" if self.fields else ""
        return f"{self.action} {self.address}{shown}"


def changes(plan: dict[str, Any]) -> list[Change]:
    """The resources that a plan changes; those that stay as they are, and data that is read, are left out."""
    found = []
    for one in plan.get("resource_changes", []):
        change = one["change"]
        if change["actions"] in _IDLE:
            continue
        before, after, action = change.get("before"), change.get("after"), _action(change["actions"])
        both = action in {"update", "replace"}
        fields = frozenset(_differing(before, after, change.get("after_unknown"))) if both else frozenset()
        found.append(Change(one["address"], one["type"], action, fields))
    return found


def _action(actions: Sequence[str]) -> str:
    """Replacement is both in either order: `create_before_destroy` turns them round."""
    return "replace" if len(actions) > 1 else actions[0]


def _differing(before: Any, after: Any, unknown: Any, path: str = "") -> Iterable[str]:  # noqa: ANN401 - any JSON
    """Paths at which two values differ; a value that is known only after the apply does not count."""
    if before == after or unknown is True:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        named = unknown if isinstance(unknown, dict) else {}
        for key in sorted(before.keys() | after.keys()):
            below = f"{path}.{key}" if path else key
            yield from _differing(before.get(key), after.get(key), named.get(key), below)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        hidden = unknown if isinstance(unknown, list) else []
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differing(one, other, hidden[index] if index < len(hidden) else None, f"{path}[{index}]")
    else:
        yield path


def effect_on_workload(found: Sequence[Change]) -> Effect:
    """The effect on a workload of the changes that belong to it; if it stays, the effect on its other objects."""
    main = [one for one in found if one.kind in MAIN.values()]
    if any(one.action == "replace" for one in main) or {"create", "delete"} <= {one.action for one in main}:
        return Effect.REPLACES_WORKLOAD
    for one in main:
        if one.action != "update":
            return Effect.CREATES if one.action == "create" else Effect.DELETES
        rolls = one.kind in _WITH_PODS and any(path.startswith("spec[0].template") for path in one.fields)
        return Effect.ROLLS_PODS if rolls else Effect.IN_PLACE
    return effect_on_objects(found)


def effect_on_objects(found: Iterable[Change]) -> Effect:
    """The most disruptive of some changes to objects; a replaced object is a deleted one.

    Values that Terraform holds for itself (`terraform_data`) are not objects.
    """
    effects = {"create": Effect.CREATES, "update": Effect.IN_PLACE, "delete": Effect.DELETES, "replace": Effect.DELETES}
    objects = (one for one in found if one.kind.startswith("kubernetes_"))
    return max((effects.get(one.action, Effect.DELETES) for one in objects), default=Effect.NOTHING)


def effect_on_stack(found: Iterable[Change]) -> Effect:
    """The effect on a whole stack, as the table counts it.

    Objects that stay are changed because others come or go: the autoscaler's arguments follow a new DaemonSet. It has
    no effect by itself.
    """
    effects = {effect_on_objects([one]) for one in found}
    order = (Effect.DELETES, Effect.CREATES, Effect.IN_PLACE)
    return next((one for one in order if one in effects), Effect.NOTHING)


def agrees(promised: Effect, observed: Effect, *, whole: bool = True) -> bool:
    """Whether a plan does what the table promises.

    Args:
        promised: The table's effect.
        observed: The plan's effect on Kubernetes objects.
        whole: Whether the effect is about Kubernetes objects only. If it is about AWS too, the plan of the Kubernetes
            stacks may do less.
    """
    if promised in {Effect.NOTHING, Effect.KEPT}:
        return observed is Effect.NOTHING
    return observed is promised or (not whole and observed < promised)
