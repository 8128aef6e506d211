"""Queues of a simulation as text: GPUs in use over time, and who waited for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.report.strip import CHART, NAME, clock, folded, row, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.simulation.queues.state import Wait
    from eks_gpu.simulation.result import QueueUse, Result

# Lines of one page; JSON has the rest.
_MOST = 12


def queue_chart(result: Result) -> str:
    """GPUs in use of each queue over time; each column shows the peak of its span."""
    until = result.plan.settings.until
    used = [queue for queue in result.queues if queue.peak]
    if not used or not until:
        return ""
    axis = f"{clock(0):<{CHART - len(clock(until))}}{clock(until)}"
    head = f"{'GPUs by queue':{NAME}}  {'peak':>4}  {axis}  owns"
    return "\n".join([head, *(_row(queue, until) for queue in used)])


def _row(queue: QueueUse, until: int) -> str:
    return f"{short(queue.queue):{NAME}}  {queue.peak:4}  {row(queue.sizes, queue.peak, until)}  {queue.owns:4}"


def waits(result: Result) -> str:
    """The longest waits, with their length and with those who used the GPUs meanwhile."""
    if not result.queues:
        return ""
    until = result.plan.settings.until
    found = sorted(result.waits, key=lambda wait: wait.since - (until if wait.until is None else wait.until))
    lines = [_wait(wait, until) for wait in found[:_MOST]]
    if len(found) > _MOST:
        lines.append(f"  and {len(found) - _MOST} more; --output json lists them all")
    return "\n".join(["waits in queues", *lines] if lines else ["nobody waited in a queue"])


def _wait(wait: Wait, until: int) -> str:
    ended = until if wait.until is None else wait.until
    still = " and still waits" if wait.until is None else ""
    why = f": {wait.why}" if wait.why else ""
    return folded(f"{clock(ended - wait.since)}  {wait.workload} in {wait.queue}{still}{why}", "  ", " " * 11)


def as_data(result: Result) -> Iterator[dict[str, object]]:
    """The queues as data."""
    for queue in result.queues:
        mine = [
            {"workload": wait.workload, "since": wait.since, "until": wait.until, "why": wait.why}
            for wait in result.waits
            if wait.queue == queue.queue
        ]
        yield {"name": queue.queue, "owns": queue.owns, "peak": queue.peak, "sizes": queue.sizes, "waits": mine}
