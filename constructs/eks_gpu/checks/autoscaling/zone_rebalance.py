"""A group with one node group over several zones may lose work when Auto Scaling rebalances the zones.

**Why.** `max` creates one Auto Scaling group over all zones of the group. When one zone has more nodes than another,
Auto Scaling starts a node in the emptier zone and terminates a running one in the fuller zone (AZRebalance). EKS then
evicts that node's pods without regard for disruption budgets, and terminates the node after 15 minutes whatever still
runs there (EKS user guide, "Managed node groups concepts"). Neither EKS nor the AWS provider can turn AZRebalance off
(aws/containers-roadmap #1453, hashicorp/terraform-provider-aws #45296).

**Fix.** On a new cluster write `max_per_zone`, which creates one Auto Scaling group per zone, or one zone in `zones`.
On a running cluster either edit replaces the group: add a second group instead, or suspend AZRebalance by hand after
each apply that creates the node group. EKS uses AZRebalance while it updates a group over several zones, so resume it
before an update.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._lost_work import losing_on
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max: 4
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for node groups over several zones, and for what may run there."""
    region, rests_on = f"--region {design.spec.region}", ("workloads", "network")
    for group in design.groups:
        # A single node is never out of balance.
        if not any(len(nodes.zones) > 1 and nodes.largest > 1 for nodes in group.node_groups):
            continue
        lost = losing_on(design, group.name)
        if not lost:
            continue
        message = (
            f"{group.name} is one Auto Scaling group over {len(group.node_groups[0].zones)} zones: to rebalance them "
            f"it terminates running nodes regardless of disruption budgets, and {lost} may be on them"
        )
        fix = (
            "write 'max_per_zone' instead, or one zone in 'zones' (on a running cluster do so in a second group: "
            f"either edit replaces this one); or, once the group exists, run `aws autoscaling suspend-processes "
            f"{region} --scaling-processes AZRebalance --auto-scaling-group-name NAME`, with the NAME that starts with "
            f"'eks-{group.node_groups[0].name_prefix}'"
        )
        yield warning(__name__, f"{group.where}.max", message, fix, f"{group.where}.zones", *rests_on)
