"""Groups have priorities, and nothing looks at them; or something looks, and there are none.

**Why.** Only the expander `priority` reads the priorities of groups. With `least-waste` the group with the least CPU
and memory to spare wins, GPUs and prices not counted. And with `priority` but no group that has one, all are equal.

**Fix.** Leave `autoscaler.expander` out: it follows from the groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import gpu_groups
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the expander with the groups."""
    ranked = [(where, group) for where, group in gpu_groups(design.spec) if group.priority is not None]
    autoscaler = design.spec.autoscaler
    if ranked and autoscaler.kind == "none":
        message = "nothing adds nodes ('kind: none'), so no priority is looked at"
        yield warning(__name__, f"{ranked[0][0]}.priority", message, "remove it", "autoscaler")
    elif ranked and autoscaler.expander == "least-waste":
        names = listed(group.name for _, group in ranked)
        message = f"the priorities of {names} are not looked at by 'least-waste'"
        yield warning(__name__, "autoscaler.expander", message, "remove it, or the priorities", "gpu_node_groups")
    elif autoscaler.expander == "priority" and design.spec.gpu_node_groups and not ranked:
        message = "no group has a priority, so all are equal, and least-waste decides"
        yield warning(
            __name__, "autoscaler.expander", message, "give the groups priorities, or remove it", "gpu_node_groups"
        )
