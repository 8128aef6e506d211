"""The edit gives an existing volume another bucket, or turns a bucket into a file system or back.

**Why.** Kubernetes cannot change the storage behind a volume. The provider plans an update, reports success and sends
nothing (terraform-provider-kubernetes 2.38, `patchPersistentVolumeSource`), again at every plan, while pods continue in
the old bucket. A new volume under the same name does not work either: its claim would be deleted while pods use it.

**Fix.** Add a second entry under `storage`, move the workloads to it, and remove the old one in a later apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import other_bucket
from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, StorageDesign
    from eks_gpu.problem import Problem

_WORDS = {"fsx_lustre": "an FSx file system", "efs": "an EFS file system", "s3_mount": "a bucket"}

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
storage:
  - name: data
    s3_mount: {bucket: acme-data-2027}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    volumes:
      - {mount_path: /data, storage: data, read_only: true}
"""
GOOD = """\
storage:
  - name: data
    s3_mount: {bucket: acme-data}
  - name: data-2027
    s3_mount: {bucket: acme-data-2027}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    volumes:
      - {mount_path: /data, storage: data-2027, read_only: true}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare storage by name, if a namespace mounts it before and after."""
    before = {storage.name: storage for storage in old.storage}
    for now in new.storage:
        was = before.get(now.name)
        # A file system that is replaced is found by a rule of its own.
        if was and (kept := other_bucket(was, now)):
            where, text = _other(was, now)
            message = f"{text}, but the volume of {now.name} in {listed(kept)} cannot change: its pods keep the old one"
            fix = "add a second entry to 'storage', move the workloads to it, and remove this one in a later apply"
            yield error(__name__, where, message, fix)


def _other(was: StorageDesign, now: StorageDesign) -> tuple[str, str]:
    before, after = was.spec.s3_mount, now.spec.s3_mount
    if before and after:
        return f"{now.where}.s3_mount.bucket", f"{before.bucket} becomes {after.bucket}"
    return now.where, f"{_WORDS[was.kind]} becomes {_WORDS[now.kind]}"
