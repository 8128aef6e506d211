"""A zone offers none of the instance types that a group would start there.

**Why.** "The requested instance type is not supported in your requested Availability Zone": EKS refuses the node group,
or Auto Scaling tries forever.

**Fix.** Exclude the zone with the group's `zones`, or use another type. The offerings are recorded from EC2's
`DescribeInstanceTypeOfferings`. A zone id is the same zone in every account, so a finding is an error. A zone name may
be another zone in an account created before 2025-11, so the finding is a warning; `aws ec2
describe-instance-type-offerings --location-type availability-zone` shows the offerings for your account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error, warning
from eks_gpu.design.network import is_zone_id
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
region: us-east-1
network:
  zones: [use1-az1, use1-az2, use1-az3]
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [use1-az1, use1-az3]
    max_per_zone: 2
"""
GOOD = """\
region: us-east-1
network:
  zones: [use1-az1, use1-az2, use1-az3]
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [use1-az1, use1-az2]
    max_per_zone: 2
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look up the types of every group in each of its zones."""
    system = design.system
    yield from _group(design, system.where, system.types, system.node_group.zones)
    for group in design.scaled:
        zones = tuple(dict.fromkeys(zone for nodes in group.node_groups for zone in nodes.zones))
        yield from _group(design, group.where, group.types, zones)


def _group(
    design: ClusterDesign, where: str, types: tuple[InstanceType, ...], zones: tuple[str, ...]
) -> Iterator[Problem]:
    region = design.spec.region
    known = {*catalog.zones_in(region), *catalog.zone_ids_in(region)}
    offering = {zone: _offering(types, region, zone) for zone in zones if zone in known}
    missing = [zone for zone, offered in offering.items() if offered and zone not in offered]
    if not missing:
        return
    by_id = [zone for zone in missing if is_zone_id(zone)]
    report, named = (error, by_id) if by_id else (warning, missing)
    seen = "" if by_id else ", as the recorded account sees it"
    names, others = listed(kind.name for kind in types), listed(sorted(offering[named[0]]))
    does = "does" if len(named) == 1 else "do"
    message = f"{listed(named)} {does} not offer {names}{seen}; zones of {region} that do: {others}"
    rest = [zone for zone in zones if zone not in missing]
    own = f"write 'zones: [{', '.join(rest)}]' in this group" if rest else "give the group other zones"
    edit = "write other zones under 'network'" if where == "system_nodes" else own
    fix = f"{edit}, or add a type that is offered there"
    yield report(__name__, f"{where}.instance_types", message, fix, "region", "network", f"{where}.zones")


def _offering(types: tuple[InstanceType, ...], region: str, zone: str) -> frozenset[str]:
    """Zones that offer any of the types, by id or by name like the given zone."""
    zones = catalog.zone_ids_offering if is_zone_id(zone) else catalog.zones_offering
    return frozenset[str]().union(*(zones(kind.name, region) for kind in types))
