"""FSx cannot provision the metadata operations, or the EFA, of an FSx for Lustre file system.

**Why.** FSx provisions them only for persistent file systems, as 1500, 3000, 6000 or a multiple of 12000 up to 192000
(FSx API, CreateFileSystemLustreMetadataConfiguration). EFA needs them: FSx creates no EFA-enabled file system without
(user guide, "Working with EFA-enabled file systems"), nor one of `deployment: scratch`.

**Fix.** Write `metadata_iops: automatic` on a persistent file system, or one of the numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_SMALL, _STEP, _MOST = (1500, 3000, 6000), 12000, 192000

BAD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 4800, zone: us-west-2a, metadata_iops: 10000}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], zones: [us-west-2a], max: 2}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes: [{mount_path: /data, storage: data}]
"""
GOOD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 4800, zone: us-west-2a, metadata_iops: 12000}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], zones: [us-west-2a], max: 2}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes: [{mount_path: /data, storage: data}]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at metadata, EFA and the deployment together."""
    for storage in design.storage:
        lustre, where = storage.spec.fsx_lustre, f"{storage.where}.fsx_lustre"
        if lustre is None or lustre.id:
            continue
        iops = lustre.metadata_iops
        if lustre.deployment == "scratch":
            for field in ("metadata_iops", "efa"):
                if getattr(lustre, field):
                    message = f"FSx has {field!r} only for persistent file systems, and {storage.name} is a scratch one"
                    fix = "remove it, or write 'deployment: persistent', which replaces a running file system"
                    yield error(__name__, f"{where}.{field}", message, fix, f"{where}.deployment")
        elif lustre.efa and iops is None:
            message = f"FSx enables EFA only with provisioned metadata operations, and {storage.name} has none"
            yield error(__name__, f"{where}.efa", message, "add 'metadata_iops: automatic'", f"{where}.metadata_iops")
        elif isinstance(iops, int) and (nearest := _allowed(iops)) != [iops]:
            message = f"FSx does not provision {iops}, only 1500, 3000, 6000 or a multiple of 12000 up to 192000"
            fix = f"write {' or '.join(map(str, nearest))}, or 'automatic'"
            yield error(__name__, f"{where}.metadata_iops", message, fix)


def _allowed(iops: int) -> list[int]:
    """The number itself if FSx offers it, else those around it."""
    offered = [*_SMALL, *range(_STEP, _MOST + 1, _STEP)]
    if iops in offered:
        return [iops]
    below, above = [one for one in offered if one < iops], [one for one in offered if one > iops]
    return [*below[-1:], *above[:1]]
