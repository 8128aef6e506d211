"""A workload overrides the GPUs that its container sees.

**Why.** The device plugin gives each container its own GPUs through the variable `NVIDIA_VISIBLE_DEVICES`. A value in
the pod either has no effect or exposes GPUs that belong to other pods; without `gpus`, `all` exposes every GPU of the
node (NVIDIA/k8s-device-plugin #61, #87).

**Fix.** Remove the variable and request GPUs with `gpus`. Within them, `CUDA_VISIBLE_DEVICES` counts from 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_NAME = "NVIDIA_VISIBLE_DEVICES"
# Values that expose no GPU; right for a container that requests none.
_NOTHING = frozenset({"", "void", "none"})

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    env: {NVIDIA_VISIBLE_DEVICES: all}
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    gpus: 1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for the variable."""
    for where, workload in workloads(design.spec):
        value = workload.env.get(_NAME)
        if value is None or (workload.gpus == 0 and value in _NOTHING):
            continue
        message = f"{_NAME}={value} bypasses the device plugin, which gives {workload.name} its {workload.gpus} GPU"
        fix = f"remove it; 'gpus: {workload.gpus or 1}' makes GPUs visible"
        yield warning(__name__, f"{where}.env.{_NAME}", message, fix, f"{where}.gpus")
