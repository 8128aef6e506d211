"""MIG is requested on GPUs that do not support it, or whose profiles no source names.

**Why.** NVIDIA's A100, H100, H200, B200, B300 and RTX PRO 6000 support MIG; T4, A10G, L4, L40S and V100 do not (NVIDIA
MIG user guide). Nodes with the latter would fail to partition their GPUs and never join. RTX PRO 4500 supports MIG, but
the names of its profiles are not known here.

**Fix.** Use another type (`eks-gpu instances --mig` lists them), or `time_slicing` or `mps`, which work on every GPU.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error

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
      mig: 1g.5gb
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    max_per_zone: 2
    sharing:
      mig: 1g.5gb
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for groups whose GPUs have no profile."""
    for group in design.gpu_nodes:
        model = catalog.gpu_model(group.gpu)
        if group.spec.sharing.mig is None or model.mig_profiles:
            continue
        name = group.types[0].name
        why = "supports MIG, but no source names its profiles" if model.mig else "does not support MIG"
        message = f"{name} has {model.model} GPUs, and that model {why}"
        fix = "use a type of `eks-gpu instances --mig` such as p5.4xlarge, or 'time_slicing' or 'mps' instead"
        yield error(__name__, f"{group.where}.sharing.mig", message, fix, f"{group.where}.instance_types")
