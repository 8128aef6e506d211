"""The edit replaces or removes a file system, and its contents are lost.

**Why.** The zone, the deployment and EFA of an FSx file system cannot change, and its size and its metadata operations
can only grow. For another value Terraform would destroy the file system and create an empty one; it refuses to while
`deletion_protection` is on. A file system that is removed from the file is destroyed in any case, because its
protection is removed with it. Buckets, and file systems that the file names by `id`, are never destroyed.

**Fix.** Add another storage under a new name, copy the data, move the workloads, then remove the old one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, StorageDesign
    from eks_gpu.problem import Problem

_BESIDE = "add it under another name, copy the data, move the workloads, then remove the old one"
_FILE_SYSTEMS = frozenset({"fsx_lustre", "efs"})

BEFORE = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 2400, zone: us-west-2a}
"""
BAD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 2400, zone: us-west-2b}
"""
GOOD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 2400, zone: us-west-2a}
  - name: data-b
    fsx_lustre: {size_gib: 2400, zone: us-west-2b}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare file systems by name."""
    left = {storage.name: storage for storage in new.storage}
    for was in old.storage:
        if was.kind not in _FILE_SYSTEMS or was.given_id:
            continue
        now = left.get(was.name)
        if now is None or now.kind != was.kind or now.given_id:
            where = now.where if now else "storage"
            message = f"the file system {was.name} is destroyed with everything in it"
            yield error(
                __name__, where, message, "copy its data first; deletion protection does not cover removed storage"
            )
        elif fields := _fixed(was, now):
            path = f"{now.where}.fsx_lustre.{fields[0]}"
            message = f"{listed(fields)} of {was.name} cannot change: it is destroyed, and an empty one is created"
            yield error(__name__, path, message, _BESIDE)


def _fixed(was: StorageDesign, now: StorageDesign) -> list[str]:
    before, after = was.spec.fsx_lustre, now.spec.fsx_lustre
    if before is None or after is None:
        return []
    changed = [field for field in ("zone", "deployment", "efa") if getattr(before, field) != getattr(after, field)]
    iops, fewer = before.metadata_iops, after.metadata_iops
    shrinks = isinstance(iops, int) and isinstance(fewer, int) and fewer < iops
    return [
        *changed,
        *(["size_gib"] if (after.size_gib or 0) < (before.size_gib or 0) else []),
        *(["metadata_iops"] if shrinks else []),
    ]
