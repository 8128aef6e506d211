"""The edit changes how a bucket is mounted: its prefix, or whether it is writable.

**Why.** Mountpoint reads the mount options of a bucket when a pod starts. The volume changes in place; deployments and
stateful sets therefore replace their pods, which load their data again. A Job, a bare pod or a cron job's run that has
begun keeps the folder that it has. If a bucket is no longer writable, the next write of its pods fails.

**Fix.** Apply it when the pods may restart, and after the pods that still need the old folder have ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, StorageDesign, WorkloadDesign
    from eks_gpu.problem import Problem

_REPLACED = frozenset({"deployment", "stateful_set"})

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
    s3_mount: {bucket: acme-data, prefix: models/}
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
  - name: models
    s3_mount: {bucket: acme-data, prefix: models/}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    volumes:
      - {mount_path: /data, storage: models, read_only: true}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the mount options of buckets that a workload mounts before and after."""
    before = {storage.name: storage for storage in old.storage}
    for now in new.storage:
        was = before.get(now.name)
        if was is None or was.kind != now.kind or was.mount_options == now.mount_options:
            continue
        users = [
            new_one for one, new_one in workloads(old, new) if _mounts(one, now.name) and _mounts(new_one, now.name)
        ]
        if users:
            yield _problem(was, now, users)


def _mounts(workload: WorkloadDesign, storage: str) -> bool:
    return any(volume.claim == storage for volume in workload.volumes)


def _problem(was: StorageDesign, now: StorageDesign, users: list[WorkloadDesign]) -> Problem:
    field = "writable" if was.writable != now.writable else "prefix"
    restarted = [user.name for user in users if user.spec.kind in _REPLACED]
    others = [workload.name for workload in users if workload.spec.kind not in _REPLACED]
    effects = [f"the pods of {listed(restarted)} are replaced"] if restarted else []
    effects += [f"runs of {listed(others)} keep the old folder until they end"] if others else []
    message = f"{field} of {now.name} changes how its bucket is mounted: {'; '.join(effects)}"
    fix = (
        "apply it when these pods may restart" if restarted else "wait until they have ended, if they need the new one"
    )
    return warning(__name__, f"{now.where}.s3_mount.{field}", message, fix)
