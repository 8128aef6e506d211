"""The outcome of a change, judged once while its values are there, and the few values that a review needs after that.

A plan of 300,000 changes would need gigabytes if it kept all values until its page is written.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from eks_gpu.review import fates
from eks_gpu.review.fates import Fate
from eks_gpu.review.holdings import type_of
from eks_gpu.review.plan import CLUSTER_TAG, Change, change_of
from eks_gpu.review.shrinking import NODE_GROUP, SCALING_GROUP, going, taken
from eks_gpu.review.values import Field, fields, value_at

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from eks_gpu.review.fates import Level
    from eks_gpu.review.plan import Values

Kept = TypeVar("Kept", bound="Hashable")
_NO_VALUES: Values = {}
_SILENT = frozenset({Fate.DESTROYED, Fate.FORGOTTEN, Fate.MOVED, Fate.IMPORTED, Fate.DEFERRED})
# Fields of a new object that a reviewer wants to know.
_HEADLINES = {
    fates.CLUSTER: (
        "name",
        "version",
        "vpc_config.endpoint_public_access",
        "vpc_config.public_access_cidrs",
        "upgrade_policy.support_type",
    ),
    NODE_GROUP: ("instance_types", "capacity_type", "scaling_config.min_size", "scaling_config.max_size"),
    "aws_eks_access_entry": ("principal_arn",),
    "aws_eks_addon": ("addon_version",),
    "aws_subnet": ("cidr_block",),
    "aws_vpc": ("cidr_block",),
    "aws_vpc_endpoint": ("service_name",),
}
# Actions on objects that have only one side.
_ONE_SIDED = frozenset({("create",), ("delete",)})
# Kinds of which later sentences need more: sizes, names, and who loses access.
_WHOLE = frozenset({fates.CLUSTER, NODE_GROUP, SCALING_GROUP, "aws_eks_access_entry"})
_NAMED = {"aws_cloudwatch_log_group": "name", "aws_launch_template": "instance_type"}


class Outcome(NamedTuple):
    """The outcome for an object.

    Attributes:
        fate: The fate.
        level: Its severity.
        fields: Fields that differ; for a new object, the most important ones.
        type: Its type; that of a manifest by its kind.
        taken: The consequence of a change in place that takes something away; empty for nothing.
    """

    fate: Fate
    level: Level
    fields: tuple[Field, ...]
    type: str = ""
    taken: str = ""


def outcome_of(change: Change) -> Outcome:
    """The outcome for an object, by its values unless that was judged before."""
    if change.outcome:
        return change.outcome
    what = fates.judged(change)
    shown: tuple[Field, ...] = ()
    if what is Fate.CREATED:
        shown = told(change, what)
    elif change.actions not in _ONE_SIDED and (what is not Fate.NONE or _differs(change)):
        shown = fields(change)
    lost = going(change) if what in fates.GOING else taken(change)
    return Outcome(what, fates.severity(change, what, lost), shown, type_of(change), lost)


def _differs(change: Change) -> bool:
    return change.before != change.after or bool(change.unknown)


def told(change: Change, what: Fate) -> tuple[Field, ...]:
    """The fields that a reviewer wants to see of a change, those that force a replacement first.

    Args:
        change: The change.
        what: Its outcome.
    """
    if what in _SILENT:
        return ()
    if what is Fate.CREATED:
        known = change.outcome
        paths = _HEADLINES.get(change.kind, ()) if known is None else ()
        return known.fields if known else tuple(filter(None, (value_at(change, path) for path in paths)))
    return tuple(sorted(fields(change), key=attrgetter("forces"), reverse=True))


class Lean:
    """Turns each entry of a plan into a change with its outcome, and drops values that nothing reads later."""

    def __init__(self, number: int, *, whole: bool = False) -> None:
        """Begin with an empty plan.

        Args:
            number: Which of several plans it is.
            whole: Whether what changes keeps all of its values, for a comparison with another plan.
        """
        self._number, self._whole = number, whole
        self._seen: dict[Hashable, Hashable] = {}
        self._values: dict[tuple[tuple[str, str], ...], Values] = {(): _NO_VALUES}

    def __call__(self, found: Values) -> Change:
        """The change in an entry of the document."""
        whole = change_of(found, self._number)
        outcome = self._once(outcome_of(whole))
        if (self._whole and outcome.fate is not Fate.NONE) or whole.kind in _WHOLE:
            return whole._replace(outcome=outcome)
        left, gone = self._left(whole), not whole.after
        return whole._replace(
            actions=self._once(whole.actions),
            before=left if gone else _NO_VALUES,
            after=_NO_VALUES if gone else left,
            unknown=None,
            replace_paths=(),
            outcome=outcome,
        )

    def _once(self, value: Kept) -> Kept:
        """The value, or an equal one that was seen before."""
        return self._seen.setdefault(value, value)  # type: ignore[return-value] # an equal value has its type

    def _left(self, change: Change) -> Values:
        """Values by which an object is assigned to its cluster and part."""
        values, named = change.values, _NAMED.get(change.kind, "")
        tags = values.get("tags_all")
        found = (
            ("cluster_name", values.get("cluster_name")),
            ("namespace", _space(values) or values.get("namespace")),
            (named, values.get(named) if named else None),
            (CLUSTER_TAG, tags.get(CLUSTER_TAG) if isinstance(tags, dict) else None),
        )
        key = tuple([(name, text) for name, text in found if isinstance(text, str)])
        if key not in self._values:
            left: Values = dict(key)
            cluster = left.pop(CLUSTER_TAG, None)
            self._values[key] = left if cluster is None else {**left, "tags_all": {CLUSTER_TAG: cluster}}
        return self._values[key]


def _space(values: Mapping[str, object]) -> str:
    """The namespace in the metadata of a Kubernetes object."""
    found = values.get("metadata")
    first = found[0] if isinstance(found, list) and found else found
    space = first.get("namespace") if isinstance(first, dict) else None
    return space if isinstance(space, str) else ""
