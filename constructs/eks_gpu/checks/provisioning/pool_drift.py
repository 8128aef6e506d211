"""New images of the nodes replace nodes of a pool at any time, and jobs run there.

**Why.** When the AMI of a pool changes, Karpenter and Auto Mode replace its nodes ("drift") within the pool's budgets,
by default one at a time and at any hour. Auto Mode gets a new AMI about once a week, and nobody can pin it. Pods with
`evictable: false` hold their node back, until the node's grace period is over.

**Fix.** Write `evictable: false` for jobs, and a budget for the hours in which drift may happen:
`budgets: [{nodes: 0, reasons: [drifted], cron: "0 6 * * *", duration: 18h}, {nodes: 1}]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_ENDING = frozenset({"job", "cron_job", "training_job"})

BAD = """\
provisioner: auto-mode
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
gpu_node_groups: []
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    evictable: true
"""
GOOD = """\
provisioner: auto-mode
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
gpu_node_groups: []
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    evictable: false
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for jobs that drift interrupts on pools of Auto Mode, whose AMI changes by itself."""
    for pool in design.pools:
        held = any(
            budget.nodes in {"0", "0%"} and "drifted" in (budget.reasons or ("drifted",))
            for budget in pool.spec.budgets
        )
        if not pool.auto or held:
            continue
        lost = [
            found.workload.name
            for found in design.schedulability
            if found.workload.spec.kind in _ENDING
            and found.workload.movable
            and any(one.group == pool.name and one.fit.verdict in {"runs", "capacity"} for one in found.groups)
        ]
        if lost:
            message = (
                f"Auto Mode replaces nodes of {pool.name} when its AMI changes, and evicts {listed(lost)} for that"
            )
            fix = "write 'evictable: false' in the workload, or a budget with 'reasons: [drifted]' here"
            where = f"{pool.where}.budgets"
            yield warning(__name__, where, message, fix, "workloads", "gpu_node_groups", "provisioner")
