"""The times of a Capacity Block are incomplete, the wrong way round, or a year apart.

**Why.** With a start and no end, nodes stay until EC2 takes them, and with them whatever was not saved. Nodes are
drained 45 minutes before the end, so a block that is shorter has none. Both become cron lines, which have no year:
with a year or more between them, the nodes would be drained within the block.

**Fix.** Write both, as `aws ec2 describe-capacity-reservations` prints them (`StartDate`, `EndDate`); or neither: then
the autoscaler starts nodes when pods wait, and EKS drains them 40 minutes before the end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import gpu_groups
from eks_gpu.design.reservation import DRAIN_BEFORE_END

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_YEAR = timedelta(days=365)


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare start and end of every block."""
    for where, group in gpu_groups(design.spec):
        reserved, here = group.capacity_reservation, f"{where}.capacity_reservation"
        if reserved is None or group.capacity != "capacity-block" or not (reserved.start or reserved.end):
            continue
        lasts = _between(reserved.start, reserved.end)
        if not (reserved.start and reserved.end):
            lacking = "end" if reserved.start else "start"
            message = f"a block's times are two: {lacking!r} is missing"
            yield error(__name__, here, message, f"add '{lacking}: …', or remove the other", f"{here}.{lacking}")
        elif lasts >= _YEAR:
            message = f"it lasts {lasts.days} days, and the schedules made of its times come back every year"
            fix = "write the block's own end, or remove both; then EKS drains the nodes"
            yield error(__name__, f"{here}.end", message, fix, f"{here}.start")
        elif lasts <= DRAIN_BEFORE_END:
            minutes = int(DRAIN_BEFORE_END.total_seconds()) // 60
            message = (
                f"it begins at {reserved.start} and ends at {reserved.end}, with {minutes} minutes before it to drain"
            )
            yield error(__name__, f"{here}.end", message, "write the block's own end", f"{here}.start")


def _between(start: str | None, end: str | None) -> timedelta:
    return datetime.fromisoformat(end) - datetime.fromisoformat(start) if start and end else timedelta()
