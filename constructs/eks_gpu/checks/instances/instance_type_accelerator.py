"""A type has an accelerator that is not from NVIDIA.

**Why.** Everything here is NVIDIA's: driver, device plugin, resource name. The Cluster Autoscaler counts a
g4ad's AMD GPU as `nvidia.com/gpu` all the same, so such a group would grow and its pods would never start.

**Fix.** Use a type with an NVIDIA GPU in GPU groups, and a type without accelerator for system nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.checks._where import instance_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for the accelerators of others."""
    for where, name in instance_types(design.spec):
        accelerator = catalog.foreign_accelerator(name)
        if accelerator and catalog.retired_type(name) is None:
            kind = "g6.xlarge" if where.startswith("gpu") else "m7i.large"
            message = f"{name!r} has {accelerator}; eks-gpu runs NVIDIA GPUs only"
            yield error(__name__, where, message, f"write an NVIDIA type or one without accelerator, such as {kind}")
