"""The first type of a group is not its smallest.

**Why.** The autoscaler plans only with the first type. When the group then starts a smaller type, a pod that was
planned for the larger one stays Pending next to a GPU that is paid for.

**Fix.** List the type with the least CPU and memory first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.2xlarge, g5.xlarge]
    max_per_zone: 2
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge, g5.2xlarge]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for a type with less CPU or memory than the first has."""
    for group in design.groups:
        first = group.types[0]
        smaller = [kind for kind in group.types[1:] if _is_smaller(kind, first)]
        if smaller:
            least = min(smaller, key=lambda kind: (kind.vcpus, kind.memory_mib))
            message = (
                f"the autoscaler plans only with the first type, {first.name} "
                f"({first.vcpus} vCPU, {first.memory_mib} MiB), "
                f"but the group may start {least.name} ({least.vcpus} vCPU, {least.memory_mib} MiB)"
            )
            yield warning(__name__, f"{group.where}.instance_types", message, f"write {least.name} first")


def _is_smaller(kind: InstanceType, first: InstanceType) -> bool:
    return kind.vcpus < first.vcpus or kind.memory_mib < first.memory_mib
