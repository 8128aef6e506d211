"""Flavors: the GPUs of one group, as a queue counts them.

Flavors carry no tolerations. Kueue would write them into the template of a Job, which cannot change in Terraform, and
eks-gpu's workloads tolerate the taints of their groups already. The taints are there, so that work of others which does
not tolerate them is never admitted to nodes that repel it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.design.workloads.queued import knows_topology
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.taints import Effect
from eks_gpu.spec import GpuNodePoolSpec, GroupSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.scheduling.taints import Taint
    from eks_gpu.spec import ClusterSpec

# Groups have no dot in their names.
_TOPOLOGY_SUFFIX = ".topology"


@dataclass(frozen=True)
class FlavorDesign:
    """The GPUs of a group.

    Attributes:
        name: Name of the ResourceFlavor. It changes with `topology`, because Kueue refuses to change that.
        group: Name of the group.
        labels: Labels of its nodes, which Kueue adds to the selector of admitted work.
        taints: Taints that work must tolerate to be admitted.
        offers: GPU resources of one node.
        nodes: Most nodes of the group.
        topology: Whether Kueue chooses nodes by their place in the network.
        spot: Whether EC2 may take the nodes back.
    """

    name: str
    group: str
    labels: Mapping[str, str]
    taints: tuple[Taint, ...]
    offers: Mapping[str, int]
    nodes: int
    topology: bool
    spot: bool

    def most(self, resource: str) -> int:
        """The amount of a resource with all nodes of the group."""
        return self.offers.get(resource, 0) * self.nodes


def design_flavors(spec: ClusterSpec, nodes: Iterable[GroupModels]) -> tuple[FlavorDesign, ...]:
    """A flavor for each group or pool with GPUs, in the order in which work tries them."""
    groups = [models.group for models in nodes if models.group.offers]
    return tuple(_flavor(spec, group) for group in sorted(groups, key=lambda group: -_priority(group)))


def _priority(group: MachinesDesign) -> int:
    """The priority of a group, or the weight of a pool: both put the highest first."""
    spec = group.spec
    found = spec.priority if isinstance(spec, GroupSpec) else spec.weight if isinstance(spec, GpuNodePoolSpec) else 0
    return found or 0


def _flavor(spec: ClusterSpec, group: MachinesDesign) -> FlavorDesign:
    topology = knows_topology(spec, group)
    return FlavorDesign(
        name=group.name + (_TOPOLOGY_SUFFIX if topology else ""),
        group=group.name,
        labels={GROUP_LABEL: group.name},
        taints=tuple(taint for taint in group.taints if _repels(taint)),
        offers=group.offers,
        nodes=group.max_nodes,
        topology=topology,
        spot=group.interruptible,
    )


def _repels(taint: Taint) -> bool:
    """Whether work must say that it tolerates a taint; EKS adds the toleration of a resource's own taint to pods."""
    return taint.effect is not Effect.PREFER_NO_SCHEDULE and not taint.key.startswith("nvidia.com/")
