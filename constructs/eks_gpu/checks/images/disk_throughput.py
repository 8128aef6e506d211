"""The volume for images is faster than an instance type's connection to EBS.

**Why.** A type's EBS bandwidth is the limit, whatever the volume delivers; throughput above 125 MiB/s is billed by the
MiB/s on every node. Small types reach their limit only in bursts, half an hour a day in total (EBS user guide,
EBS-optimized instance types): that is enough for images, but not for workloads that write all day.

**Fix.** Write at most what the type carries, or `local_storage: raid0` on types with NVMe disks, which do not use EBS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    disk_throughput_mibs: 1000
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    disk_throughput_mibs: 400
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the throughput of every group's volume with the EBS bandwidth of each of its types."""
    for group in design.all_machines:
        wanted = group.spec.disk_throughput_mibs
        slow = {kind.name: kind.ebs_mb_s for kind in group.types if kind.ebs_mb_s and kind.ebs_mb_s < wanted}
        if not slow:
            continue
        least = min(slow.values())
        carried = ", ".join(f"{name} carries at most {most} MB/s" for name, most in slow.items())
        message = f"you pay for {wanted} MiB/s on every node, but {carried} to EBS"
        yield warning(
            __name__,
            f"{group.where}.disk_throughput_mibs",
            message,
            f"write {least} or less",
            f"{group.where}.instance_types",
        )
