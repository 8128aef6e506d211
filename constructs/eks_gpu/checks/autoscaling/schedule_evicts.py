"""A schedule lowers a group's maximum, which terminates running nodes.

**Why.** Auto Scaling immediately terminates nodes until no more of them run than the new maximum allows. EKS evicts
their pods without regard for disruption budgets, and terminates a node after 15 minutes whatever still runs there (EKS
user guide, "Managed node groups concepts"). A job that runs into the weekend is interrupted and starts again, or is
lost.

**Fix.** Lower `min` instead: the autoscaler then removes nodes once nothing uses them. Or make sure that the work has
finished by then, with a `time_limit`, or keep it off this group with `node_groups`.
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
    max_per_zone: 2
    schedules:
      - cron: "0 20 * * 1-5"
        max_per_zone: 0
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
    schedules:
      - cron: "0 20 * * 1-5"
        min_per_zone: 0
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the maximum of each schedule with the most nodes that the group may have by then."""
    for group in design.groups:
        # Schedules derived from a Capacity Block have no `formerly`; its nodes end with the block anyway.
        written = [one for one in group.node_groups[0].schedules if one.formerly is not None]
        most, field = group.node_groups[0].largest, "max" if group.spec.max is not None else "max_per_zone"
        lowering = [one for one in written if one.max is not None and one.max < most]
        lost = losing_on(design, group.name) if lowering else ""
        for one in lowering if lost else ():
            message = (
                f"at {one.cron} ({one.time_zone}) up to {most} nodes of {group.name} run; those beyond {one.max} end "
                f"with the pods on them, which may be those of {lost}"
            )
            fix = "lower the minimum instead, because nodes end when nothing uses them; or finish the work by then"
            where = f"{group.where}.schedules[{one.formerly}].{field}"
            yield warning(__name__, where, message, fix, f"{group.where}.{field}", "workloads")
