"""A disruption budget has half of a schedule, or stops all replacement forever.

**Why.** Karpenter refuses a budget with `cron` and no `duration`, or the other way round (karpenter.sh_nodepools.yaml
v1.14.1). Its times are UTC. A budget of 0 without a schedule stops consolidation and drift forever: empty nodes stay
and are billed, and no update reaches the nodes.

**Fix.** Write both `cron` and `duration`, or `nodes: 1` for a budget that is always in force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import pools

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_NONE = ("0", "0%")

BAD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    budgets:
      - nodes: 0
        cron: "0 8 * * 1-5"
"""
GOOD = """\
provisioner: karpenter
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    budgets:
      - nodes: 0
        cron: "0 8 * * 1-5"
        duration: 10h
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every budget."""
    for where, pool in pools(design.spec):
        for index, budget in enumerate(pool.budgets):
            here = f"{where}.budgets[{index}]"
            if (budget.cron is None) != (budget.duration is None):
                has, lacks = ("cron", "duration") if budget.cron else ("duration", "cron")
                message = f"a budget with {has!r} needs {lacks!r} as well"
                example = "'duration: 8h'" if lacks == "duration" else "'cron: \"0 8 * * 1-5\"' (in UTC)"
                yield error(__name__, f"{here}.{has}", message, f"add {example}, or remove {has!r}", here)
            elif budget.cron and budget.cron.startswith("@every"):
                message = f"Karpenter does not know {budget.cron!r}; it takes five fields, or a word such as @daily"
                yield error(__name__, f"{here}.cron", message, 'write five fields, such as "0 8 * * 1-5"')
            elif budget.cron is None and budget.nodes in _NONE and "empty" in (budget.reasons or ("empty",)):
                message = "without a schedule this budget always holds, so that empty nodes stay and are billed"
                fix = "add 'cron' and 'duration', or leave 'empty' out of its 'reasons'"
                yield warning(__name__, f"{here}.nodes", message, fix, here)
