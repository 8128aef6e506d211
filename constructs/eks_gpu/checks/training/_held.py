"""What training jobs hold while they wait for their last ranks, as `eks-gpu simulate` has it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.simulation import Arrival, Settings, prepared, simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.simulation import Result

_HOUR = 3600
# Long enough for one job after the other, and short enough for every check.
_RUN, _UNTIL = _HOUR, 8 * _HOUR


def told(design: ClusterDesign, jobs: Sequence[WorkloadDesign]) -> str:
    """The cost of each choice, for runs of an hour that are submitted together."""
    wait = sum(held_seconds(_together(design, jobs), job) for job in jobs)
    nodes = sum(job.wanted for job in jobs)
    return (
        f"simulated with runs of an hour, their ranks hold {wait / _HOUR:.1f} node-hours before their job begins, "
        f"none in a queue, and with {nodes} nodes nobody waits"
    )


def held_seconds(result: Result, job: WorkloadDesign) -> int:
    """Node-seconds between the start of each rank and that of the last one; to the end if it never comes."""
    starts = [(one.at, one.count) for one in result.events if one.kind == "start" and one.subject == job.name]
    complete = sum(count for _, count in starts) >= job.wanted
    begins = max((at for at, _ in starts), default=0) if complete else result.plan.settings.until
    return sum(count * (begins - at) for at, count in starts)


def _together(design: ClusterDesign, jobs: Sequence[WorkloadDesign]) -> Result:
    """All jobs at the same moment, on groups that begin at zero."""
    fits = {one.workload.id: one for one in design.schedulability}
    arrivals = [Arrival(fits[job.id]) for job in jobs]
    return simulate(prepared(replace(design, queueing=None), arrivals, Settings(run_for=_RUN, until=_UNTIL)))
