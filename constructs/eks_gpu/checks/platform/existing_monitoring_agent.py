"""EKS may replace sound nodes, because another's node monitoring agent is not set up for GPU nodes.

**Why.** The agent tolerates every taint, but its DCGM server tolerates none by default. On a tainted GPU node the agent
then finds no DCGM, reports the GPU as broken for good, and node auto repair has replaced sound nodes for it
(aws/containers-roadmap #2555 and #2567).

**Fix.** Give the agent `dcgmAgent.tolerations` for the taints (since its version 1.3.0), then ignore this finding. Or
write `node_repair: false`, or a version under `addons` to let eks-gpu install and configure the agent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.cluster.owners import MONITORING_AGENT, addon_entries
from eks_gpu.problem import listed
from eks_gpu.spec.components import THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
addons: {eks-node-monitoring-agent: existing}
"""
GOOD = """\
addons: {eks-node-monitoring-agent: existing}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max_per_zone: 2, node_repair: false}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for groups that are repaired by the word of another's agent."""
    groups = [group for group in design.gpu_groups if group.repairs]
    if not groups or addon_entries(design.spec).get(MONITORING_AGENT) != THEIRS:
        return
    keys = listed(dict.fromkeys(taint.key for group in groups for taint in group.taints))
    message = (
        f"EKS replaces nodes of {listed(group.name for group in groups)} that this agent reports as broken, and without"
        f" a toleration of {keys} for its DCGM server it reports sound GPU nodes"
    )
    fix = "give the agent 'dcgmAgent.tolerations' for these taints, or write 'node_repair: false' in the groups"
    yield warning(__name__, f"addons.{MONITORING_AGENT}", message, fix, "gpu_node_groups")
