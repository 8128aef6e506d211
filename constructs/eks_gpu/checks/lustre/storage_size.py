"""An FSx for Lustre file system has a size that FSx does not offer.

**Why.** FSx accepts 1200 GiB or a multiple of 2400 GiB (FSx API, CreateFileSystem, `StorageCapacity`), and refuses
every other size in the middle of an apply. With `efa` the steps are those of its larger servers: 4800 GiB at 1000 MiB/s
per TiB, and twice as much for each halving of the throughput (user guide, "Getting started with FSx for Lustre").

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
_EFA_STEPS = {125: 38400, 250: 19200, 500: 9600, 1000: 4800}

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
        if lustre is None or lustre.id or not lustre.size_gib:
            continue
        size, per_tib = lustre.size_gib, lustre.throughput_mibs_per_tib
        efa = lustre.efa and lustre.deployment == "persistent"
        step = _EFA_STEPS[per_tib] if efa else _STEP
        if not size % step or (size == _LEAST and not efa):
            continue
        below = size // step * step
        allowed = f"a multiple of {step} with 'efa' at {per_tib} MiB/s per TiB" if efa else "1200 or a multiple of 2400"
        message = f"FSx does not offer {size} GiB, only {allowed}"
        fix = f"write {below + step}" + (f", or {below}" if below else "")
        yield error(__name__, f"{storage.where}.fsx_lustre.size_gib", message, fix)
