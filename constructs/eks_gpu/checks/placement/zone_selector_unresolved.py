"""A workload selects a zone by name, but the network gives its zones by id.

**Why.** Nodes carry the name of their zone. The name that belongs to an id differs between accounts (AWS uses the same
names only in accounts created since 2025-11), so the cluster file does not say which node group the selector means. If
no zone of the network has that name, no node ever takes the pod, and it stays Pending forever. Spreads and maxima are
judged as if every zone could be meant.

**Fix.** Give the zone a group of its own (`zones: [use1-az4]`) and name that group in `node_groups`. If you have
compared `aws ec2 describe-availability-zones` with the file, list this finding under `ignore`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import own_group, rests_on
from eks_gpu.checks._report import warning
from eks_gpu.design.placement.joint import open_pools
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.problem import listed
from eks_gpu.scheduling.labels import ZONES, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
network:
  zones: [usw2-az1, usw2-az2]
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    node_selector: {topology.kubernetes.io/zone: us-west-2a}
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    node_selector: {topology.kubernetes.io/zone: us-west-2a}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for zone selectors on node groups whose zone has no known name."""
    for workload in design.workloads:
        for key in (key for key in ZONES if key in workload.spec.node_selector):
            zones = [
                pool.node_group.zones[0]
                for _, pool in open_pools(demand_of(workload), design.nodes)
                if isinstance(pool.template.labels[key], Unresolved)
            ]
            if zones:
                name, ids = workload.spec.node_selector[key], list(dict.fromkeys(zones))
                message = (
                    f"the file does not say which of {listed(ids)} is {name} in your account, or whether any of them is"
                )
                where = f"{workload.where}.node_selector.{key}"
                yield warning(__name__, where, message, own_group(ids[0]), *rests_on(workload), "region")
