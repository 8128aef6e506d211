"""A pool shares GPUs, and its instance types have different ones.

**Why.** Slices of MIG are laid out for one GPU model and its memory; another model refuses them and its node offers
nothing. With time slicing or MPS every pool member offers the same number of shares for each GPU, so a pod gets a share
of a GPU that is two or four times as large as another one for the same request.

**Fix.** Give each GPU model a pool of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import type_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import Gpu
    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [p4d.24xlarge, p5.48xlarge]
    max: 4
    sharing:
      mig: 1g.5gb
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [p4d.24xlarge]
    max: 4
    sharing:
      mig: 1g.5gb
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the GPUs of every type of a pool that shares with those of the first."""
    for pool in design.pools:
        first = pool.gpu
        others = [kind for kind in pool.types if kind.gpu and _of(kind.gpu) != _of(first)]
        if not pool.sharing.shares or not others or others[0].gpu is None:
            continue
        kind, gpu = others[0], others[0].gpu
        message = f"{kind.name} has {_of(gpu)} and {pool.types[0].name} has {_of(first)}"
        fix, rests_on = f"put {kind.name} into a pool of its own", f"{pool.where}.sharing"
        if pool.sharing.mig:
            yield error(__name__, type_path(pool, kind), f"{message}, and MIG is laid out for one model", fix, rests_on)
        else:
            yield warning(
                __name__, type_path(pool, kind), f"{message}, and a share means another part of each", fix, rests_on
            )


def _of(gpu: Gpu) -> str:
    return f"{gpu.model} of {gpu.memory_mib // 1024} GiB"
