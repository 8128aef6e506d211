"""The edit changes how nodes reach the internet, or removes their access.

**Why.** Everything that pods send to the internet comes from the address of a NAT gateway. With another `nat`, some
zones use another gateway, or gateways are deleted with their Elastic IP addresses, which never come back: other
people's allow-lists no longer match, and open connections drop. `nat: none` also deletes the internet gateway and the
public subnets. AWS refuses that while anything there has a public address (DependencyViolation), such as a load
balancer. Moreover the network stack is applied first, so running nodes lose the internet before the platform and
workloads stacks switch their pods to the mirror.

It is an error when `none` arrives together with the endpoints or the mirror that replace the internet: nodes would
certainly have neither for a while. Otherwise it is a warning, because only you know who depends on the addresses.

**Fix.** Inform those who keep allow-lists, and apply when dropped connections are acceptable. For `none` take two
steps: add the mirror and the endpoints and apply all stacks, then set `nat: none`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NetworkDesign
    from eks_gpu.problem import Problem

_WHERE = "network.nat"
_TELL = "update the allow-lists that name these addresses, and apply it when dropped connections are acceptable"

BEFORE = """\
network:
  zones: [us-west-2a, us-west-2b]
"""
BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  nat: per-zone
"""
# With every other form of NAT the nodes get other addresses.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the gateway of each zone that stays."""
    was, now = old.network, new.network
    if not (was.is_created and now.is_created and was.nat_zones):
        return
    if not now.nat_zones:
        yield _cut_off(old, new)
        return
    before, after = _ways_out(was), _ways_out(now)
    moved = [zone for zone in before if zone in after and after[zone] != before[zone]]
    gone = [zone for zone in was.nat_zones if zone not in now.nat_zones and zone in after]
    if gone:
        message = (
            f"the NAT gateways of {listed(gone)} are deleted with their addresses, which never come back; nodes there "
            "use another gateway, and open connections drop"
        )
        yield warning(__name__, _WHERE, message, _TELL, "network.zones")
    elif moved:
        message = f"nodes in {listed(moved)} use other gateways with other addresses, and open connections drop"
        yield warning(__name__, _WHERE, message, _TELL, "network.zones")


def _cut_off(old: ClusterDesign, new: ClusterDesign) -> Problem:
    """Report that NAT is removed; `private-endpoints` and `private-registry` check its replacements."""
    message = (
        "the NAT gateways, their addresses, the internet gateway and the public subnets are deleted; AWS refuses this "
        "while public load balancers are in those subnets"
    )
    fix = "delete public load balancers first, and check that every running pod pulls from the mirror; then apply"
    missing = [
        *(["the endpoints"] if set(new.network.interface_endpoints) - set(old.network.interface_endpoints) else []),
        *(["images.registry"] if old.spec.images is None else []),
    ]
    if not missing:
        return warning(__name__, _WHERE, message, fix)
    message += f"; running nodes lose the internet before {' and '.join(missing)} can replace it"
    fix = f"keep the old 'nat' and add {' and '.join(missing)}, apply all stacks, then write 'nat: none'"
    return error(__name__, _WHERE, message, fix, "network.endpoints", "images")


def _ways_out(network: NetworkDesign) -> dict[str, str]:
    """The zone of the NAT gateway that each zone uses."""
    shared = network.nat_zones[0]
    return {zone: zone if zone in network.nat_zones else shared for zone in network.zone_names}
