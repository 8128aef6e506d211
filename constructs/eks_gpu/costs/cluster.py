"""The cost of a declared cluster, line by line, in an hour."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.costs.prices import HOURS_A_MONTH
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.costs.prices import Prices
    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.nodes.launch_template import DiskDesign
    from eks_gpu.design.nodes.node_groups import NodeGroupDesign
    from eks_gpu.design.nodes.pools import NodePoolDesign

# A gp3 volume includes these (EBS user guide, "General Purpose SSD volumes").
_FREE_IOPS, _FREE_MIBS = 3000, 125


@dataclass(frozen=True)
class CostLine:
    """A line of the bill.

    Attributes:
        name: The thing that is billed; a group is billed by its name.
        rest: Cost of an hour with every group at its minimum.
        most: Cost of an hour with every group at its maximum, or at that of a schedule if it is larger.
        group: Whether it is a node group, with its nodes and their volumes.
        cheapest: For a pool of several types, `most` with the cheapest in place of the most expensive; else None.
    """

    name: str
    rest: float
    most: float
    group: bool = False
    cheapest: float | None = None


@dataclass(frozen=True)
class ClusterCost:
    """The cost of a cluster.

    Attributes:
        prices: The prices that it was counted with.
        lines: Everything that has a price.
        unpriced: Instance types without a price; their groups are in no sum.
        by_use: Things that are billed by use, or were paid in advance, and are in no sum.
    """

    prices: Prices
    lines: tuple[CostLine, ...]
    unpriced: tuple[str, ...]
    by_use: tuple[str, ...]

    @property
    def rest(self) -> float:
        """Cost of an hour with every group at its minimum."""
        return sum(line.rest for line in self.lines)

    @property
    def most(self) -> float:
        """Cost of an hour with every group at its maximum: the dearest hour that the file allows."""
        return sum(line.most for line in self.lines)


def cost_of(design: ClusterDesign, prices: Prices) -> ClusterCost:
    """The cost of a cluster with these prices."""
    lines = [*_services(design, prices), *_groups(design, prices)]
    named = [name for group in _billed(design) for name in group.instance_types]
    types = dict.fromkeys(name for name in named if prices.node([name], spot=False) is None)
    return ClusterCost(prices, tuple(lines), tuple(types), tuple(_by_use(design)))


def node_price(group: MachinesDesign, prices: Prices) -> float | None:
    """The price of an hour of one node of a group or pool, with its volumes; None if it has none.

    A group of several types is counted at its most expensive one, and a spot node without a spot price at the
    On-Demand price. A node of a Capacity Block was paid for in advance, so only its volumes are counted.
    """
    if group.prepaid:
        return _volumes(group.disk, prices)
    found = prices.node(group.instance_types, spot=group.interruptible)
    return None if found is None else found + _volumes(group.disk, prices)


def _groups(design: ClusterDesign, prices: Prices) -> Iterator[CostLine]:
    pools = {pool.name: pool for pool in design.pools}
    for group in _billed(design):
        price = node_price(group, prices)
        if price is not None:
            line = _line(group.name, group.node_groups, price)
            yield _of_pool(line, pools[group.name], prices) if group.name in pools else line


def _billed(design: ClusterDesign) -> tuple[MachinesDesign, ...]:
    """All groups and pools; nodes of an existing cluster that others made are their bill."""
    system = () if design.spec.existing_cluster else (design.system,)
    return (*system, *design.groups, *design.pools)


def _line(name: str, node_groups: Sequence[NodeGroupDesign], price: float) -> CostLine:
    least, most = sum(one.min for one in node_groups), sum(one.largest for one in node_groups)
    return CostLine(name, least * price, most * price, group=True)


def _of_pool(line: CostLine, pool: NodePoolDesign, prices: Prices) -> CostLine:
    """The line with the price of the cheapest type, of which a static pool's nodes are."""
    found = (prices.node([kind.name], spot=pool.interruptible) for kind in pool.bought)
    least = min(price for price in found if price is not None) + _volumes(pool.disk, prices)
    several = len(pool.bought) > 1
    return replace(line, rest=pool.min_nodes * least, cheapest=pool.max_nodes * least if several else None)


def volume_price(group: MachinesDesign, prices: Prices) -> float:
    """The price of an hour of one node's volume."""
    return _volumes(group.disk, prices)


def _volumes(disk: DiskDesign, prices: Prices) -> float:
    """The volume for images of one node for an hour; 0 where volumes have no price.

    Bottlerocket's second volume has a few GiB, which are less than the figures are rounded by.
    """
    gib = prices.services.get("gp3_gib_month", 0.0) * disk.gib
    iops = prices.services.get("gp3_iops_month", 0.0) * max(0, disk.iops - _FREE_IOPS)
    speed = prices.services.get("gp3_mibs_month", 0.0) * max(0, disk.throughput_mibs - _FREE_MIBS)
    return (gib + iops + speed) / HOURS_A_MONTH


def _services(design: ClusterDesign, prices: Prices) -> Iterator[CostLine]:
    """Everything but nodes that is billed by the hour."""
    network, made = design.network, int(not design.spec.existing_cluster)
    gateways = len(network.nat_zones)
    endpoints = len(network.interface_endpoints) * len(network.zones)
    network_balancers, application_balancers = _balancers(design)
    plane = "eks_extended_hour" if _is_extended(design) else "eks_standard_hour"
    counted = (
        ("control plane", made, plane, "aws_eks_cluster"),
        ("NAT gateways", gateways, "nat_gateway_hour", "aws_nat_gateway"),
        ("public addresses of the NAT gateways", gateways, "public_ipv4_hour", "aws_eip"),
        ("interface endpoints", endpoints, "interface_endpoint_hour", "aws_vpc_endpoint"),
        ("KMS key", int(made and not design.spec.encryption.secrets_key_arn), "kms_key_month", "aws_kms_key"),
        ("Network Load Balancers", network_balancers, "network_load_balancer_hour", "aws_lb"),
        ("Application Load Balancers", application_balancers, "application_load_balancer_hour", "aws_lb"),
        ("alarms", len(design.alarms), "alarm_month", "aws_cloudwatch_metric_alarm"),
        *(
            (f"storage {storage.name}", storage.spec.fsx_lustre.size_gib, name, "aws_fsx_lustre_file_system")
            for storage in design.storage
            if storage.spec.fsx_lustre
            for name in [_lustre(storage.spec.fsx_lustre.deployment, storage.spec.fsx_lustre.throughput_mibs_per_tib)]
        ),
    )
    for name, count, service, resource in counted:
        price = prices.service(service, resource)
        if count and price is not None:
            # A file has a price for a whole file system, the catalogue for each GiB.
            cost = price if resource == "aws_fsx_lustre_file_system" and not prices.services else count * price
            yield CostLine(name, cost, cost)


def _balancers(design: ClusterDesign) -> tuple[int, int]:
    """Network and Application Load Balancers; workloads of one `group` share theirs."""
    network = sum(one.serving.load_balancer is not None for one in design.workloads)
    from eks_gpu.design.charts.gateways import is_gateway  # noqa: PLC0415 - prices by themselves need no design

    gateways = sum(map(is_gateway, design.spec.workloads))
    groups = [one.serving.ingress.group for one in design.workloads if one.serving.ingress]
    return network, gateways + groups.count(None) + len({*groups} - {None})


def _lustre(deployment: str, throughput: int) -> str:
    return "fsx_scratch_gib_month" if deployment == "scratch" else f"fsx_{throughput}_gib_month"


def _is_extended(design: ClusterDesign) -> bool:
    """Whether standard support had ended on the day of the catalogue; no clock is asked."""
    found = catalog.kubernetes_version(design.spec.kubernetes_version)
    return bool(found and found.standard_until and found.standard_until < catalog.versions_as_of())


def _by_use(design: ClusterDesign) -> Iterator[str]:
    if design.spec.existing_cluster:
        yield "the cluster itself"
    yield "traffic"
    yield "logs"
    if design.spec.control_plane.scaling_tier not in {None, "standard"}:
        yield f"the control plane's {design.spec.control_plane.scaling_tier}"
    for storage in design.storage:
        if storage.spec.efs:
            yield f"storage {storage.name}"
    if any(pool.auto for pool in design.pools):
        # A part of the On-Demand price for every instance (Amazon EKS pricing, "EKS Auto Mode").
        yield "Auto Mode's own price for each node"
    for group in design.scaled:
        if group.prepaid:
            yield f"the Capacity Block of {group.name}"
    for one in design.groups:
        if one.launch_template.reservation and not one.prepaid:
            # It costs the On-Demand price of its machines from the moment it is created (EC2 user guide, Capacity
            # Reservations pricing and billing); nodes in it are billed once.
            yield f"the reservation of {one.name} while no nodes run in it"
