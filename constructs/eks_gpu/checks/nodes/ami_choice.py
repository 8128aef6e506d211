"""An AMI is named in two ways or in none, or a field does not go with the AMI.

**Why.** A release names one of EKS's own AMIs, an id names any other; EKS refuses a group with both. For its own
AMIs EKS supplies the user data with which a node joins, and a second bootstrap keeps the node from joining.

**Fix.** Write `ami: {release_version: …}` or `ami: {id: …}`; `user_data` goes with `id`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import all_nodes, groups
from eks_gpu.spec import GroupSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    ami:
      id: ami-0a1b2c3d4e5f60718
      release_version: 1.35.2-20260714
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    ami:
      release_version: 1.35.2-20260714
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the AMI of every group."""
    for where, nodes in all_nodes(design.spec):
        if nodes.fips and (nodes.os != "bottlerocket" or (isinstance(nodes, GroupSpec) and nodes.ami and nodes.ami.id)):
            message = "only EKS's own Bottlerocket AMIs come with FIPS validated cryptography, so this has no effect"
            fix = "write 'os: bottlerocket' without 'ami.id', or remove 'fips'"
            yield error(__name__, f"{where}.fips", message, fix, f"{where}.os", f"{where}.ami")
    for where, group in groups(design.spec):
        ami, here = group.ami, f"{where}.ami"
        if ami is None:
            continue
        if (ami.id is None) == (ami.release_version is None):
            given = "neither" if ami.id is None else "both"
            message = f"'ami' takes one of 'id' and 'release_version'; given: {given}"
            yield error(__name__, here, message, "write only one of them, or remove 'ami' to get EKS's newest AMI")
        if ami.user_data is not None and ami.id is None:
            message = "EKS's own AMIs get their user data from EKS, and eks-gpu adds whatever else they need"
            fix = "remove 'user_data', or name a custom AMI in 'ami.id'"
            yield error(__name__, f"{here}.user_data", message, fix, f"{here}.id")
