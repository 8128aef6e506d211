"""Another's EFA device plugin must tolerate the taints of GPU nodes.

**Why.** AWS's chart tolerates only `aws.amazon.com/efa` (aws/eks-charts, `aws-efa-k8s-device-plugin/values.yaml`). GPU
nodes have the taint `nvidia.com/gpu`, so the plugin stays away from them. Then no node offers `vpc.amazonaws.com/efa`,
and pods that request it wait forever.

**Fix.** Add the tolerations to the other plugin, or remove `efa_plugin` to let eks-gpu install its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed
from eks_gpu.spec.components import THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
efa_plugin: existing
gpu_node_groups:
  - {name: gpu, instance_types: [p4d.24xlarge], zones: [us-west-2b], max: 2, efa: true}
"""
GOOD = """\
gpu_node_groups:
  - {name: gpu, instance_types: [p4d.24xlarge], zones: [us-west-2b], max: 2, efa: true}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for groups with EFA."""
    groups = [group for group in design.scaled if group.efa]
    if design.spec.efa_plugin != THEIRS or not groups:
        return
    keys = listed(dict.fromkeys(taint.key for group in groups for taint in group.taints))
    names = listed(group.name for group in groups)
    message = f"the plugin of others runs on the nodes of {names} only if it tolerates {keys}, and AWS's chart does not"
    fix = "add these tolerations to it, or remove 'efa_plugin' to let eks-gpu install its own"
    yield warning(__name__, "efa_plugin", message, fix, "gpu_node_groups", "node_groups")
