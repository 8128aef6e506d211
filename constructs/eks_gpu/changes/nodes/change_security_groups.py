"""The edit gives nodes other security groups.

**Why.** Security groups are in the launch templates, so EKS replaces every node of every group: it starts new nodes,
drains the old ones, and evicts their pods. GPU work is interrupted, and jobs start again.

**Fix.** Apply it when interruptions are acceptable. Groups at zero are not affected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
security_group_ids: {}
"""
BAD = """\
security_group_ids:
  nodes: [sg-0a1b2c3d]
"""
GOOD = """\
security_group_ids:
  control_plane: [sg-0a1b2c3d]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the groups of nodes."""
    was, now = (design.spec.security_group_ids.nodes for design in (old, new))
    if was != now:
        message = f"{listed(was) or 'none'} becomes {listed(now) or 'none'}: every node of every group is replaced"
        fix = "apply it when interruptions are acceptable; groups at zero are not affected"
        yield warning(__name__, "security_group_ids.nodes", message, fix)
