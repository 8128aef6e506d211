"""A group shares its GPUs in two ways that exclude each other.

**Why.** The device plugin refuses to combine time slicing with MPS, or MPS with MIG; the nodes would offer no GPU at
all (NVIDIA/k8s-device-plugin, README; Bottlerocket's settings also refuse the second combination). One setting applies
to all GPUs of a node.

**Fix.** Keep one of the two; a separate group may share in another way. Time slicing on top of MIG is possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import gpu_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4}
      mps: {replicas: 4}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      mps: {replicas: 4}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for settings that exclude each other."""
    for where, group in gpu_entries(design.spec):
        sharing = group.sharing
        if sharing.mps and sharing.time_slicing:
            message = "'time_slicing' and 'mps' exclude each other; the device plugin would not start"
            yield error(__name__, f"{where}.sharing", message, "keep one of the two")
        elif sharing.mps and sharing.mig is not None:
            message = "'mps' does not work on the slices that 'mig' creates; the device plugin would not start"
            yield error(__name__, f"{where}.sharing", message, "remove 'mps'; 'time_slicing' works with 'mig'")
