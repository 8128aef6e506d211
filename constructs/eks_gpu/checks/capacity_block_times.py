"""The times of a Capacity Block are incomplete, or the wrong way round.

**Why.** With a start and no end, nodes stay until EC2 takes them, and with them whatever was not saved. Nodes are
drained 45 minutes before the end, so a block that is shorter has none.

**Fix.** Write both, as `aws ec2 describe-capacity-reservations` prints them (`StartDate`, `EndDate`); or neither: then
the autoscaler starts nodes when pods wait, and EKS drains them 40 minutes before the end.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import gpu_groups
from eks_gpu.design.reservation import DRAIN_BEFORE_END

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare start and end of every block."""
    for where, group in gpu_groups(design.spec):
        reserved, here = group.capacity_reservation, f"{where}.capacity_reservation"
        if reserved is None or group.capacity != "capacity-block" or not (reserved.start or reserved.end):
            continue
        if not (reserved.start and reserved.end):
            lacking = "end" if reserved.start else "start"
            message = f"a block's times are two: {lacking!r} is missing"
            yield error(__name__, here, message, f"add '{lacking}: …', or remove the other", f"{here}.{lacking}")
        elif datetime.fromisoformat(reserved.end) - datetime.fromisoformat(reserved.start) <= DRAIN_BEFORE_END:
            minutes = int(DRAIN_BEFORE_END.total_seconds()) // 60
            message = (
                f"it begins at {reserved.start} and ends at {reserved.end}, with {minutes} minutes before it to drain"
            )
            yield error(__name__, f"{here}.end", message, "write the block's own end", f"{here}.start")
