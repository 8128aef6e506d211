"""Comparison of two plans: the one that was reviewed, and the one that is about to be applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.review.fates import Fate, Level, fate, level
from eks_gpu.review.plan import hidden_like
from eks_gpu.review.shrinking import NODE_GROUP
from eks_gpu.review.values import LATER, Field, fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.review.plan import Change, Values
    from eks_gpu.review.review import Review

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """An object that only one of the plans changes, or that they change differently.

    Attributes:
        change: The object, in the plan that has it.
        was: Its fate in the earlier plan.
        now: Its fate in this plan.
        fields: Its future value in this plan, and in the other.
        worse: Whether a reviewer of the earlier plan has not seen it.
    """

    change: Change
    was: Fate
    now: Fate
    fields: tuple[Field, ...]
    worse: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences between a plan and an earlier one.

    Attributes:
        level: How far this one reaches.
        earlier: How far the earlier one reached.
        new: Changes that the earlier plan lacked.
        other: Changes that the earlier plan had in another form.
        gone: Changes that only the earlier plan makes.
    """

    level: Level
    earlier: Level
    new: tuple[Difference, ...]
    other: tuple[Difference, ...]
    gone: tuple[Difference, ...]

    @property
    def worse(self) -> bool:
        """Whether the plan contains anything that the earlier plan did not show."""
        return any(difference.worse for difference in (*self.new, *self.other))

    @property
    def same(self) -> bool:
        """Whether both plans do the same."""
        return not (self.new or self.other or self.gone)


def compare(review: Review, earlier: Review) -> Comparison:
    """Hold a review against an earlier one; objects are the same where their clusters and addresses are."""
    now, was = _by_key(review), _by_key(earlier)
    new = tuple(Difference(now[key], Fate.NONE, fate(now[key]), (), worse=True) for key in now if key not in was)
    gone = tuple(Difference(was[key], fate(was[key]), Fate.NONE, (), worse=False) for key in was if key not in now)
    both = (_difference(now[key], was[key]) for key in now if key in was)
    return Comparison(review.level, earlier.level, new, tuple(difference for difference in both if difference), gone)


def _by_key(review: Review) -> Mapping[_Key, Change]:
    """Changes by what identifies them; the parts know the cluster of each where there are several."""
    return {
        (section.part.cluster, change.address, change.deposed): change
        for section in review.sections
        for change in section.changes
    }


def _difference(now: Change, was: Change) -> Difference | None:
    fates = fate(was), fate(now)
    differing = _otherwise(now, was)
    if fates[0] is fates[1] and not differing:
        return None
    worse = bool(differing) or level(now) >= level(was)
    return Difference(now, *fates, differing, worse)


def _hidden(values: Values, counterpart: Change) -> Values:
    """Values without anything that the counterpart hides, before or after: either plan may know a secret."""
    return {
        key: hidden_like(hidden_like(value, counterpart.after.get(key)), counterpart.before.get(key))
        for key, value in values.items()
    }


def _otherwise(now: Change, was: Change) -> tuple[Field, ...]:
    """The fields whose resulting values differ between the two plans."""
    results = now._replace(
        before=_hidden(was.after, now), after=_hidden(now.after, was), replace_paths=(), outcome=None
    )
    later = {field.path for field in fields(was._replace(actions=("update",), outcome=None)) if field.after == LATER}
    return tuple(
        field
        for field in fields(results)
        if not (field.after == LATER and field.path in later)
        # The autoscaler's own, which no plan sets.
        and not (now.kind == NODE_GROUP and field.path == "scaling_config.desired_size")
    )
