"""The volume for images is too small for GPU images.

**Why.** GPU images take 10 to 30 GiB each, for the unpacked image and the layers that were pulled. On a full disk,
kubelet evicts pods (DiskPressure) and image pulls fail.

**Fix.** Write 100 or more; the default is 200.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import gpu_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_LEAST_GIB = 100

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    disk_gib: 50
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    disk_gib: 100
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the volume of every group."""
    for where, group in gpu_entries(design.spec):
        # The machine's own disks have room enough.
        if group.disk_gib < _LEAST_GIB and group.local_storage == "none":
            message = (
                f"{group.disk_gib} GiB is too small for several GPU images of 10 to 30 GiB; a full disk evicts pods"
            )
            fix = f"write {_LEAST_GIB} or more, or remove it (the default is 200)"
            yield warning(__name__, f"{where}.disk_gib", message, fix)
