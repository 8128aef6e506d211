"""The VPC CNI is pinned to a release that does not support EFA-only interfaces.

**Why.** Releases before 1.18.5 treat EFA-only interfaces as their own and expect them to have IP addresses, which they
do not have (EKS user guide, machine learning training with EFA). Nodes stay NotReady.

**Fix.** Remove `vpc-cni` from `addons`, or pin a later release; or write `efa_layout: classic`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.cluster.owners import addon_pins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_SINCE = (1, 18, 5)

BAD = """\
addons:
  vpc-cni: v1.18.4-eksbuild.1
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    zones: [us-west-2b]
    max: 2
    efa: true
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p4d.24xlarge]
    zones: [us-west-2b]
    max: 2
    efa: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the pinned release with the first one that supports them."""
    pinned = addon_pins(design.spec).get("vpc-cni")
    of_groups = any(group.efa and group.spec.efa_layout == "efa-only" for group in design.groups)
    if pinned is None or not (of_groups or any(pool.efa and not pool.auto for pool in design.pools)):
        return
    if tuple(int(part) for part in pinned.removeprefix("v").partition("-")[0].split(".")) < _SINCE:
        message = f"{pinned} does not support EFA-only interfaces, which came with v{'.'.join(map(str, _SINCE))}"
        fix = "remove 'vpc-cni' from 'addons', or write 'efa_layout: classic' in the groups"
        yield error(__name__, "addons.vpc-cni", message, fix, "gpu_node_groups", "node_groups")
