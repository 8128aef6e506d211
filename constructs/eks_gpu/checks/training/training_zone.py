"""The ranks of a training job may run in several zones.

**Why.** Traffic between zones is slower, and AWS bills it by the GB in both directions. EFA does not leave its subnet's
zone, so ranks in two zones cannot reach each other. And the autoscaler balances similar node groups, so in a group with
one node group per zone each zone gets some of the nodes.

**Fix.** Give the group one zone, or keep the job in one zone of a group with `max_per_zone`: `node_selector:
{topology.kubernetes.io/zone: us-west-2a}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import error
from eks_gpu.design.network import is_zone_id
from eks_gpu.design.placement.joint import open_pools
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.4xlarge]
    max_per_zone: 2
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 2
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.4xlarge]
    zones: [us-west-2a]
    max_per_zone: 2
workloads:
  - name: train
    kind: training_job
    image: registry.example/train:1
    nodes: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check the zones of the node groups that hold a rank."""
    for workload in design.workloads:
        if not workload.training or workload.training.nodes == 1:
            continue
        if workload.spec.zone_spread:
            message = f"'zone_spread' would put the ranks of {workload.name} into different zones"
            yield error(__name__, f"{workload.where}.zone_spread", message, "remove it", f"{workload.where}.kind")
        pools = open_pools(demand_of(workload), design.nodes)
        zones = sorted({zone for _, pool in pools for zone in pool.node_group.zones})
        if len(zones) > 1:
            # No selector finds a zone by its id: nodes carry its name.
            several = any(len(pool.node_group.zones) > 1 for _, pool in pools) or is_zone_id(zones[0])
            message = f"the ranks of {workload.name} may run in {listed(zones)}"
            selector = f"'node_selector: {{topology.kubernetes.io/zone: {zones[0]}}}' to the workload"
            fix = f"write 'zones: [{zones[0]}]' in the group" + ("" if several else f", or add {selector}")
            where = f"{workload.where}.node_selector"
            yield error(__name__, where, message, fix, *rests_on(workload), f"{workload.where}.node_groups")
