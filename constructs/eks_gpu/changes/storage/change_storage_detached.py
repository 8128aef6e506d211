"""The edit takes a storage driver, or a permission for a bucket, away from running pods.

**Why.** Drivers and their roles are in the cluster stack, which is applied before the workloads stack. Pods that mount
the storage run on meanwhile: without the driver nothing unmounts it, so they stay Terminating when they are deleted;
without the permission their next read or write is refused. It is a warning, because a second apply brings both back;
`change-storage-replaced` says where data is lost, and `change-storage-source` where pods cannot follow at all. A bucket
that another entry allows as far keeps its permissions.

**Fix.** When the workloads no longer mount the storage, apply the workloads stack first and the cluster stack
afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import other_bucket
from eks_gpu.changes._stacks import deploy
from eks_gpu.checks._report import warning
from eks_gpu.design.storage.shared_storage import ADDONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, StorageDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec.storage import S3MountSpec

BEFORE = """\
storage:
  - name: data
    s3_mount: {bucket: acme-data}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    volumes:
      - {mount_path: /data, storage: data, read_only: true}
"""
BAD = """\
storage: []
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
"""
GOOD = """\
storage:
  - name: data
    s3_mount: {bucket: acme-data}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the drivers, then what theirs may do in each bucket."""
    kinds = {storage.kind for storage in new.storage}
    mounts = [storage.spec.s3_mount for storage in new.storage if storage.spec.s3_mount]
    named = {storage.name: storage for storage in new.storage}
    for was in old.storage:
        now = named.get(was.name)
        if not was.is_mounted or (now and other_bucket(was, now)):
            continue
        lost = _lost(was, mounts) if was.kind in kinds else f"the driver {ADDONS[was.kind]}"
        if lost:
            message = f"the cluster stack takes {lost} away while running pods mount {was.name}"
            fix = f"apply the workloads stack before the others: {deploy(new, 'workloads')}"
            yield warning(__name__, now.where if now else "storage", message, fix)


def _lost(was: StorageDesign, mounts: list[S3MountSpec]) -> str:
    """Access to the bucket that pods lose because the driver's role no longer allows it; empty for none."""
    before = was.spec.s3_mount
    if before is None:
        return ""
    covering = [mount for mount in mounts if _covers(mount, before)]
    if not covering:
        below = f"/{before.prefix}" if before.prefix else ""
        return f"the permissions for the bucket {before.bucket}{below}"
    if before.writable and not any(mount.writable for mount in covering):
        return f"the permission to write to {before.bucket}"
    keys = {mount.kms_key_arn for mount in mounts}
    return "the permission to decrypt" if before.kms_key_arn not in {None, *keys} else ""


def _covers(now: S3MountSpec, before: S3MountSpec) -> bool:
    return now.bucket == before.bucket and (before.prefix or "").startswith(now.prefix or "")
