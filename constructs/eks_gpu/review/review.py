"""The review of plans: the content of a page about them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eks_gpu.problem import plural
from eks_gpu.review.bill import Bill, bill, list_prices
from eks_gpu.review.entries import Entry, Section, drifted, entries, sections
from eks_gpu.review.fates import CLUSTER, Fate, Level, fate
from eks_gpu.review.groups import NodeGroup, Size, node_groups, scaling_groups, total
from eks_gpu.review.meaning import means
from eks_gpu.review.parts import Parts
from eks_gpu.review.refusals import refusals
from eks_gpu.review.shrinking import SCALING_GROUP
from eks_gpu.review.values import of_output
from eks_gpu.review.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eks_gpu.costs import Prices
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
        """Counts of actions, in the words of Terraform's summary."""
        others = ((self.take_over, "import"), (self.forget, "forget"))
        more = "".join(f", {count} to {word}" for count, word in others if count)
        return f"{self.add} to add, {self.change} to change, {self.destroy} to destroy{more}"


@dataclass(frozen=True, slots=True)
class GroupSizes:
    """A group's sizes before and after.

    Attributes:
        name: Name of the group.
        gpu: Whether its nodes have GPUs.
        types: Instance types after the plan, or before it if the group is deleted.
        spot: Whether it buys spot nodes.
        before: Sizes of all its node groups together.
        after: As before, when the plan is done.
        running: Number of nodes when the plan was made.
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
        clusters: The clusters that the plans concern, as far as they are known.
        verdict: The blast radius in one sentence.
        level: How far the worst of it reaches.
        tally: Terraform's own count.
        doubts: Reasons why the review may be incomplete: errors, targets, deferred changes.
        refusals: Changes that AWS will refuse.
        sections: Changes of each part.
        groups: Sizes of all node groups in the plans, changed or not.
        bill: Costs, if there are prices.
        deferred: Changes that are deferred to a later plan.
        drift: Changes made outside Terraform.
        checks: Failed conditions, with the plan's file.
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
        return all(plan.complete and not plan.errored for plan in self.plans)

    @property
    def errored(self) -> bool:
        """Whether Terraform stopped with an error."""
        return any(plan.errored for plan in self.plans)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every object that changes, once."""
        return tuple(change for section in self.sections for change in section.changes)


def review(plans: Sequence[Plan], prices: Prices | None = None) -> Review:
    """Review plans, such as those of the four stacks of a cluster.

    Args:
        plans: The plans, each with a number of its own.
        prices: Prices of nodes; None takes AWS's list, if the catalogue has the region's. Without any prices the review
            counts nodes and GPUs, but no money.
    """
    parts = Parts(plans)
    every = [change for plan in plans for change in plan.changes]
    emptied = any(change.kind == CLUSTER and fate(change) is Fate.DESTROYED for change in every)
    found = tuple(replace(section, means=means(section, emptied=emptied)) for section in sections(every, parts))
    groups = _named(every, parts)
    used = prices or list_prices(groups)
    outputs = tuple(of_output(output) for plan in plans for output in plan.outputs)
    drift = drifted(change for plan in plans for change in plan.drift)
    level = max((section.level for section in found), default=Level.NOTHING)
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
        bill=bill(used, groups, every) if used else None,
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
    for node_group in node_groups(changes):
        found.setdefault(parts.of(node_group.change), []).append(node_group)
    return found


def _named(changes: Iterable[Change], parts: Parts) -> list[NodeGroup]:
    """Node groups under the names that their sections have."""
    found = []
    listed = list(changes)
    for one in (*node_groups(listed), *scaling_groups(listed)):
        part = parts.of(one.change)
        name = part.name or (one.group if one.change.kind == SCALING_GROUP else "system nodes")
        found.append(replace(one, group=f"{part.cluster}/{name}" if part.cluster else name))
    return sorted(found, key=lambda one: (parts.of(one.change).cluster, parts.of(one.change).room, one.group))


def _sizes(groups: Sequence[NodeGroup]) -> Iterator[GroupSizes]:
    by_name: dict[str, list[NodeGroup]] = {}
    for group in groups:
        by_name.setdefault(group.group, []).append(group)
    for name, alike in by_name.items():
        sides = [node_group.after if node_group.after.types else node_group.before for node_group in alike]
        counts = [node_group.running for node_group in alike if node_group.running is not None]
        yield GroupSizes(
            name=name,
            gpu=any(node_group.before.gpu or node_group.after.gpu for node_group in alike),
            types=tuple(dict.fromkeys(instance_type for capacity in sides for instance_type in capacity.types)),
            spot=any(side.spot for side in sides),
            before=total(node_group.before.size for node_group in alike),
            after=total(pod.after.size for pod in alike),
            running=sum(counts) if counts else None,
        )


def _doubts(plans: Sequence[Plan]) -> Iterator[str]:
    for plan in plans:
        named = f"{plan.file}: " if len(plans) > 1 else ""
        if plan.errored:
            yield f"{named}Terraform stopped with an error: the plan is incomplete and cannot be applied"
        elif not plan.complete:
            why = (
                f"{plural(len(plan.deferred), 'change')} deferred" if plan.deferred else "-target, or deferred changes"
            )
            yield f"{named}the plan does not contain all changes ({why}); plan again after the apply"
        if plan.invoked:
            yield f"{named}it also runs {plural(len(plan.invoked), 'action')}: {', '.join(plan.invoked)}"


def _twice(plans: Sequence[Plan], parts: Parts) -> Iterator[str]:
    """A warning about two plans of one stack, which count everything twice."""
    seen: dict[tuple[str, str], Plan] = {}
    reported = set()
    for plan in plans:
        for group in node_groups(plan.changes):
            first = seen.setdefault((parts.of(group.change).cluster, group.change.address), plan)
            if first is not plan and (first.file, plan.file) not in reported:
                reported.add((first.file, plan.file))
                yield f"{first.file} and {plan.file} are plans of the same stack: everything in both is counted twice"


def _checks(plans: Sequence[Plan]) -> Iterator[str]:
    for plan in plans:
        for check in plan.checks:
            word = "does not hold" if check.status == "fail" else "cannot be evaluated"
            details = f": {'; '.join(check.messages)}" if check.messages else ""
            yield f"{check.address} {word}{details}"
