"""Texts that all forms of the page share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eks_gpu.costs.prices import HOURS_A_MONTH
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import plural
from eks_gpu.review.fates import DETAILS, Fate, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.problem import Problem
    from eks_gpu.review.bill import Bill, Cost
    from eks_gpu.review.compare import Comparison, Difference
    from eks_gpu.review.entries import Entry, Section
    from eks_gpu.review.review import Review

# Terraform's own marks, and one for nodes and pods that go while their object stays.
MARKS = {
    Fate.CREATED: "+",
    Fate.IN_PLACE: "~",
    Fate.ROLLED: "!",
    Fate.RESTARTED: "!",
    Fate.REPLACED: "+/-",
    Fate.REPLACED_LATE: "-/+",
    Fate.DESTROYED: "-",
    Fate.FORGOTTEN: ".",
    Fate.LEFT_BEHIND: "+/.",
    Fate.IMPORTED: "&",
    Fate.MOVED: ">",
    Fate.DEFERRED: "…",
    Fate.OTHER: "?",
    Fate.NONE: " ",
}
LEVELS = {
    Level.NOTHING: "nothing changes",
    Level.CHANGE: "changes",
    Level.INTERRUPT: "interrupts work",
    Level.REPLACE: "replaces",
    Level.DESTROY: "destroys",
    Level.LOSE: "loses data or objects forever",
}


@dataclass(frozen=True)
class Page:
    """A review with the other content of its page.

    Attributes:
        review: The review.
        comparison: How it differs from an earlier plan, where one is given.
        problems: Findings of the checks, where a declaration is given; None if none is.
    """

    review: Review
    comparison: Comparison | None = None
    problems: Sequence[Problem] | None = None

    @property
    def title(self) -> str:
        """The title, with the clusters of the plan."""
        named = ", ".join(self.review.clusters)
        return f"Plan of {named}" if named else "Plan"

    @property
    def verdict(self) -> str:
        """The verdict as a sentence."""
        text = self.review.verdict
        return f"{text[:1].upper()}{text[1:]}."

    @property
    def counted(self) -> str:
        """How many plans, and Terraform's own count."""
        return f"{plural(len(self.review.plans), 'plan')}; Terraform counts {self.review.tally}"


def worst(section: Section) -> str:
    """The words for the worst change of a part."""
    first = max(section.entries, key=lambda entry: (entry.level, len(entry.changes)))
    if first.fate is not Fate.IN_PLACE or first.level is not Level.INTERRUPT:
        return f"{first.fate}"
    return "work interrupted" if first.taken else "pods evicted"


def arrow(before: object, after: object) -> str:
    """Both values, or one if they are the same."""
    return f"{before}" if before == after else f"{before} → {after}"


def sizes(review: Review) -> list[tuple[str, ...]]:
    """A line for each group with its nodes and GPUs at rest and at most, and the running nodes; then the sum."""
    rows: list[tuple[str, ...]] = [
        (
            group.name,
            f"{', '.join(group.types)}{' (spot)' if group.spot else ''}",
            "-" if group.running is None else str(group.running),
            arrow(group.before.rest, group.after.rest),
            arrow(group.before.most, group.after.most),
            arrow(group.before.gpus_rest, group.after.gpus_rest) if group.gpu else "-",
            arrow(group.before.gpus_most, group.after.gpus_most) if group.gpu else "-",
        )
        for group in review.groups
    ]
    gpu = [group for group in review.groups if group.gpu]
    if len(gpu) > 1:
        ran = [group.running for group in gpu if group.running is not None]
        fields = ("rest", "most", "gpus_rest", "gpus_most")
        sums = (
            arrow(*(sum(getattr(getattr(group, side), field) for group in gpu) for side in ("before", "after")))
            for field in fields
        )
        rows.append(("all GPU groups", "", str(sum(ran)) if ran else "-", *sums))
    return rows


SIZE_HEADS = ("group", "type", "ran", "at rest", "at most", "GPUs at rest", "at most")


def costs(bill: Bill) -> list[tuple[str, str, str]]:
    """A line for each priced thing, then the sum for an hour and for a month."""
    rows = [(row.name, *_costs(row.before, row.after)) for row in bill.rows]
    before, after = bill.before, bill.after
    rows.append(("per hour", *_costs(before, after)))
    month = (
        arrow(*(f"{getattr(side, name) * HOURS_A_MONTH:,.0f}" for side in (before, after))) for name in ("rest", "most")
    )
    rows.append((f"per month ({HOURS_A_MONTH} hours)", *month))  # type: ignore[arg-type] # two of them
    return rows


def cost_heads(bill: Bill) -> tuple[str, str, str]:
    """Headings of the columns of `costs`."""
    return (f"{bill.currency} per hour", "at rest", "at most")


def without_price(bill: Bill) -> str:
    """Sentences about the source of the prices, and about types without one."""
    missing = (
        f"There is no price for {', '.join(bill.unpriced)}: the sums do not include them." if bill.unpriced else ""
    )
    origin = f"Prices {bill.origin}; volumes, traffic and logs are not counted." if bill.origin else ""
    return " ".join(filter(None, (origin, missing)))


def _costs(before: Cost | None, after: Cost | None) -> tuple[str, str]:
    found = [
        arrow(*("?" if side is None else f"{getattr(side, name):,.3f}" for side in (before, after)))
        for name in ("rest", "most")
    ]
    return found[0], found[1]


def compared(comparison: Comparison) -> str:
    """The comparison with the earlier plan, in one sentence."""
    if comparison.same:
        return "This plan does not differ from the earlier one."
    counts = ((comparison.new, "new"), (comparison.other, "different"), (comparison.gone, "no longer in it"))
    counted_words = ", ".join(f"{len(found)} {word}" for found, word in counts if found)
    judged = (
        "This plan does more than the reviewed one" if comparison.worse else "This plan adds nothing to the earlier one"
    )
    return f"{judged}: {counted_words}."


def differences(comparison: Comparison) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Mark, sentence and fields of each difference; tags and schedules of groups are counted."""
    for one in _alone(comparison.new):
        yield "+", f"{one.change.address}: {one.now}; the earlier plan did not change it", ()
    for one in comparison.other:
        fates = f"{one.now}" if one.was is one.now else f"earlier plan: {one.was}; this plan: {one.now}"
        rows = tuple(f"{field.path}: {field.before} → {field.after}" for field in one.fields)
        yield "~", f"{one.change.address}: {fates}", rows
    for one in _alone(comparison.gone):
        yield "-", f"{one.change.address}: {one.was} in the earlier plan, unchanged in this one", ()
    for mark, found in (("+", comparison.new), ("-", comparison.gone)):
        counts = Counter(difference.change.kind for difference in found if difference.change.kind in DETAILS)
        for kind, count in counts.items():
            yield mark, f"{count} {kind}, with their groups", ()


def _alone(found: Sequence[Difference]) -> Iterator[Difference]:
    return (difference for difference in found if difference.change.kind not in DETAILS)


def left(entry: Entry) -> str:
    """The fate, with the notes behind it."""
    return "; ".join([f"{entry.fate}", *entry.notes])
