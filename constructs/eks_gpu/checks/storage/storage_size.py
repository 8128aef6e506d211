"""An FSx for Lustre file system has a size that FSx does not offer.

**Why.** FSx accepts 1200 GiB or a multiple of 2400 GiB (FSx API, CreateFileSystem, `StorageCapacity`), and refuses
every other size in the middle of an apply.

**Fix.** Write one of the sizes that the message lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_LEAST, _STEP = 1200, 2400

BAD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 1500, zone: us-west-2a}
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
    """Look for sizes between two steps."""
    for storage in design.storage:
        lustre = storage.spec.fsx_lustre
        if lustre and lustre.size_gib and lustre.size_gib != _LEAST and lustre.size_gib % _STEP:
            below = lustre.size_gib // _STEP * _STEP
            message = f"FSx does not offer {lustre.size_gib} GiB, only 1200 or a multiple of 2400"
            fix = f"write {below + _STEP}" + (f", or {below}" if below else "")
            yield error(__name__, f"{storage.where}.fsx_lustre.size_gib", message, fix)
