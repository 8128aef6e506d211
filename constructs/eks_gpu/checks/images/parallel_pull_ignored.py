"""Nodes are too small to pull images in parallel, so they pull them as usual.

**Why.** Below 4 vCPUs or about 8 GiB of memory, AL2023 leaves the feature off without reporting it (nodeadm,
`UseSOCISnapshotter`).

**Fix.** Use larger types, or remove `parallel_image_pull`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# The operating system sees less than the 8 GiB of a machine; nodeadm requires 7 GiB of what it sees.
_VCPUS, _MEMORY_MIB = 4, 8192

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g6f.large]
    max_per_zone: 2
    parallel_image_pull: true
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g6f.large]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the types of every AL2023 group that pulls images in parallel."""
    for group in design.all_groups:
        if not group.spec.parallel_image_pull or group.spec.os != "al2023":
            continue
        small = [kind.name for kind in group.types if kind.vcpus < _VCPUS or kind.memory_mib < _MEMORY_MIB]
        if small:
            message = f"AL2023 leaves parallel pulls off below {_VCPUS} vCPUs or 8 GiB, as on {', '.join(small)}"
            rests_on = (f"{group.where}.os", f"{group.where}.instance_types")
            fix = "use larger types, or remove 'parallel_image_pull'"
            yield warning(__name__, f"{group.where}.parallel_image_pull", message, fix, *rests_on)
