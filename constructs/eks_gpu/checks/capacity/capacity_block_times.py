"""The times of a Capacity Block are incomplete, in the wrong order, or a year or more apart.

**Why.** With a start but no end, nodes stay until EC2 takes them back, and unsaved work is lost. Nodes are drained 45
minutes before the end, so a shorter block would have no nodes at all. Both times become cron expressions, which have no
year: with a year or more between them, the nodes would be drained in the middle of the block.

**Fix.** Write both times as `aws ec2 describe-capacity-reservations` prints them (`StartDate`, `EndDate`), or neither.
Without them the autoscaler starts nodes when pods are waiting, and EKS drains the nodes 40 minutes before the end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import gpu_groups
from eks_gpu.design.capacity.reservation import DRAIN_BEFORE_END

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_YEAR = timedelta(days=365)

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    max: 2
    capacity: capacity-block
    capacity_reservation:
      id: cr-0a1b2c3d4e5f60718
      zone: us-west-2b
      start: 2026-12-01T11:30:00Z
    update: {strategy: minimal}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    max: 2
    capacity: capacity-block
    capacity_reservation:
      id: cr-0a1b2c3d4e5f60718
      zone: us-west-2b
      start: 2026-12-01T11:30:00Z
      end: 2026-12-08T11:30:00Z
    update: {strategy: minimal}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare start and end of every block."""
    for where, group in gpu_groups(design.spec):
        reserved, here = group.capacity_reservation, f"{where}.capacity_reservation"
        if reserved is None or group.capacity != "capacity-block" or not (reserved.start or reserved.end):
            continue
        lasts = _between(reserved.start, reserved.end)
        if not (reserved.start and reserved.end):
            lacking, given = ("end", "start") if reserved.start else ("start", "end")
            message = f"a block needs both times or neither: {lacking!r} is missing"
            yield error(__name__, here, message, f"add '{lacking}: …', or remove {given!r}", f"{here}.{lacking}")
        elif lasts >= _YEAR:
            message = f"the block lasts {lasts.days} days, but schedules derived from its times repeat every year"
            fix = "write the block's real end, or remove both times and EKS drains the nodes"
            yield error(__name__, f"{here}.end", message, fix, f"{here}.start")
        elif lasts <= DRAIN_BEFORE_END:
            minutes = int(DRAIN_BEFORE_END.total_seconds()) // 60
            message = (
                f"the block starts at {reserved.start} and ends at {reserved.end}; it must last longer than the "
                f"{minutes} minutes before its end in which nodes are drained"
            )
            yield error(__name__, f"{here}.end", message, "write the block's real end", f"{here}.start")


def _between(start: str | None, end: str | None) -> timedelta:
    return datetime.fromisoformat(end) - datetime.fromisoformat(start) if start and end else timedelta()
