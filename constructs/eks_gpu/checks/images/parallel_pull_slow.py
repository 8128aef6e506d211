"""Images are pulled in parallel onto a disk that is too slow for it.

**Why.** Parallel pulls buffer layers on disk instead of in memory. Below 600 MiB/s of disk throughput, they can take
longer than pulling one layer after the other (nodeadm, `examples.md`, "Enabling fast image pull").

**Fix.** Write `disk_throughput_mibs: 600` or more, where the type's EBS bandwidth allows it; or `local_storage: raid0`
on a type with NVMe disks of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_ADVISED_MIBS = 600

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g6.2xlarge]
    max_per_zone: 2
    parallel_image_pull: true
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g6.2xlarge]
    max_per_zone: 2
    disk_throughput_mibs: 600
    parallel_image_pull: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the disks of every group that pulls images in parallel."""
    for group in design.all_groups:
        where, spec = f"{group.where}.parallel_image_pull", group.spec
        if not spec.parallel_image_pull or spec.local_storage != "none":
            continue
        slow = [kind.name for kind in group.types if kind.ebs_mb_s and kind.ebs_mb_s < _ADVISED_MIBS]
        rests_on = (f"{group.where}.{field}" for field in ("disk_throughput_mibs", "local_storage", "instance_types"))
        if slow:
            message = f"parallel pulls need {_ADVISED_MIBS} MB/s to EBS, more than {', '.join(slow)} can carry"
            nvme = all(kind.instance_store_gib for kind in group.types)
            raid = "write 'local_storage: raid0', " if nvme else ""
            fix = f"{raid}use larger types, or remove 'parallel_image_pull'"
        elif spec.disk_throughput_mibs < _ADVISED_MIBS:
            message = f"at {spec.disk_throughput_mibs} MiB/s on disk, parallel pulls may be slower than serial ones"
            fix = f"write 'disk_throughput_mibs: {_ADVISED_MIBS}' or more, or remove 'parallel_image_pull'"
        else:
            continue
        yield warning(__name__, where, message, fix, *rests_on)
