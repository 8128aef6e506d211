"""A pool's nodes may live, or drain, longer than the provisioner allows.

**Why.** Nodes of EKS Auto Mode live 21 days (504 hours) at most; EKS refuses or cuts a longer `expire_after`
(EKS user guide, "Automate cluster infrastructure with EKS Auto Mode"; read 2026-11). A node never drains `never`:
NodePools take only a duration for the grace period (karpenter.sh_nodepools.yaml v1.14.1, terminationGracePeriod).

**Fix.** Write 504h or less on Auto Mode, or use `provisioner: karpenter` or a group for work that runs longer. Leave
`grace` out for no limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import pools
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_NEVER, _LONGEST_HOURS = "never", 504

BAD = """\
provisioner: auto-mode
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    expire_after: 720h
"""
GOOD = """\
provisioner: auto-mode
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    expire_after: 168h
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the two durations."""
    auto = design.spec.provisioner is not None and design.spec.provisioner.kind == "auto-mode"
    for where, pool in pools(design.spec):
        if pool.grace == _NEVER:
            message = "Karpenter refuses the word never as a grace period"
            yield error(__name__, f"{where}.grace", message, "remove it for no limit, or write a duration such as 24h")
        written = "expire_after" in pool.model_fields_set
        if auto and written and (pool.expire_after == _NEVER or seconds(pool.expire_after) > _LONGEST_HOURS * 3600):
            message = f"{pool.expire_after} is longer than the {_LONGEST_HOURS}h that nodes of Auto Mode live"
            fix = f"write {_LONGEST_HOURS}h or less, or 'provisioner: karpenter'"
            yield error(__name__, f"{where}.expire_after", message, fix, "provisioner")
