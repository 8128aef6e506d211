"""Which pods go first when GPUs are short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, priority_class_v1
from eks_gpu.design.workloads import PRIORITY_CLASSES
from eks_gpu.kubernetes.labels import MANAGED_BY

if TYPE_CHECKING:
    from eks_gpu.bindings import ITerraformDependable

_DESCRIPTIONS = {
    "eks-gpu-batch": "Jobs on GPU nodes: they give way to what serves.",
    "eks-gpu-serving": "Deployments and stateful sets on GPU nodes: they may take the place of jobs.",
}


class PriorityClasses(Construct):
    """The priority classes of workloads.

    Neither is the cluster's default: it would put every pod without a class above those that were there before it.
    Both are well above -10, below which the autoscaler buys no node for a pod (`--expendable-pods-priority-cutoff`).
    """

    def __init__(self, scope: Construct, id: str) -> None:
        """Create the classes."""
        super().__init__(scope, id)
        self.resources: list[ITerraformDependable] = [
            priority_class_v1.PriorityClassV1(
                self,
                name,
                metadata=priority_class_v1.PriorityClassV1Metadata(
                    name=name, labels={"app.kubernetes.io/managed-by": MANAGED_BY}
                ),
                value=value,
                description=_DESCRIPTIONS[name],
                global_default=False,
            )
            for name, value in PRIORITY_CLASSES.items()
        ]
