"""A stateful set has claims, and one of its groups has a single node group across several zones.

**Why.** An EBS volume stays in one zone forever. A group with `max` is one Auto Scaling group over all its zones, and
the autoscaler assumes that every node of it starts in a single zone (its `aws_manager.go`). For a pod whose volume is
in another zone it never buys a node, or EC2 starts the node in the wrong zone. The pod runs at first, and stays Pending
after its node is removed (autoscaler's AWS README).

**Fix.** Write `max_per_zone` in the group. It creates one node group per zone, and the autoscaler knows the zone of
each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._placement import rests_on
from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max: 2
workloads:
  - name: serve
    kind: stateful_set
    image: registry.example/serve:1
    ports: [8000]
    volumes:
      - {mount_path: /cache, claim: 10Gi}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 1
workloads:
  - name: serve
    kind: stateful_set
    image: registry.example/serve:1
    ports: [8000]
    volumes:
      - {mount_path: /cache, claim: 10Gi}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check the groups of every workload with a claim; groups of fixed size need no autoscaler."""
    for workload in design.workloads:
        claims = [index for index, volume in enumerate(workload.spec.volumes) if volume.claim]
        wide = [
            group.name
            for group in design.groups
            if group.name in workload.groups
            and any(len(nodes.zones) > 1 and nodes.min < nodes.max for nodes in group.node_groups)
        ]
        if claims and wide and workload.spec.kind == "stateful_set":
            message = (
                f"{listed(wide)} is one node group over several zones, but a volume of {workload.name} is in one zone: "
                "after the pod's node is removed, the pod would stay Pending"
            )
            fix = "write 'max_per_zone' instead of 'max' there, or one zone in 'zones'"
            where = f"{workload.where}.volumes[{claims[0]}].claim"
            yield error(__name__, where, message, fix, *rests_on(workload))
