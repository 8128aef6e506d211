"""Priorities are set but the expander ignores them, or the `priority` expander is selected and no group sets one.

**Why.** Only the `priority` expander reads the groups' priorities. `least-waste` chooses the group that would have the
least spare CPU and memory, and considers neither GPUs nor prices. If `priority` is selected and no group has a
priority, all groups are equal.

**Fix.** Remove `autoscaler.expander`; eks-gpu then derives it from the groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import NODES, groups
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
autoscaler:
  expander: least-waste
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    priority: 10
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    priority: 10
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the expander with the groups' priorities."""
    ranked = [(where, group) for where, group in groups(design.spec) if group.priority is not None]
    autoscaler = design.spec.autoscaler
    if ranked and autoscaler.kind == "none":
        message = "with 'kind: none' nothing adds nodes, so priorities have no effect"
        yield warning(__name__, f"{ranked[0][0]}.priority", message, "remove 'priority'", "autoscaler")
    elif ranked and autoscaler.expander == "least-waste":
        names = listed(group.name for _, group in ranked)
        message = f"the expander 'least-waste' ignores the priorities of {names}"
        fix = "remove 'expander', or remove the priorities"
        yield warning(__name__, "autoscaler.expander", message, fix, *NODES)
    elif autoscaler.expander == "priority" and any(groups(design.spec)) and not ranked:
        message = "no group has a priority, so all groups are equal and least-waste decides"
        fix = "give the groups priorities, or remove 'expander'"
        yield warning(__name__, "autoscaler.expander", message, fix, *NODES)
