"""The edit names another file system for storage that pods mount.

**Why.** The file system is part of a PersistentVolume, which Kubernetes never changes. Terraform would replace the
volume, but the claim holds on to the old one while pods mount it, and the apply waits until it fails.

**Fix.** Add a second entry to `storage`, move the workloads to it, and remove this one in a later apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, StorageDesign
    from eks_gpu.problem import Problem

BEFORE = """\
storage:
  - {name: home, efs: {id: fs-0a1b2c3d}}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes: [{mount_path: /home/user, storage: home}]
"""
BAD = """\
storage:
  - {name: home, efs: {id: fs-1a1b2c3d}}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes: [{mount_path: /home/user, storage: home}]
"""
# Every other file system for storage that pods mount is reported.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare ids and mount names of storage that a namespace mounts before and after."""
    before = {storage.name: storage for storage in old.storage}
    for now in new.storage:
        was = before.get(now.name)
        if was and was.kind == now.kind and was.is_mounted and now.is_mounted and _named(was) != _named(now):
            message = f"{_named(was)} becomes {_named(now)}, but a volume never changes its file system"
            fix = "add a second entry to 'storage', move the workloads to it, and remove this one in a later apply"
            yield error(__name__, f"{now.where}.{now.kind}", message, fix)


def _named(storage: StorageDesign) -> str:
    lustre = storage.spec.fsx_lustre
    name = f" ({lustre.mount_name})" if lustre and lustre.id and lustre.mount_name else ""
    return f"{storage.given_id or 'the file system that Terraform made'}{name}"
