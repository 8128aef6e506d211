"""An `update` gives both limits or neither, or a limit above the number of nodes.

**Why.** EKS accepts either a number or a percentage, and refuses a number above the size of the node group.

**Fix.** Write one of `max_unavailable` and `max_unavailable_percentage`; or remove `update`, and EKS updates one node
at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import ClusterSpec, UpdateSpec

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    update:
      max_unavailable: 5
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    update:
      max_unavailable: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the update settings of every group."""
    for where, update, most, named in _updated(design.spec):
        here = f"{where}.update"
        both = update.max_unavailable is not None and update.max_unavailable_percentage is not None
        neither = update.max_unavailable is None and update.max_unavailable_percentage is None
        if both or (neither and update.strategy == "default"):
            given = "neither" if update.max_unavailable is None else "both"
            message = f"'update' takes one of max_unavailable and max_unavailable_percentage; given: {given}"
            yield error(__name__, here, message, "write 'update: {max_unavailable: 1}', or remove 'update'")
            continue
        if most is not None and (update.max_unavailable or 0) > most:
            message = (
                f"max_unavailable is {update.max_unavailable}, but a node group has {most} nodes at most ({named})"
            )
            yield error(__name__, f"{here}.max_unavailable", message, f"write {most} or less", f"{where}.{named}")


def _updated(spec: ClusterSpec) -> Iterator[tuple[str, UpdateSpec, int | None, str]]:
    """Path, update settings and maximum of every group, and the field that holds the maximum."""
    yield "system_nodes", spec.system_nodes.update, spec.system_nodes.max, "max"
    for where, group in groups(spec):
        most, named = (group.max, "max") if group.max is not None else (group.max_per_zone, "max_per_zone")
        yield where, group.update, most, named
