"""A pool has no instance types, or has them twice: as names and as GPUs.

**Why.** eks-gpu writes the types into the pool's requirements. With both fields nobody can say which one counts, and a
pool without types would buy anything, or nothing.

**Fix.** Write `instance_types`, or `gpus` with a model, number, memory or generation that the catalogue has.
`eks-gpu instances` lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.checks._where import pools
from eks_gpu.design.nodes.pool_types import pool_types
from eks_gpu.problem import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import GpuChoiceSpec

# A launch request names so many (aws/karpenter-provider-aws v1.14.1, `instance.go`, maxInstanceTypes).
_MOST = 60

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    gpus: {model: L5}
    max: 4
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    gpus: {model: L4}
    max: 4
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the two fields, and look the GPUs up."""
    for where, pool in pools(design.spec):
        if bool(pool.instance_types) == (pool.gpus is not None):
            given = "both" if pool.gpus else "neither"
            message = f"a pool takes one of 'instance_types' and 'gpus'; given: {given}"
            fix = "write only one of them, such as 'gpus: {model: L4}'"
            yield error(__name__, where, message, fix, f"{where}.gpus", f"{where}.instance_types")
        elif pool.gpus and not pool_types(pool, design.spec.region):
            yield _nothing(f"{where}.gpus", pool.gpus, design.spec.region)
        elif pool.gpus and len(found := pool_types(pool, design.spec.region)) > _MOST:
            message = f"{len(found)} types have such GPUs, and a launch names {_MOST} at most"
            yield error(__name__, f"{where}.gpus", message, "ask for a model, a generation or a number", "region")


def _nothing(where: str, wanted: GpuChoiceSpec, region: str) -> Problem:
    models = sorted(
        {kind.gpu.model for kind in catalog.instance_types().values() if kind.gpu and kind.gpu.fraction == 1}
    )
    generations = sorted(
        {catalog.gpu_model(kind.gpu).architecture for kind in catalog.instance_types().values() if kind.gpu}
    )
    for field, given, known in (("model", wanted.model, models), ("generation", wanted.generation, generations)):
        for index, name in enumerate(given):
            if not any(_plain(name) == _plain(one) for one in known):
                message = f"no GPU of the catalogue has the {field} {name!r}; it knows {listed(known, 30)}"
                fix = f"write {nearest(name, known) or known[0]}"
                return error(__name__, f"{where}.{field}[{index}]", message, fix, where)
    message = f"no instance type that {region} offers has such GPUs"
    fix = "ask for less at a time: 'eks-gpu instances' lists models, numbers and memory"
    return error(__name__, where, message, fix, "region")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
