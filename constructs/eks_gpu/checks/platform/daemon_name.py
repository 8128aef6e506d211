"""A declared DaemonSet is counted twice: its name appears twice, or eks-gpu counts it anyway.

**Why.** Each entry in `daemons` takes room on every node. An entry that is counted twice makes default-sized pods
smaller than they need to be, and pods that would fit are reported as too large. eks-gpu already counts its own
DaemonSets and those of the EKS add-ons that it installs.

**Fix.** Remove the entry, or correct its name to one that `kubectl get daemonsets --all-namespaces` prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
daemons:
  - {name: log-agent, cpu: 200m, memory: 256Mi}
  - {name: log-agent, cpu: 100m, memory: 128Mi}
"""
GOOD = """\
daemons:
  - {name: log-agent, cpu: 200m, memory: 256Mi}
  - {name: security-agent, cpu: 100m, memory: 128Mi}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare names with each other, and with the DaemonSets that eks-gpu counts itself."""
    ours = {
        daemon.name
        for models in design.nodes
        for pool in models.pools
        for daemon in pool.template.daemons
        if not daemon.declared
    }
    seen: dict[str, str] = {}
    for index, daemon in enumerate(design.spec.daemons):
        where = f"daemons[{index}].name"
        if daemon.name in ours:
            message = f"{daemon.name} belongs to this cluster's own add-ons and plugins, which are counted already"
            rests_on = ("gpu_node_groups", "monitoring", "storage", "addons")
            yield error(__name__, where, message, "remove this entry", *rests_on)
        elif daemon.name in seen:
            message = f"{daemon.name} is already declared, at {seen[daemon.name]}"
            yield error(__name__, where, message, "remove one of the two entries, or add up their requests in one")
        seen.setdefault(daemon.name, where)
