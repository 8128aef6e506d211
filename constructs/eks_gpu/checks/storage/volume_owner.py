"""A container that does not run as root mounts a file system whose folders belong to root.

**Why.** The root folder of a new EFS or FSx for Lustre file system belongs to root, and only root may write there. The
group in `run_as` changes the owner of claims and buckets, but not of shared file systems. The first write fails with
"Permission denied", after the node was started and the image pulled.

**Fix.** For EFS, add an access point with the user and the group, `efs: {access_points: [{name: cache, path: /cache,
user: 1000, group: 1000}]}`, and name it in the volume: `access_point: cache`. For FSx for Lustre, create a folder once,
as root, and give it to the user: run a job on the same storage with `run_as: {user: 0, group: 0}` and the command `[sh,
-c, "mkdir -p /nim-cache/llm && chown 1000:1000 /nim-cache/llm"]`. Then let the program write to that folder, and ignore
this finding.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import WorkloadSpec

# Images whose default user is 1000: NVIDIA's NIM and Dynamo, Jupyter's Docker stacks (jovyan), Ray's (ray).
_USER_1000 = re.compile(r"nvcr\.io/nim/.*|nvcr\.io/nvidia/ai-dynamo/.*|(docker\.io/|quay\.io/)?(jupyter|rayproject)/.*")

BAD = """\
storage:
  - name: cache
    efs: {}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    run_as: {user: 1000, group: 1000}
    volumes:
      - {mount_path: /cache, storage: cache}
"""
GOOD = """\
storage:
  - name: cache
    efs: {}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    run_as: {user: 0, group: 0}
    volumes:
      - {mount_path: /cache, storage: cache}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for file systems that a user other than root mounts for writing."""
    elastic = {storage.name for storage in design.spec.storage if storage.efs}
    shared = {storage.name for storage in design.spec.storage if storage.fsx_lustre} | elastic
    for where, workload in workloads(design.spec):
        user, why = _user(workload)
        for index, volume in enumerate(workload.volumes):
            if user and volume.storage in shared and not (volume.read_only or volume.access_point):
                path = f"{where}.volumes[{index}]"
                message = f"{workload.name} runs as user {user}{why}, but only root may write to a new {volume.storage}"
                fix = f"as root, once: 'mkdir -p {volume.mount_path}/mine && chown {user} {volume.mount_path}/mine'"
                if volume.storage in elastic:
                    fix = f"add an access point with 'user: {user}' to {volume.storage}, and write 'access_point' here"
                yield warning(__name__, path, message, f"{fix}; or 'read_only: true'", "storage", f"{where}.run_as")


def _user(workload: WorkloadSpec) -> tuple[int, str]:
    """User id of the container's process, and how it is known; 0 for root or unknown."""
    asked = workload.run_as.user if workload.run_as else None
    if asked is not None:
        return asked, ""
    return (1000, " (from its image)") if _USER_1000.fullmatch(workload.image) else (0, "")
