"""FSx refuses the edit of a running file system.

**Why.** FSx provisions metadata operations only on file systems that were created with them, and never fewer than
before. It never changes the throughput of an EFA-enabled file system (user guide, "Managing metadata performance",
"Working with EFA-enabled file systems"). Terraform plans the edit in place, and the apply fails. From `automatic` to a
number below the one that FSx has chosen, Terraform replaces the file system, because the provider compares the numbers.

**Fix.** Undo the edit, or add a second entry under `storage` with the new values, copy the data and move the workloads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec.lustre import FsxLustreSpec

_BESIDE = "undo it, or add a second entry to 'storage', copy the data and move the workloads"

BEFORE = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 2400, zone: us-west-2a}
"""
BAD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 2400, zone: us-west-2a, metadata_iops: 12000}
"""
GOOD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 2400, zone: us-west-2a}
  - name: data-12000
    fsx_lustre: {size_gib: 2400, zone: us-west-2a, metadata_iops: 12000}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare file systems that stay what they are."""
    before = {storage.name: storage.spec.fsx_lustre for storage in old.storage}
    for storage in new.storage:
        was, now = before.get(storage.name), storage.spec.fsx_lustre
        if was and now and not was.id and not now.id and _stays(was, now):
            yield from _judge(f"{storage.where}.fsx_lustre", storage.name, was, now)


def _stays(was: FsxLustreSpec, now: FsxLustreSpec) -> bool:
    return (was.zone, was.deployment, was.efa) == (now.zone, now.deployment, now.efa)


def _judge(where: str, name: str, was: FsxLustreSpec, now: FsxLustreSpec) -> Iterator[Problem]:
    if was.efa and was.throughput_mibs_per_tib != now.throughput_mibs_per_tib:
        message = f"FSx never changes the throughput of {name}, because it has EFA"
        yield error(__name__, f"{where}.throughput_mibs_per_tib", message, _BESIDE)
    path, iops = f"{where}.metadata_iops", now.metadata_iops
    if was.metadata_iops is None and iops is not None:
        message = f"{name} was created without provisioned metadata operations, and FSx adds none to it"
        yield error(__name__, path, message, _BESIDE)
    elif isinstance(was.metadata_iops, int) and iops == "automatic":
        message = f"FSx refuses 'automatic' for {name} if that is fewer than {was.metadata_iops}, and never lowers them"
        fix = f"keep 'metadata_iops: {was.metadata_iops}' unless the size now has more"
        yield warning(__name__, path, message, fix)
    elif was.metadata_iops == "automatic" and isinstance(iops, int):
        message = f"Terraform destroys {name} and creates an empty one if it has more than {iops} by its size"
        fix = "compare it with 'MetadataConfiguration' of 'aws fsx describe-file-systems', then accept it with 'ignore'"
        yield error(__name__, path, message, fix)
