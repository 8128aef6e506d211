"""Which pods go first when GPUs are short."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from eks_gpu.bindings import Construct, TerraformStack, priority_class_v1
from eks_gpu.design.workloads.workload import PRIORITY_CLASSES
from eks_gpu.kubernetes.labels import MANAGED_BY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import ITerraformDependable, TerraformResource

_DESCRIPTIONS = {
    "eks-gpu-batch": "Jobs on GPU nodes: they give way to what serves.",
    "eks-gpu-serving": "Deployments and stateful sets on GPU nodes: they may take the place of jobs.",
}


# The parts of both that a stack has, in either order; deleted stacks take their part along.
_CLASSES: WeakKeyDictionary[TerraformStack, list[TerraformResource]] = WeakKeyDictionary()
_USERS: WeakKeyDictionary[TerraformStack, list[TerraformResource]] = WeakKeyDictionary()


def after_priority_classes(workload: TerraformResource) -> None:
    """Make a workload depend on the priority classes of its own stack, now or once they are added.

    Kubernetes refuses a bare pod whose class does not exist, and the pods of a Job until it does. Where both are in
    stacks of their own, as in eks-gpu's, the order of the stacks sees to it.
    """
    stack = TerraformStack.of(workload)
    _USERS.setdefault(stack, []).append(workload)
    _depend([workload], _CLASSES.get(stack, []))


def _depend(workloads: Sequence[TerraformResource], classes: Sequence[TerraformResource]) -> None:
    # Their `fqn` is a reference, which `depends_on` does not take.
    addresses = [
        f"{priority_class.terraform_resource_type}.{priority_class.friendly_unique_id}" for priority_class in classes
    ]
    for workload in workloads if addresses else ():
        workload.depends_on = [*(workload.depends_on or ()), *addresses]


class PriorityClasses(Construct):
    """The priority classes of workloads.

    Workloads in the same stack are created after them.

    Neither is the cluster's default: it would put every pod without a class above those that were there before it.
    Both are well above -10, below which the autoscaler buys no node for a pod (`--expendable-pods-priority-cutoff`).
    """

    def __init__(self, scope: Construct, id: str) -> None:
        """Create the classes."""
        super().__init__(scope, id)
        classes: list[TerraformResource] = [
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
        self.resources: list[ITerraformDependable] = [*classes]
        stack = TerraformStack.of(self)
        _CLASSES.setdefault(stack, []).extend(classes)
        _depend(_USERS.get(stack, []), classes)
