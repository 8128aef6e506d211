"""Images and containers should go on the machine's own disks, but it has none.

**Why.** Nodes start with only their EBS volume of `disk_gib`; pods that request the space of the local disks stay
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

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5g.xlarge]
    max_per_zone: 2
    local_storage: raid0
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    local_storage: raid0
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for NVMe disks on every type of the groups that use local storage."""
    for group in design.all_groups:
        if group.spec.local_storage == "none":
            continue
        for kind in group.types:
            if not any(disks.nvme for disks in kind.local_disks):
                where = f"{group.where}.instance_types[{group.spec.instance_types.index(kind.name)}]"
                message = f"{kind.name} has no NVMe disks of its own, but local_storage is {group.spec.local_storage}"
                fix = "remove 'local_storage', or use types with NVMe disks"
                yield error(__name__, where, message, fix, f"{group.where}.local_storage")
