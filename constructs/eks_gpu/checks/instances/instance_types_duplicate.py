"""An instance type is listed twice in one group.

**Why.** EKS refuses the node group.

**Fix.** Remove the second entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import instance_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge, g5.xlarge]
    max_per_zone: 2
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge, g5.2xlarge]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for repeated types, group by group."""
    seen: dict[tuple[str, str], str] = {}
    for where, name in instance_types(design.spec):
        key = (where.rpartition("[")[0], name)
        if key in seen:
            yield error(__name__, where, f"{name!r} is listed twice", "remove this entry", seen[key])
        seen.setdefault(key, where)
