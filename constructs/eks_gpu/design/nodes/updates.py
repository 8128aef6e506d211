"""How EKS replaces the nodes of a group, and how long Terraform waits for it."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.spec import UpdateSpec

# The AWS provider's default time-out (its documentation of aws_eks_node_group, "Timeouts").
_LEAST_MINUTES = 60
# EKS gives the pods of a node 15 minutes to leave and the node one more; the rest is for the new node to become ready
# (EKS user guide, "Understand each phase of node updates").
_MINUTES_PER_STEP = 20
# The phases before and after the nodes are replaced.
_MINUTES_AROUND = 20


@dataclass(frozen=True)
class UpdateDesign:
    """The update settings of a node group.

    Attributes:
        max_unavailable: Nodes that an update may take at once; None if a share is given.
        max_unavailable_percentage: The same as a share of the group, in percent.
        minimal: Whether old nodes end before new ones start.
    """

    max_unavailable: int | None
    max_unavailable_percentage: int | None
    minimal: bool

    def minutes(self, nodes: int) -> int:
        """How long to wait for an update or a deletion of this many nodes; never less than the provider's own hour.

        EKS itself gives up after 15 minutes on a node that pods do not leave, so a wait that is too long costs nothing,
        while one that is too short leaves Terraform with an update that goes on without it.
        """
        share = self.max_unavailable_percentage
        at_once = self.max_unavailable or (max(1, nodes * share // 100) if share else 1)
        return max(_LEAST_MINUTES, _MINUTES_AROUND + _MINUTES_PER_STEP * ceil(nodes / at_once))


def design_update(spec: UpdateSpec) -> UpdateDesign:
    """The settings of a group; one node at a time, where the file gives neither a number nor a share."""
    share = spec.max_unavailable_percentage
    return UpdateDesign(
        max_unavailable=spec.max_unavailable or (None if share else 1),
        max_unavailable_percentage=share,
        minimal=spec.strategy == "minimal",
    )
