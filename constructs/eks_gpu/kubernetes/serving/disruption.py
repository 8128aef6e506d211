"""How many pods of a workload may be missing when nodes are drained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import pod_disruption_budget_v1
from eks_gpu.kubernetes.labels import labels
from eks_gpu.kubernetes.structs import resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import Construct, ITerraformDependable, TerraformResource
    from eks_gpu.design import WorkloadDesign


def disruption_budget(
    scope: Construct, design: WorkloadDesign, after: Sequence[ITerraformDependable]
) -> TerraformResource | None:
    """The budget; None if none is asked for.

    It counts what may be missing, never what must be there: with one replica, or few, the latter would stop every
    update of the nodes (PodEvictionFailure).
    """
    if design.serving.budget is None:
        return None
    return resource(
        scope,
        "disruption-budget",
        pod_disruption_budget_v1,
        "PodDisruptionBudgetV1",
        metadata={"name": design.name, "namespace": design.spec.namespace, "labels": labels(design.name)},
        spec={"max_unavailable": str(design.serving.budget), "selector": {"match_labels": labels(design.name)}},
        depends_on=list(after) or None,
    )
