"""The edit takes a storage driver, or a permission for a bucket, away from running pods.

**Why.** Drivers and their roles are in the cluster stack, which is applied before the workloads stack. Pods that mount
the storage continue to run. Without the driver nothing can unmount the storage, so the pods stay Terminating when they
are deleted; without the permission their next read or write is refused. It is a warning, because a second apply
restores both; `change-storage-replaced` reports lost data.

**Fix.** When the workloads no longer mount the storage, apply the workloads stack first and the cluster stack
afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._stacks import deploy
from eks_gpu.checks._report import warning
from eks_gpu.design.storage import ADDONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from eks_gpu.design import ClusterDesign, StorageDesign
    from eks_gpu.problem import Problem


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the drivers, then the buckets that the drivers may use."""
    kinds = {storage.kind for storage in new.storage}
    named = {storage.name: storage for storage in new.storage}
    for was in old.storage:
        now = named.get(was.name)
        lost = _lost(was, now if now and now.kind == was.kind else None, kinds)
        if lost and was.namespaces:
            where = now.where if now else "storage"
            message = f"the cluster stack takes {lost} away while running pods mount {was.name}"
            fix = f"apply the workloads stack before the others: {deploy(new, 'workloads')}"
            yield warning(__name__, where, message, fix)


def _lost(was: StorageDesign, now: StorageDesign | None, kinds: AbstractSet[str]) -> str:
    """The driver or permission that a storage's pods lose in the cluster stack; empty for none."""
    if now is None:
        bucket = f"the permissions for the bucket {was.spec.s3_mount.bucket}" if was.spec.s3_mount else ""
        return bucket if was.kind in kinds else f"the driver {ADDONS[was.kind]}"
    before, after = was.spec.s3_mount, now.spec.s3_mount
    if before is None or after is None:
        return ""
    if (before.bucket, before.prefix) != (after.bucket, after.prefix):
        return f"the permissions for {before.bucket}/{before.prefix or ''}"
    if before.writable and not after.writable:
        return f"the permission to write to {before.bucket}"
    return "the permission to decrypt" if before.kms_key_arn not in {None, after.kms_key_arn} else ""
