"""Nodes that training jobs hold while they wait for their last ranks, as `eks-gpu simulate` has it."""

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
_WITHIN = "15m"


def told(design: ClusterDesign, jobs: Sequence[WorkloadDesign]) -> str:
    """The cost of each choice, for runs of an hour that are submitted together."""
    as_is, bounded = (_held_hours(design, jobs, within) for within in (None, _WITHIN))
    return (
        f"simulated with runs of an hour, their ranks hold {as_is:.1f} node-hours before their job begins, "
        f"{bounded:.1f} with 'start_within: {_WITHIN}', which fails a job that lacks nodes, and none in a queue"
    )


def _held_hours(design: ClusterDesign, jobs: Sequence[WorkloadDesign], within: str | None) -> float:
    result = _together(design, jobs, within)
    return sum(held_seconds(result, job) for job in jobs) / _HOUR


def held_seconds(result: Result, job: WorkloadDesign) -> int:
    """Node-seconds between the start of each rank and that of the last one; to the end if it never comes."""
    starts = [(one.at, one.count) for one in result.events if one.kind == "start" and one.subject == job.name]
    failed = next((one.at for one in result.events if one.kind == "fail" and one.subject == job.name), None)
    complete = sum(count for _, count in starts) >= job.wanted
    never = result.plan.settings.until if failed is None else failed
    begins = max((at for at, _ in starts), default=0) if complete else never
    return sum(count * (begins - at) for at, count in starts)


def _together(design: ClusterDesign, jobs: Sequence[WorkloadDesign], within: str | None) -> Result:
    """All jobs at the same moment, on groups that begin at zero."""
    fits = {one.workload.id: one for one in design.schedulability}
    arrivals = [Arrival(replace(fits[job.id], workload=_bounded(job, within))) for job in jobs]
    return simulate(prepared(replace(design, queueing=None), arrivals, Settings(run_for=_RUN, until=_UNTIL)))


def _bounded(job: WorkloadDesign, within: str | None) -> WorkloadDesign:
    return replace(job, spec=job.spec.model_copy(update={"start_within": within})) if within else job
