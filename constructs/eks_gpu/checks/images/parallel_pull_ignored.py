"""Nodes are too small to pull images in parallel, and pull them as ever.

**Why.** AL2023 looks at the machine and leaves the feature off below 4 vCPUs or some 8 GiB of memory, without a word
(nodeadm, `UseSOCISnapshotter`).

**Fix.** Larger types, or remove `parallel_image_pull`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# A machine of 8 GiB shows less of it to its system; nodeadm asks for 7 of what it shows.
_VCPUS, _MEMORY_MIB = 4, 8192


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the types of every group that pulls in parallel on AL2023."""
    for group in design.gpu_groups:
        if not group.spec.parallel_image_pull or group.spec.os != "al2023":
            continue
        small = [kind.name for kind in group.types if kind.vcpus < _VCPUS or kind.memory_mib < _MEMORY_MIB]
        if small:
            message = f"{', '.join(small)} has fewer than {_VCPUS} vCPUs or 8 GiB, where AL2023 leaves it off"
            rests_on = (f"{group.where}.os", f"{group.where}.instance_types")
            yield warning(
                __name__, f"{group.where}.parallel_image_pull", message, "take larger types, or remove it", *rests_on
            )
