"""No workload mounts a declared file system or bucket.

**Why.** AWS bills a file system from the apply on, by its size or by its contents, whether or not anything reads it.
And without a workload that mounts it, eks-gpu creates no claim that your own pods could use.

**Fix.** Mount the storage in a workload's `volumes`, or remove it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
storage:
  - name: data
    efs: {}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
"""
GOOD = """\
storage:
  - name: data
    efs: {}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - {mount_path: /data, storage: data}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for storage without a claim."""
    for storage in design.storage:
        if not storage.is_mounted:
            message = f"no workload mounts {storage.name}"
            mount = f"{{mount_path: /{storage.name}, storage: {storage.name}}}"
            fix = f"add '- {mount}' to a workload's 'volumes', or remove it"
            yield warning(__name__, storage.where, message, fix, "workloads")
