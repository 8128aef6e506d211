"""An instance type has an accelerator that is not from NVIDIA.

**Why.** The driver, device plugin and resource name that eks-gpu uses are all NVIDIA's. The Cluster Autoscaler still
counts a g4ad's AMD GPU as `nvidia.com/gpu`, so such a group would grow and its pods would never start.

**Fix.** Use types with NVIDIA GPUs in GPU groups, and types without an accelerator for system nodes.
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

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g4ad.xlarge]
    max_per_zone: 2
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g4dn.xlarge]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for accelerators that are not NVIDIA's."""
    for where, name in instance_types(design.spec):
        accelerator = catalog.foreign_accelerator(name)
        if accelerator and catalog.retired_type(name) is None:
            in_gpu_group = where.startswith("gpu")
            wanted = "with an NVIDIA GPU, such as g6.xlarge" if in_gpu_group else "without one, such as m7i.large"
            message = f"{name!r} has {accelerator}; eks-gpu supports only NVIDIA GPUs"
            yield error(__name__, where, message, f"write a type {wanted}")
