"""A group with one node group over several zones may run work that is lost when Auto Scaling evens out the zones.

**Why.** `max` makes one Auto Scaling group over all zones of the group. When one zone has more nodes than another, Auto
Scaling starts a node in the other and ends one that runs (AZRebalance). EKS then evicts its pods without regard for
disruption budgets and ends the node after 15 minutes whatever still runs there (EKS user guide, "Managed node groups
concepts"). Neither EKS nor the AWS provider can turn that off (aws/containers-roadmap #1453,
hashicorp/terraform-provider-aws #45296).

**Fix.** On a new cluster write `max_per_zone`, which makes one Auto Scaling group a zone, or one zone in `zones`. On a
running cluster that would replace the group: add a second one instead, or suspend AZRebalance by hand after each apply
that creates the node group. EKS uses AZRebalance while it updates a group over several zones; resume it for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._lost_work import losing_on
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for node groups over several zones, and for what may run there."""
    region, rests_on = f"--region {design.spec.region}", ("workloads", "network")
    for group in design.gpu_groups:
        # One node alone is never out of balance.
        if not any(len(nodes.zones) > 1 and nodes.largest > 1 for nodes in group.node_groups):
            continue
        lost = losing_on(design, group.name)
        if not lost:
            continue
        message = (
            f"{group.name} is one Auto Scaling group over {len(group.node_groups[0].zones)} zones: to even them out it "
            f"ends nodes that run, disruption budgets or not, and {lost} may be on them"
        )
        fix = (
            "write 'max_per_zone' instead, or one zone in 'zones' (on a running cluster in a second group, for it "
            f"replaces this one); or once the group is there `aws autoscaling suspend-processes {region} "
            "--scaling-processes AZRebalance --auto-scaling-group-name NAME`, with the NAME that begins with "
            f"'eks-{group.node_groups[0].name_prefix}'"
        )
        yield warning(__name__, f"{group.where}.max", message, fix, f"{group.where}.zones", *rests_on)
