"""A node with GPUs, or of a declared group, and the group that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.doctor.situation.amounts import amounts
from eks_gpu.scheduling.amounts import is_gpu

if TYPE_CHECKING:
    from eks_gpu.design import GroupModels, NodeModel, PoolModels
    from eks_gpu.doctor.answers.kubernetes import Node

# EKS's own, and eksctl's for groups that it manages itself.
NODEGROUP_LABELS = ("eks.amazonaws.com/nodegroup", "alpha.eksctl.io/nodegroup-name")


@dataclass(frozen=True, slots=True)
class GpuNode:
    """A node with GPUs, or of a declared CPU group.

    Attributes:
        node: The node, as Kubernetes reports it.
        models: The group of the declaration that it belongs to; None if it belongs to none.
        pool: The node group of the design that it belongs to.
    """

    node: Node
    models: GroupModels | None
    pool: PoolModels | None

    @property
    def groups(self) -> tuple[str, ...]:
        """The name of its group, for findings."""
        return (self.models.group.name,) if self.models else ()

    @property
    def model(self) -> NodeModel | None:
        """The number of GPUs that the design expects for its instance type."""
        nodes = self.pool.nodes if self.pool else ()
        return next((node for node in nodes if node.instance_type == self.node.instance_type), None)

    @property
    def is_ours(self) -> bool:
        """Whether the declaration created the node, and not another tool whose group only looks alike."""
        made = self.node.labels.get(NODEGROUP_LABELS[0], "")
        named = self.pool is not None and made.startswith(self.pool.node_group.name_prefix)
        return named or GROUP_LABEL in self.node.labels

    @property
    def where(self) -> str:
        """Name of the node in messages."""
        return f"node {self.node.name}"

    @property
    def has_own_plugin(self) -> bool:
        """Bottlerocket brings a device plugin of its own."""
        declared = self.models is not None and self.models.group.spec.os == "bottlerocket"
        return declared or self.node.status.info.os_image.startswith("Bottlerocket")

    @property
    def is_whole(self) -> bool:
        """Whether all of it is known, and not a row of a table."""
        return "cpu" in self.node.status.allocatable

    @property
    def gpus(self) -> int | None:
        """Shares or whole GPUs that kubelet offers; None if nothing is known of the node's resources."""
        allocatable = amounts(self.node.status.allocatable)
        if not allocatable:
            return None
        return sum(amount for name, amount in allocatable.items() if is_gpu(name))

    @property
    def expected_gpus(self) -> int:
        """GPUs, shares and parts that such a node offers."""
        if self.model:
            return sum(amount for name, amount in self.model.allocatable.items() if is_gpu(name))
        instance_type = catalog.instance_type(self.node.instance_type)
        return instance_type.gpu.count if instance_type and instance_type.gpu else 1
