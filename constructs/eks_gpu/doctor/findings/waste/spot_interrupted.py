"""EC2 interrupted Spot instances.

**Why.** EC2 can take a Spot instance back at any time, with a notice of two minutes. Its pods end, and their
controllers recreate them on other nodes. This is not a fault, but it can look like one.

**Fix.** Do nothing about a single interruption. If there are many, add instance types and zones, or an On-Demand group
behind the Spot group.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

_REASONS = {"SpotInterruption", "SpotInterrupted"}
_CAUSE = re.compile(r"spot.*interruption|EC2 instance rebalance", re.IGNORECASE)
_MINUTES = 120

BAD = """\
# kubectl get events -A -o yaml
kind: Event
involvedObject: {kind: Node, name: ip-10-0-64-99.us-west-2.compute.internal}
reason: SpotInterruption
message: Spot Interruption event received. Instance i-0 will be interrupted at 2026-11-20T10:30:00Z
"""
GOOD = """\
# kubectl get events -A -o yaml
kind: EventList
items: []
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Events of interruption handlers, and terminations for which Auto Scaling names Spot as the cause."""
    events = [event for event in situation.seen.events if event.reason in _REASONS and _recent(situation, event.at)]
    ends = [
        activity
        for activity in situation.seen.activities
        if _CAUSE.search(activity.cause) and _recent(situation, activity.start)
    ]
    if not events and not ends:
        return
    where = f"node {events[-1].about.name}" if events else f"Auto Scaling group {ends[0].group}"
    count = len(events) or len(ends)
    seen = [events[-1].message] if events else [ends[0].cause]
    groups = situation.groups.groups_of_scaling(ends[0].group) if ends else ()
    message = (
        f"EC2 interrupted {count} Spot instance{'s' if count > 1 else ''}; their pods run elsewhere by now, or wait"
    )
    fix = (
        "nothing for a single one; if it happens often, add instance types and zones, or an On-Demand group "
        "(docs/how-to/spot-and-fallback.md)"
    )
    yield warning(__name__, where, message, fix, groups=groups, seen=seen)


def _recent(situation: Situation, at: str) -> bool:
    minutes = situation.seen.minutes_since(at)
    return minutes is None or minutes <= _MINUTES
