"""Another's device plugin must know what a group's nodes ask of it.

**Why.** With `device_plugin: existing` eks-gpu configures no plugin. Shares exist only in the plugin's own settings,
the slices of MIG are offered only with the strategy `mixed`, and a taint of the group keeps a plugin away that does not
tolerate it. The node then offers no GPU, and the autoscaler buys one node after the other.

**Fix.** Give the other plugin these settings, or remove `device_plugin` to let eks-gpu install its own. Bottlerocket
configures its plugin itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.nodes.gpu_groups import PLUGIN_CONFIG_LABEL
from eks_gpu.problem import listed
from eks_gpu.scheduling.taints import GPU_TAINT
from eks_gpu.spec.components import THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, MachinesDesign
    from eks_gpu.problem import Problem

BAD = """\
device_plugin: existing
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing: {time_slicing: {replicas: 4}}
"""
GOOD = """\
device_plugin: existing
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max_per_zone: 2}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for groups that need more than a plugin with its defaults."""
    if design.spec.device_plugin != THEIRS:
        return
    for group in design.gpu_nodes:
        wanted = [*_wanted(group)] if group.spec.os != "bottlerocket" else []
        if wanted:
            message = f"the plugin of others must offer what the group {group.name} declares: {'; '.join(wanted)}"
            fix = "give it these settings, or remove 'device_plugin' to let eks-gpu install its own"
            yield warning(__name__, group.where, message, fix, "device_plugin")


def _wanted(group: MachinesDesign) -> Iterator[str]:
    if group.sharing.shares:
        offers = listed(f"{count} {name}" for name, count in group.offers.items() if count)
        yield f"{offers} a node, by the settings named '{group.name}' in the node label {PLUGIN_CONFIG_LABEL}"
    if group.sharing.mig:
        yield "slices under their own names (MIG_STRATEGY=mixed)"
    own = [f"{taint.key}={taint.value}:{taint.effect.value}" for taint in group.taints if taint != GPU_TAINT]
    if own:
        yield f"a toleration of {listed(own)}"
