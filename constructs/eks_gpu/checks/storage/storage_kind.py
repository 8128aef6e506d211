"""An entry of `storage` has no kind, or several.

**Why.** Each entry stands for one file system or one bucket.

**Fix.** Keep one of `fsx_lustre`, `efs` and `s3_mount`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.storage.shared_storage import KINDS
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Cannot be ignored: there would be nothing to mount, or two things.
IGNORABLE = False

BAD = """\
storage:
  - name: data
    efs: {}
    fsx_lustre: {size_gib: 2400, zone: us-west-2a}
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [us-west-2a]
    max: 2
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
    fsx_lustre: {size_gib: 2400, zone: us-west-2a}
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [us-west-2a]
    max: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - {mount_path: /data, storage: data}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the kinds of each entry."""
    for index, storage in enumerate(design.spec.storage):
        given = [kind for kind in KINDS if getattr(storage, kind) is not None]
        if len(given) != 1:
            message = f"{storage.name!r} takes one of {listed(KINDS)}; given: {listed(given) or 'none'}"
            fix = "keep one of them" if given else "write 'efs: {}', or one of the others"
            yield error(__name__, f"storage[{index}]", message, fix)
