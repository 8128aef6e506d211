"""A zone is listed twice.

**Why.** Each zone has one subnet and, with `max_per_zone`, one node group; Terraform would refuse a second one with the
same name.

**Fix.** Remove the second entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import all_entries, network_zones

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
network:
  zones: [us-west-2a, us-west-2a]
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for repeated zones in the network and in the GPU groups."""
    yield from _repeated(list(network_zones(design.spec)))
    for where, group in all_entries(design.spec):
        yield from _repeated([(f"{where}.zones[{index}]", zone) for index, zone in enumerate(group.zones or ())])


def _repeated(zones: list[tuple[str, str]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for where, zone in zones:
        if zone in seen:
            yield error(__name__, where, f"zone {zone!r} is listed twice", "remove this entry", seen[zone])
        seen.setdefault(zone, where)
