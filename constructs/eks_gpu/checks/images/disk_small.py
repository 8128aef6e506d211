"""The volume for images is small for GPU images.

**Why.** GPU images take 10 to 30 GiB each, unpacked beside the layers they came in. A full disk evicts pods
(DiskPressure) and fails image pulls.

**Fix.** Write 100 or more; 200 is the default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import gpu_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_LEAST_GIB = 100


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the volume of every group."""
    for where, group in gpu_groups(design.spec):
        # On the machine's own disks there is room enough.
        if group.disk_gib < _LEAST_GIB and group.local_storage == "none":
            message = f"{group.disk_gib} GiB is little for GPU images of 10 to 30 GiB each; a full disk evicts pods"
            yield warning(__name__, f"{where}.disk_gib", message, f"write {_LEAST_GIB} or more, or leave it out (200)")
