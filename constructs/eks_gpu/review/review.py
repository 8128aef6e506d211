"""The review of plans: the content of a page about them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eks_gpu.problem import plural
from eks_gpu.review.entries import Entry, Section, drifted, entries, sections
from eks_gpu.review.fates import CLUSTER, Fate, Level, fate
from eks_gpu.review.groups import NodeGroup, Size, node_groups, total
from eks_gpu.review.meaning import means
from eks_gpu.review.parts import Parts
from eks_gpu.review.prices import Bill, Prices, bill
from eks_gpu.review.refusals import refusals
from eks_gpu.review.values import of_output
from eks_gpu.review.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eks_gpu.review.parts import Part
    from eks_gpu.review.plan import Change, Plan
    from eks_gpu.review.values import Field


@dataclass(frozen=True, slots=True)
class Tally:
    """Objects as Terraform counts them below its plan; a replacement is one of each."""

    add: int
    change: int
    destroy: int
    take_over: int
    forget: int

    def __str__(self) -> str:
        """In Terraform's words."""
        others = ((self.take_over, "import"), (self.forget, "forget"))
        more = "".join(f", {count} to {word}" for count, word in others if count)
        return f"{self.add} to add, {self.change} to change, {self.destroy} to destroy{more}"


@dataclass(frozen=True, slots=True)
class GroupSizes:
    """A group's sizes before and after.

    Attributes:
        name: The group.
        gpu: Whether its nodes have GPUs.
        types: Instance types after the plan; before it, where the group goes.
        spot: Whether it buys spot nodes.
        before: Sizes of all its node groups together.
        after: As before, when the plan is done.
        running: Nodes that it held when the plan was made.
    """

    name: str
    gpu: bool
    types: tuple[str, ...]
    spot: bool
    before: Size
    after: Size
    running: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """The changes of plans, sorted so that a person can judge them.

    Attributes:
        plans: The plans.
        clusters: The clusters that they are about, as far as anyone can tell.
        verdict: The blast radius in one sentence.
        level: How far the worst of it reaches.
        tally: Terraform's own count.
        doubts: Why this may not be all: errors, targets, what is put off.
        refusals: Changes that AWS will refuse.
        sections: Changes of each part.
        groups: Sizes of all node groups in the plans, changed or not.
        bill: Costs, if prices are given.
        deferred: Changes that are deferred to a later plan.
        drift: Changes made outside Terraform.
        checks: Conditions that do not hold, with the plan's file.
        outputs: Outputs that change.
    """

    plans: tuple[Plan, ...]
    clusters: tuple[str, ...]
    verdict: str
    level: Level
    tally: Tally
    doubts: tuple[str, ...]
    refusals: tuple[str, ...]
    sections: tuple[Section, ...]
    groups: tuple[GroupSizes, ...]
    bill: Bill | None
    deferred: tuple[Entry, ...]
    drift: tuple[Entry, ...]
    checks: tuple[str, ...]
    outputs: tuple[Field, ...]

    @property
    def whole(self) -> bool:
        """Whether the plans contain all changes."""
        return all(one.complete and not one.errored for one in self.plans)

    @property
    def errored(self) -> bool:
        """Whether Terraform stopped with an error."""
        return any(one.errored for one in self.plans)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every object that changes, once."""
        return tuple(change for section in self.sections for change in section.changes)


def review(plans: Sequence[Plan], prices: Prices | None = None) -> Review:
    """Review plans, such as those of the four stacks of a cluster.

    Args:
        plans: The plans, each with a number of its own.
        prices: Prices of nodes; without them the review counts nodes and GPUs, but no money.
    """
    parts = Parts(plans)
    every = [change for plan in plans for change in plan.changes]
    emptied = any(one.kind == CLUSTER and fate(one) is Fate.DESTROYED for one in every)
    found = tuple(replace(one, means=means(one, emptied=emptied)) for one in sections(every, parts))
    groups = _named(every, parts)
    outputs = tuple(of_output(output) for plan in plans for output in plan.outputs)
    drift = drifted(change for plan in plans for change in plan.drift)
    level = max((one.level for one in found), default=Level.NOTHING)
    return Review(
        plans=tuple(plans),
        clusters=parts.clusters,
        verdict=verdict(found, _by_part(every, parts), len(outputs), sum(len(entry.changes) for entry in drift)),
        level=max(level, Level.CHANGE) if outputs else level,
        tally=_tally(found),
        doubts=(*_doubts(plans), *_twice(plans, parts)),
        refusals=refusals(every),
        sections=found,
        groups=tuple(_sizes(groups)),
        bill=bill(prices, groups, every) if prices else None,
        deferred=entries(change for plan in plans for change in plan.deferred),
        drift=drift,
        checks=tuple(_checks(plans)),
        outputs=outputs,
    )


def _tally(found: Iterable[Section]) -> Tally:
    changes = [change for section in found for change in section.changes]
    counts = Counter(action for change in changes for action in change.actions)
    # A data source that is read, or kept as it is, is in no section.
    imported = sum(change.imported for change in changes)
    return Tally(counts["create"], counts["update"], counts["delete"], imported, counts["forget"])


def _by_part(changes: Iterable[Change], parts: Parts) -> dict[Part, list[NodeGroup]]:
    found: dict[Part, list[NodeGroup]] = {}
    for one in node_groups(changes):
        found.setdefault(parts.of(one.change), []).append(one)
    return found


def _named(changes: Iterable[Change], parts: Parts) -> list[NodeGroup]:
    """Node groups under the names that their sections have."""
    found = []
    for one in node_groups(changes):
        part = parts.of(one.change)
        name = part.name or "system nodes"
        found.append(replace(one, group=f"{part.cluster}/{name}" if part.cluster else name))
    return sorted(found, key=lambda one: (parts.of(one.change).cluster, parts.of(one.change).room, one.group))


def _sizes(groups: Sequence[NodeGroup]) -> Iterator[GroupSizes]:
    for name in dict.fromkeys(one.group for one in groups):
        alike = [one for one in groups if one.group == name]
        sides = [one.after if one.after.types else one.before for one in alike]
        counts = [one.running for one in alike if one.running is not None]
        yield GroupSizes(
            name=name,
            gpu=any(one.before.gpu or one.after.gpu for one in alike),
            types=tuple(dict.fromkeys(kind for one in sides for kind in one.types)),
            spot=any(one.spot for one in sides),
            before=total(one.before.size for one in alike),
            after=total(one.after.size for one in alike),
            running=sum(counts) if counts else None,
        )


def _doubts(plans: Sequence[Plan]) -> Iterator[str]:
    for one in plans:
        named = f"{one.file}: " if len(plans) > 1 else ""
        if one.errored:
            yield f"{named}Terraform stopped with an error: the plan is incomplete and cannot be applied"
        elif not one.complete:
            why = f"{plural(len(one.deferred), 'change')} deferred" if one.deferred else "-target, or deferred changes"
            yield f"{named}the plan does not contain all changes ({why}); plan again after the apply"
        if one.invoked:
            yield f"{named}it also runs {plural(len(one.invoked), 'action')}: {', '.join(one.invoked)}"


def _twice(plans: Sequence[Plan], parts: Parts) -> Iterator[str]:
    """A warning about two plans of one stack, which count everything twice."""
    seen: dict[tuple[str, str], Plan] = {}
    told = set()
    for one in plans:
        for group in node_groups(one.changes):
            first = seen.setdefault((parts.of(group.change).cluster, group.change.address), one)
            if first is not one and (first.file, one.file) not in told:
                told.add((first.file, one.file))
                yield f"{first.file} and {one.file} are plans of the same stack: everything in both is counted twice"


def _checks(plans: Sequence[Plan]) -> Iterator[str]:
    for one in plans:
        for check in one.checks:
            word = "does not hold" if check.status == "fail" else "cannot be evaluated"
            said = f": {'; '.join(check.messages)}" if check.messages else ""
            yield f"{check.address} {word}{said}"
