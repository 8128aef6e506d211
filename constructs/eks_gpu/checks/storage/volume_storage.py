"""A volume names storage that does not exist, or would write to storage that is read-only.

**Why.** Without its claim a pod stays Pending (`persistentvolumeclaim not found`), and the autoscaler reports nothing.
A write to a bucket that is mounted read-only fails with `Read-only file system`; if the first write is a checkpoint,
that is hours into a run.

**Fix.** Write the name of an entry of `storage`. For a bucket write `read_only: true` in the volume, or `writable:
true` in `s3_mount`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import among, error, instead
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
storage:
  - name: data
    s3_mount: {bucket: acme-data}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - {mount_path: /data, storage: data}
"""
GOOD = """\
storage:
  - name: data
    s3_mount: {bucket: acme-data}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - {mount_path: /data, storage: data, read_only: true}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare volumes with the declared storage."""
    known = [storage.name for storage in design.spec.storage]
    read_only = {storage.name for storage in design.storage if not storage.writable}
    names = ("storage[*]", *(f"storage[{index}].name" for index in range(len(known))))
    for where, workload in workloads(design.spec):
        for index, volume in enumerate(workload.volumes):
            here = f"{where}.volumes[{index}]"
            if volume.storage is None:
                continue
            if volume.storage not in known:
                message = f"there is no storage {volume.storage!r}; there is {among(known)}"
                fix = instead(volume.storage, known, f"add '- name: {volume.storage}' to 'storage'")
                yield error(__name__, f"{here}.storage", message, fix, *names)
            elif volume.storage in read_only and not volume.read_only:
                message = f"{volume.storage} is a bucket that pods may read but not write"
                fix = f"write 'read_only: true' here, or 'writable: true' in the s3_mount of {volume.storage}"
                yield error(__name__, f"{here}.read_only", message, fix, "storage")
