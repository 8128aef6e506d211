"""The volume for images is faster than an instance type can read and write EBS.

**Why.** A type's bandwidth to EBS is the limit whatever the volume delivers; throughput above 125 MiB/s is billed by
the MiB/s, node by node. Small types reach their limit in bursts only, half an hour a day in all (EBS user guide,
EBS-optimized instance types): enough for images, not for what writes all day.

**Fix.** Write at most what the type carries; or `local_storage: raid0` on types with NVMe disks, which have nothing to
do with EBS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the throughput of every group's volume with what each of its types carries."""
    for group in design.gpu_groups:
        wanted = group.spec.disk_throughput_mibs
        slow = {kind.name: kind.ebs_mb_s for kind in group.types if kind.ebs_mb_s and kind.ebs_mb_s < wanted}
        if not slow:
            continue
        least = min(slow.values())
        carried = ", ".join(f"{name} carries {most} MB/s at most" for name, most in slow.items())
        message = f"{wanted} MiB/s are paid for on every node, but {carried} to EBS"
        yield warning(
            __name__,
            f"{group.where}.disk_throughput_mibs",
            message,
            f"write {least} or less",
            f"{group.where}.instance_types",
        )
