"""A group on a Capacity Block lacks a setting that EKS requires, or has one that a block rules out.

**Why.** EKS accepts a Capacity Block only through a launch template that names the block's reservation and its one
instance type. EC2 does not start the block's machines in a placement group of your own. No node starts before the block
begins, so a minimum above zero causes errors until then. When the block ends, EC2 takes the nodes back, whatever any
schedule says.

**Fix.** Write `capacity_reservation: {id: cr-…, zone: …, start: …, end: …}` and one type that EC2 sells in blocks,
without a minimum; the schedules follow from `start` and `end`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.checks._where import gpu_groups
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import GpuNodeGroupSpec

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    max: 2
    capacity: capacity-block
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    max: 2
    capacity: capacity-block
    capacity_reservation:
      id: cr-0a1b2c3d4e5f60718
      zone: us-west-2b
      start: 2026-12-01T11:30:00Z
      end: 2026-12-08T11:30:00Z
    update: {strategy: minimal}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every group whose capacity is a block."""
    for where, group in gpu_groups(design.spec):
        if group.capacity == "capacity-block":
            yield from _block(where, group)


def _block(where: str, group: GpuNodeGroupSpec) -> Iterator[Problem]:
    reserved, here = group.capacity_reservation, f"{where}.capacity_reservation"
    if reserved is None or reserved.id is None:
        message = "EKS identifies a Capacity Block by its reservation id, which is missing"
        yield error(__name__, here, message, "add 'capacity_reservation: {id: cr-…}'", f"{where}.capacity")
    kind = catalog.instance_type(group.instance_types[0])
    if len(group.instance_types) > 1:
        message = f"a block has one instance type, but the group lists {listed(group.instance_types)}"
        yield error(__name__, f"{where}.instance_types", message, "keep the block's type", f"{where}.capacity")
    elif kind and "capacity-block" not in kind.purchase_options:
        message = f"EC2 sells no Capacity Blocks of {kind.name}, only of {listed(_sold())}"
        fix = "write one of these, or 'capacity: on-demand'"
        yield error(__name__, f"{where}.instance_types[0]", message, fix, f"{where}.capacity")
    for field in ("min", "min_per_zone"):
        if getattr(group, field):
            message = "no node starts before the block begins; with 'start' set, all of them start then"
            yield error(__name__, f"{where}.{field}", message, f"remove {field!r}", f"{where}.capacity")
    for owner, placed in ((where, group.placement_group), (here, reserved and reserved.placement_group)):
        if placed:
            message = "a block's machines are already close together, and EC2 starts none in your own placement group"
            yield error(__name__, f"{owner}.placement_group", message, "remove 'placement_group'", f"{where}.capacity")
    if group.schedules:
        message = "the block's own times decide when there are nodes"
        fix = "remove 'schedules'; they are derived from the reservation's 'start' and 'end'"
        yield error(__name__, f"{where}.schedules", message, fix, f"{where}.capacity")


def _sold() -> list[str]:
    return [kind.name for kind in catalog.instance_types().values() if "capacity-block" in kind.purchase_options]
