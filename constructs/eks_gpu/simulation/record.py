"""The record of what happened: a timeline, and sums."""

from __future__ import annotations

import itertools
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal[
    "arrive",
    "scale-up",
    "refused",
    "given-up",
    "ready",
    "devices",
    "start",
    "hang",
    "finish",
    "evict",
    "admit",
    "preempt",
    "fail",
    "scale-down",
]


@dataclass
class Event:
    """A line of the timeline.

    Attributes:
        at: Seconds from the start.
        kind: Kind of event.
        subject: Workload or group.
        count: Pods or nodes.
        where: Number of them in each pool.
        text: Further remarks.
    """

    at: int
    kind: Kind
    subject: str
    count: int
    where: dict[str, int]
    text: str = ""


@dataclass
class Record:
    """The recorded history.

    Attributes:
        events: The timeline.
        sizes: Of each group, its size at each change.
        node_seconds: Of each group, from each request to each removal.
        busy_seconds: Of these, with pods.
        of_types: Both, of each type of a node pool.
        shared_seconds: The part of each namespace in them, by group.
    """

    events: list[Event] = field(default_factory=list)
    sizes: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    node_seconds: dict[str, int] = field(default_factory=dict)
    busy_seconds: dict[str, int] = field(default_factory=dict)
    of_types: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    shared_seconds: dict[str, dict[str, float]] = field(default_factory=dict)

    def log(self, event: Event, where: Iterable[tuple[str, int]]) -> None:
        """Note an event; several of one kind at one moment are one line."""
        same_time = itertools.takewhile(lambda one: one.at == event.at, reversed(self.events))
        alike = (
            one for one in same_time if (one.kind, one.subject, one.text) == (event.kind, event.subject, event.text)
        )
        line = next(alike, None)
        if line is None:
            line = event
            self.events.append(line)
        for place, count in where:
            line.count += count
            if place:
                line.where[place] = line.where.get(place, 0) + count

    def measured(self, group: str, at: int, size: int) -> None:
        """Note the size of a group."""
        sizes = self.sizes.setdefault(group, [])
        if sizes and sizes[-1][0] == at:
            sizes.pop()
        sizes.append((at, size))

    def billed(self, group: str, seconds: int, kind: str = "") -> None:
        """Count the time of a node; of a node pool's, by its instance type too."""
        self.node_seconds[group] = self.node_seconds.get(group, 0) + seconds
        if kind:
            billed, busy = self.of_types.get((group, kind), (0, 0))
            self.of_types[group, kind] = (billed + seconds, busy)

    def shared(self, group: str, namespace: str, seconds: float) -> None:
        """Count a namespace's part of the time of a node with pods."""
        parts = self.shared_seconds.setdefault(group, {})
        parts[namespace] = parts.get(namespace, 0) + seconds

    def used(self, group: str, seconds: int, kind: str = "") -> None:
        """Count the time of a node with pods."""
        self.busy_seconds[group] = self.busy_seconds.get(group, 0) + seconds
        if kind:
            billed, busy = self.of_types.get((group, kind), (0, 0))
            self.of_types[group, kind] = (billed, busy + seconds)
