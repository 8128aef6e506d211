"""Where every workload of the cluster file runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.nodes.groups import SYSTEM_GROUP
from eks_gpu.design.placement.components import components
from eks_gpu.design.placement.judgement import DemandFit, GroupFit, judge
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.design.workloads.workload import WorkloadDesign
    from eks_gpu.scheduling.demand import PodDemand
    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True)
class WorkloadFit(DemandFit):
    """A workload on all groups.

    Attributes:
        workload: Which.
    """

    workload: WorkloadDesign


def judge_workloads(
    spec: ClusterSpec,
    workloads: Sequence[WorkloadDesign],
    groups: Sequence[GroupModels],
    system: GroupModels | None = None,
) -> tuple[WorkloadFit, ...]:
    """Judge every workload on every group, and all of them together.

    Args:
        spec: The cluster.
        workloads: Its workloads.
        groups: GPU groups and CPU groups.
        system: The system nodes; they are judged if a workload goes there, next to the pods that every cluster has.
    """
    demands = [demand_of(one) for one in workloads]
    standing = [system] if system and any(map(_on_system, demands)) else []
    others = components(spec) if standing else ()
    found = judge([*others, *demands], [*groups, *standing], autoscaled=spec.autoscaler.kind != "none")
    return tuple(
        WorkloadFit(one.demand, one.verdict, _concerned(workload, one), one.placed, one.scheduled, one.doubts, workload)
        for workload, one in zip(workloads, found[len(others) :], strict=True)
    )


def _on_system(demand: PodDemand) -> bool:
    return demand.confinement is not None and SYSTEM_GROUP in demand.confinement.groups


def _concerned(workload: WorkloadDesign, found: DemandFit) -> tuple[GroupFit, ...]:
    """The groups that come into question; a workload that names groups hears of all others as well."""
    concerned = {*workload.candidates, *(found.demand.confinement.groups if found.demand.confinement else ())}
    named = workload.spec.node_groups is not None
    return tuple(one for one in found.groups if one.group in concerned or (named and one.group != SYSTEM_GROUP))
