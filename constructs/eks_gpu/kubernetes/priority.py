"""Which pods go first when GPUs are scarce."""

from __future__ import annotations

from eks_gpu.bindings import Construct, priority_class_v1
from eks_gpu.design.workloads import PRIORITY_CLASSES
from eks_gpu.kubernetes.blocks import MANAGED_BY, blocks


class PriorityClasses(Construct):
    """The classes of eks-gpu's workloads: serving may take the place of batch, never the other way round."""

    def __init__(self, scope: Construct, id: str) -> None:
        """Create the classes."""
        super().__init__(scope, id)
        for name, value in PRIORITY_CLASSES.items():
            fields = {
                "metadata": {"name": name, "labels": MANAGED_BY},
                "value": value,
                "description": f"GPU workloads: {name.removeprefix('eks-gpu-')}",
            }
            priority_class_v1.PriorityClassV1(self, name, **blocks(priority_class_v1, "PriorityClassV1", fields))
