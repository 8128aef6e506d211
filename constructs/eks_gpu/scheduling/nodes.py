"""Nodes in the bookkeeping of packing: those that hold the same are counted, not listed."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import less
from eks_gpu.scheduling.demand import HOSTNAME
from eks_gpu.scheduling.labels import ZONES, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eks_gpu.scheduling.amounts import Amounts


@dataclass(frozen=True)
class Bins:
    """Nodes that are alike.

    Attributes:
        key: Names them; a contender says by key where it may go.
        zone: Where they are; several zones, separated by commas, where Auto Scaling chooses among them; empty where it
            is not known.
        count: How many there can be.
        free: Resources that each offers.
        whole: Resources that each offers to all pods, daemons included; empty where it is no more than `free`.
        labels: Labels by which pods may ask to be together or apart; zones and names of nodes are known without.
    """

    key: str
    zone: str
    count: int
    free: Amounts
    whole: Amounts = field(default_factory=dict)
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def place(self, key: str) -> Place | None:
        """The place that they are in by a topology key; None where they do not carry it, or nobody knows.

        Each node is a place of its own by its name, which is not for this function.
        """
        if key in ZONES:
            return Place(self.zone, self.zone.count(",") + 1) if self.zone else None
        values = self.labels.get(key)
        if values is None:
            return None
        if len(values) == 1:
            return Place(min(values), 1)
        # Which of the values a node has is not known: as many places as there may be, all of them taken for one.
        return Place(f"{key} of {self.key}", len(values.among if isinstance(values, Unresolved) else values) or 1)

    def carries(self, key: str) -> bool:
        """Whether they have the label of a topology key."""
        return key == HOSTNAME or self.place(key) is not None


@dataclass(frozen=True)
class Place:
    """Nodes with the same value of a topology key.

    Attributes:
        value: Names it.
        width: How many places it is, where which of them a node is in is not known beforehand.
    """

    value: str
    width: int = 1


@dataclass(eq=False)
class Run:
    """Nodes of one kind that hold the same: work grows with the kinds of nodes, not with their number.

    Attributes:
        bins: Their kind.
        count: How many.
        free: Resources that each has left.
        held: Pods on each, by the contender's number; only of contenders that somebody's rules count.
    """

    bins: Bins
    count: int
    free: Amounts
    held: Mapping[int, int] = field(default_factory=dict)

    def with_pods(self, nodes: int, asks: Amounts, pods: int, watched: int | None) -> Run:
        """Some of these nodes, with that many pods more on each."""
        taken = less(self.free, {name: amount * pods for name, amount in asks.items()})
        held = self.held if watched is None else {**self.held, watched: self.held.get(watched, 0) + pods}
        return Run(self.bins, nodes, taken, held)

    def same(self, other: Run) -> bool:
        """Whether nodes of both hold the same."""
        return self.bins is other.bins and self.free == other.free and self.held == other.held


def add(runs: list[Run], new: Run) -> None:
    """Nodes that hold the same are one run."""
    for run in runs:
        if run.same(new):
            run.count += new.count
            return
    runs.append(new)


def opened(runs: Iterable[Run], slots: Sequence[str]) -> None:
    """Give each node these slots, unless it has them or has had them taken."""
    for run in runs:
        if any(name not in run.free for name in slots):
            run.free = {**dict.fromkeys(slots, 1), **run.free}


def closed(runs: Iterable[Run], slots: Sequence[str]) -> list[Run]:
    """The nodes without slots that nobody asks for any more: work would grow with their number."""
    left = [Run(run.bins, run.count, {k: v for k, v in run.free.items() if k not in slots}, run.held) for run in runs]
    return joined(left)


def joined(runs: Iterable[Run], forgotten: int | None = None) -> list[Run]:
    """All nodes, those that hold the same as one run; pods of a contender whom nobody counts any more are forgotten."""
    found: dict[object, Run] = {}
    for run in runs:
        held = {index: pods for index, pods in run.held.items() if index != forgotten}
        key = (id(run.bins), tuple(run.free.items()), tuple(sorted(held.items())))
        if key in found:
            found[key].count += run.count
        elif run.count:
            found[key] = Run(run.bins, run.count, run.free, held)
    return [*found.values()]
