"""A minimum is larger than its maximum.

**Why.** EKS refuses the node group.

**Fix.** Lower the minimum, or raise the maximum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    min_per_zone: 3
    max_per_zone: 2
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    min_per_zone: 1
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare every minimum with its maximum."""
    system = design.spec.system_nodes
    yield from _order("system_nodes", "min", system.min, "max", system.max)
    for where, group in groups(design.spec):
        yield from _order(where, "min", group.min, "max", group.max)
        yield from _order(where, "min_per_zone", group.min_per_zone, "max_per_zone", group.max_per_zone)


def _order(where: str, low: str, least: int | None, high: str, most: int | None) -> Iterator[Problem]:
    if least is not None and most is not None and least > most:
        message = f"{low} is {least}, but {high} is {most}; the minimum may not be larger"
        fix = f"lower {low} to {most} or less, or raise {high} to {least}"
        yield error(__name__, f"{where}.{low}", message, fix, f"{where}.{high}")
