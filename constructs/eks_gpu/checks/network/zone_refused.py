"""EKS does not accept one of the first two zones for the control plane.

**Why.** The control plane's network interfaces stay in the subnets of the first two zones forever, and EKS does not
accept subnets in certain zones (EKS user guide, VPC and subnet requirements). Nodes may run there.

**Fix.** Put two other zones first. A zone id is the same zone in every account, so a finding is an error. A zone name
may be another zone in an account created before 2025-11, so the finding is a warning: EKS refuses `us-east-1e` as the
recorded account sees it. In us-west-1 and ca-central-1 that account does not see the refused zone, so nothing is known
by name. `aws ec2 describe-availability-zones` shows names and ids for your account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import network_zones

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
region: us-east-1
network:
  zones: [use1-az1, use1-az3]
gpu_node_groups:
  - name: gpu
    instance_types: [g4dn.xlarge]
    zones: [use1-az1]
    max_per_zone: 2
"""
GOOD = """\
region: us-east-1
network:
  zones: [use1-az1, use1-az2]
gpu_node_groups:
  - name: gpu
    instance_types: [g4dn.xlarge]
    zones: [use1-az1]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for refused zones among those of the control plane."""
    ids, names = catalog.zone_ids_without_control_plane(), catalog.zone_names_without_control_plane()
    for where, zone in network_zones(design.spec):
        if zone not in design.network.control_plane_zones:
            continue
        fix = f"put two other zones first; {zone} may be the third one, for nodes"
        if zone in ids:
            message = f"EKS refuses the control plane in {zone!r}, but the first two zones are for the control plane"
            yield error(__name__, where, message, fix)
        elif zone in names:
            message = f"EKS refuses the control plane in {zone!r}, as the recorded account sees it"
            compare = "aws ec2 describe-availability-zones"
            yield warning(__name__, where, message, f"{fix}; '{compare}' shows which zone it is in your account")
