"""EC2 took spot instances back.

**Why.** It does so with two minutes' notice, at any time. Pods there end, and are made anew where there is a node for
them; that is no fault, but explains what seems one.

**Fix.** Nothing for one of them. Many ask for more instance types and zones, or an on-demand group behind them.
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
    """Events of interruption handlers, and what Auto Scaling gives as the cause of an end."""
    events = [one for one in situation.seen.events if one.reason in _REASONS and _recent(situation, one.at)]
    ends = [one for one in situation.seen.activities if _CAUSE.search(one.cause) and _recent(situation, one.start)]
    if not events and not ends:
        return
    where = f"node {events[-1].about.name}" if events else f"Auto Scaling group {ends[0].group}"
    count = len(events) or len(ends)
    seen = [events[-1].message] if events else [ends[0].cause]
    groups = situation.groups_of_scaling(ends[0].group) if ends else ()
    message = (
        f"EC2 took {count} spot instance{'s' if count > 1 else ''} back of late; pods there were made anew, or wait"
    )
    fix = (
        "nothing for one; if it goes on, more instance types and zones, or on demand (docs/how-to/spot-and-fallback.md)"
    )
    yield warning(__name__, where, message, fix, groups=groups, seen=seen)


def _recent(situation: Situation, at: str) -> bool:
    minutes = situation.seen.minutes_since(at)
    return minutes is None or minutes <= _MINUTES
