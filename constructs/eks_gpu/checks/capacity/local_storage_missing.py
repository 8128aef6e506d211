"""The machine's own disks are to hold images and containers, and there are none.

**Why.** Nodes come up with their volume alone, of the size of `disk_gib`; pods that ask for the space of the disks stay
Pending.

**Fix.** Remove `local_storage`, or use types with NVMe disks; `eks-gpu instances` lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for disks on every type of the groups that want them."""
    for group in design.gpu_groups:
        if group.spec.local_storage == "none":
            continue
        for kind in group.types:
            if not any(disks.nvme for disks in kind.local_disks):
                where = f"{group.where}.instance_types[{group.spec.instance_types.index(kind.name)}]"
                message = f"{kind.name} has no NVMe disks of its own, but local_storage is {group.spec.local_storage}"
                fix = "remove 'local_storage', or write types with such disks"
                yield error(__name__, where, message, fix, f"{group.where}.local_storage")
