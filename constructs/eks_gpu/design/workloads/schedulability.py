"""Where every workload of the cluster file runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.design.placement.judgement import DemandFit, judge
from eks_gpu.design.workloads.demands import demand_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.design.workloads.workload import WorkloadDesign
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True, slots=True)
class WorkloadFit(DemandFit):
    """A workload on all groups.

    Attributes:
        workload: Which.
    """

    workload: WorkloadDesign


def judge_workloads(
    spec: ClusterSpec, workloads: Sequence[WorkloadDesign], groups: Sequence[GroupModels]
) -> tuple[WorkloadFit, ...]:
    """Judge every workload on every group, and all of them together."""
    found = judge([demand_of(one) for one in workloads], groups, autoscaled=spec.autoscaler.kind != "none")
    return tuple(
        WorkloadFit(one.demand, one.verdict, one.groups, one.placed, one.scheduled, one.doubts, workload)
        for workload, one in zip(workloads, found, strict=True)
    )
