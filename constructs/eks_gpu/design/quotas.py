"""How many vCPUs of each EC2 quota a cluster takes at its largest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.catalog import quota_for
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.catalog import InstanceType, Quota
    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.nodes.system_group import SystemGroupDesign


@dataclass(frozen=True)
class QuotaNeed:
    """A quota that must be granted before all groups can be at their maximum.

    Attributes:
        code: Code of the quota, such as ``L-DB2E81BA``.
        name: Name of the quota in Service Quotas.
        vcpus: vCPUs with all groups at their maximum; the largest type counts if a group has several.
        of: The groups that count against it.
    """

    code: str
    name: str
    vcpus: int
    of: tuple[str, ...]


def quota_needs(system: SystemGroupDesign, groups: Iterable[MachinesDesign]) -> tuple[QuotaNeed, ...]:
    """The quotas, in the order of their codes. Updates may hold a few nodes more for a while."""
    needs: dict[str, QuotaNeed] = {}
    for name, quota, vcpus in _taken(system, groups):
        before = needs.get(quota.code)
        needs[quota.code] = QuotaNeed(
            quota.code, quota.name, vcpus + (before.vcpus if before else 0), (*(before.of if before else ()), name)
        )
    return tuple(needs[code] for code in sorted(needs))


def _taken(system: SystemGroupDesign, groups: Iterable[MachinesDesign]) -> Iterator[tuple[str, Quota, int]]:
    yield from _of_group("system", system.types, system.node_group.max, spot=system.capacity_type == "SPOT")
    for group in groups:
        for spot in group.markets:
            yield from _of_group(group.name, group.types, group.max_nodes, spot=spot)


def _of_group(
    name: str, types: tuple[InstanceType, ...], nodes: int, *, spot: bool
) -> Iterator[tuple[str, Quota, int]]:
    largest = max(types, key=lambda instance_type: instance_type.vcpus, default=None)
    quota = quota_for(largest.name, spot=spot) if largest else None
    if largest and quota:
        yield name, quota, nodes * largest.vcpus
