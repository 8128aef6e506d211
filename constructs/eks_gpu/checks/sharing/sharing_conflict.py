"""A group shares its GPUs in two ways that exclude each other.

**Why.** The device plugin refuses time slicing beside MPS, and MPS on parts made by MIG: its nodes would offer no GPU
at all (NVIDIA/k8s-device-plugin, README; Bottlerocket's settings refuse the second too). One setting is for all GPUs
of a node.

**Fix.** Keep one of the two; groups of their own may share in other ways. Time slicing on top of MIG is possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import gpu_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for pairs that cannot be."""
    for where, group in gpu_groups(design.spec):
        sharing = group.sharing
        if sharing.mps and sharing.time_slicing:
            message = "'time_slicing' and 'mps' exclude each other; the device plugin would not start"
            yield error(__name__, f"{where}.sharing", message, "keep one of the two")
        elif sharing.mps and sharing.mig is not None:
            message = "'mps' does not work on parts made by 'mig'; the device plugin would not start"
            yield error(__name__, f"{where}.sharing", message, "remove 'mps'; 'time_slicing' goes with 'mig'")
