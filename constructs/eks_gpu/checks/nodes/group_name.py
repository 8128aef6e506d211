"""A group's name leads to names that EKS refuses, or is the name of the system node group.

**Why.** EKS adds 26 characters to the prefix of a node group's name and allows 63 in total, so the prefix
`<group>-<zone>-` may have 37 (provider documentation of `aws_eks_node_group`). The name `system` belongs to the group
of the system nodes.

**Fix.** Shorten the name, or choose another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_LONGEST_PREFIX = 37
_SYSTEM = "system"

BAD = """\
gpu_node_groups:
  - {name: system, instance_types: [g5.xlarge], max_per_zone: 2}
"""
GOOD = """\
gpu_node_groups:
  - {name: inference, instance_types: [g5.xlarge], max_per_zone: 2}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the names that are derived from each group's name."""
    for group in design.scaled:
        where = f"{group.where}.name"
        if group.name == _SYSTEM:
            message = f"{_SYSTEM!r} is the name of the system nodes' group"
            yield error(__name__, where, message, "write another name, such as 'gpu'")
        for nodes in group.node_groups:
            length = len(nodes.name_prefix)
            if length > _LONGEST_PREFIX:
                message = f"the prefix {nodes.name_prefix!r} has {length} characters; EKS allows {_LONGEST_PREFIX}"
                fix = f"shorten {group.name!r} by {plural(length - _LONGEST_PREFIX, 'character')}"
                yield error(__name__, where, message, fix, "network", f"{group.where}.zones")
                break
