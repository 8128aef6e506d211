"""The outcome of a change for an object, and its severity."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from eks_gpu.review.holdings import CAPACITY, DATA, UNKNOWN, holding
from eks_gpu.review.shrinking import NODE_GROUP, SCALING_GROUP, taken
from eks_gpu.review.values import block, fields

if TYPE_CHECKING:
    from eks_gpu.review.plan import Change

CLUSTER = "aws_eks_cluster"
# Groups of nodes, of which a replacement creates the new one too: the sentences say what becomes of the pods.
_OF_PODS = frozenset({NODE_GROUP, SCALING_GROUP})
# Fields whose changes replace nodes, one after the other (EKS user guide, managed node update behavior).
ROLLING = ("launch_template", "version", "release_version", "ami_type")
# Fields of an Auto Scaling group after which the provider starts an instance refresh, where the group has one
# (hashicorp/aws, resource aws_autoscaling_group).
REFRESHING = ("launch_template", "launch_configuration", "mixed_instances_policy")
# Settings of a node group in separate resources, whose changes are not reported as events.
DETAILS = frozenset({"aws_autoscaling_group_tag", "aws_autoscaling_schedule"})
# Objects whose pods are replaced when the pod template changes.
_CONTROLLERS = ("kubernetes_deployment", "kubernetes_stateful_set", "kubernetes_daemon_set", "kubernetes_daemonset")


class Fate(StrEnum):
    """The outcome for an object, in the words of the page."""

    CREATED = "created"
    IN_PLACE = "changed in place"
    ROLLED = "nodes replaced"
    RESTARTED = "pods restarted"
    REPLACED = "replaced, new one first"
    REPLACED_LATE = "replaced, old one first"
    DESTROYED = "destroyed"
    FORGOTTEN = "removed from the state"
    LEFT_BEHIND = "created, old one removed from the state"
    IMPORTED = "imported"
    MOVED = "moved"
    DEFERRED = "deferred"
    OTHER = "unknown action"
    NONE = "nothing"


class Level(IntEnum):
    """The severity of a change; each level includes all that are worse.

    `--fail-on` takes the names.
    """

    NOTHING = 0
    CHANGE = 1
    INTERRUPT = 2
    REPLACE = 3
    DESTROY = 4
    LOSE = 5


_BY_ACTIONS = {
    ("create",): Fate.CREATED,
    ("create", "delete"): Fate.REPLACED,
    ("delete", "create"): Fate.REPLACED_LATE,
    ("delete",): Fate.DESTROYED,
    ("forget",): Fate.FORGOTTEN,
    ("create", "forget"): Fate.LEFT_BEHIND,
}
REPLACING = frozenset({Fate.REPLACED, Fate.REPLACED_LATE})
GOING = frozenset({*REPLACING, Fate.DESTROYED})
_INTERRUPTING = frozenset({Fate.ROLLED, Fate.RESTARTED})


def fate(change: Change) -> Fate:
    """The outcome for an object; data sources are only read."""
    return change.outcome.fate if change.outcome else judged(change)


def judged(change: Change) -> Fate:
    """The outcome for an object, by its values."""
    if not change.managed or change.actions == ("read",):
        return Fate.NONE
    if change.deferred:
        return Fate.DEFERRED
    if change.actions == ("no-op",):
        return Fate.IMPORTED if change.imported else Fate.MOVED if change.previous_address else Fate.NONE
    if change.actions == ("update",):
        return _updated(change)
    return _BY_ACTIONS.get(change.actions, Fate.OTHER)


def level(change: Change) -> Level:
    """The severity of a change."""
    return change.outcome.level if change.outcome else severity(change, fate(change), taken(change))


def severity(change: Change, what: Fate, lost: str) -> Level:
    """The severity of a change, by its values.

    Args:
        change: The change.
        what: Its outcome.
        lost: The consequence of a change in place that takes something away.
    """
    if what is Fate.NONE:
        return Level.NOTHING
    # An object left over from an earlier replacement no longer holds anything.
    if change.kind in DETAILS or what not in GOING:
        interrupts = what in _INTERRUPTING or evicts(change) or bool(lost)
        # An action that is not known may do anything.
        unsure = what is Fate.OTHER
        return Level.DESTROY if unsure else Level.INTERRUPT if interrupts else Level.CHANGE
    holds = "" if change.deposed or change.kind in _OF_PODS else holding(change).holds
    if holds == DATA:
        return Level.LOSE
    return Level.DESTROY if what is Fate.DESTROYED or holds in {CAPACITY, UNKNOWN} else Level.REPLACE


def evicts(change: Change) -> bool:
    """Whether a node group gets a taint that evicts running pods."""
    return change.kind == NODE_GROUP and change.actions == ("update",) and bool(new_evicting_taints(change))


def new_evicting_taints(change: Change) -> list[str]:
    """Taints with the effect NoExecute that EKS adds to running nodes."""
    before, after = (_taints(values.get("taint")) for values in (change.before, change.after))
    return [
        f"{key}={value}"
        for key, value, effect in after
        if effect == "NO_EXECUTE" and (key, value, effect) not in before
    ]


def _taints(found: object) -> list[tuple[object, object, object]]:
    items = found if isinstance(found, list) else []
    return [(item.get("key"), item.get("value"), item.get("effect")) for item in items if isinstance(item, dict)]


def _updated(change: Change) -> Fate:
    if change.kind == NODE_GROUP and any(
        path.partition(".")[0].partition("[")[0] in ROLLING for path in _paths(change)
    ):
        return Fate.ROLLED
    if change.kind == SCALING_GROUP and block(change.after, "instance_refresh") and _has(change, REFRESHING):
        return Fate.ROLLED
    if change.kind.startswith(_CONTROLLERS) and _has(change, ("spec.template",)):
        return Fate.RESTARTED
    return Fate.IN_PLACE


def _has(change: Change, starts: tuple[str, ...]) -> bool:
    return any(path.startswith(starts) for path in _paths(change))


def _paths(change: Change) -> list[str]:
    return [field.path for field in fields(change)]
