"""A group has no maximum size, or two.

**Why.** The maximum caps the bill, so it has no default. `max_per_zone` creates one node group per zone, which the
autoscaler handles best; `max` creates one node group over all zones. Each has its own minimum.

**Fix.** Write `max_per_zone` (with `min_per_zone`), or `max` (with `min`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Cannot be ignored: without a maximum no group can be created.
IGNORABLE = False

BAD = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge]}
"""
GOOD = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max_per_zone: 2}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the four sizes of every group."""
    for where, group in groups(design.spec):
        if (group.max is None) == (group.max_per_zone is None):
            given = "neither 'max' nor 'max_per_zone'" if group.max is None else "both 'max' and 'max_per_zone'"
            fix = "write one: 'max_per_zone: 4' (a node group per zone) or 'max: 4' (one over all zones)"
            yield error(__name__, where, f"{group.name} has {given}; exactly one is needed to cap the bill", fix)
            continue
        if group.max is None and group.min is not None:
            fix = f"write 'min_per_zone: {group.min}', which applies to each zone, or 'max'"
            yield error(
                __name__,
                f"{where}.min",
                "'min' goes with 'max', but this group has 'max_per_zone'",
                fix,
                f"{where}.max",
            )
        if group.max_per_zone is None and group.min_per_zone is not None:
            fix = f"write 'min: {group.min_per_zone}', which applies over all zones, or 'max_per_zone'"
            message = "'min_per_zone' goes with 'max_per_zone', but this group has 'max'"
            yield error(__name__, f"{where}.min_per_zone", message, fix, f"{where}.max_per_zone")
