"""Subnets and endpoints, by the zones of a declaration."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.spec import CreatedNetworkSpec

if TYPE_CHECKING:
    from eks_gpu.spec import NetworkSpec

# The VPC is cut into eighths: one for each of six zones' private subnets, one for all public subnets (again cut into
# eighths), one left free. A zone's blocks follow only from its position, so appending a zone moves none.
_EIGHTH = 3
_PUBLIC_EIGHTH = 6
# AWS makes no subnet smaller than a /28 (VPC user guide, "Subnet sizing"), so a block of more than 22 bits has no room
# for the public ones.
LONGEST_PREFIX = 28 - 2 * _EIGHTH
# EKS lets the control plane's subnets change only within the zones of the first apply. The first two are there from
# the beginning in every network, so this list stays the same when zones are appended.
_CONTROL_PLANE_ZONES = 2

# Services that nodes, agents and the autoscaler call without access to the internet (EKS user guide, private clusters).
PRIVATE_ENDPOINTS = (
    "autoscaling",
    "ec2",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "eks",
    "eks-auth",
    "elasticloadbalancing",
    "logs",
    "ssm",
    "ssmmessages",
    "sts",
)
# Karpenter reads its queue of interruptions in addition; the others of its list are above (EKS best practices guide,
# "Karpenter", private clusters). For Auto Mode, whose controller runs outside of the VPC, AWS's guides name no others.
KARPENTER_ENDPOINTS = ("sqs",)


@dataclass(frozen=True)
class SubnetDesign:
    """A subnet to create."""

    cidr: str
    addresses: int


@dataclass(frozen=True)
class ZoneDesign:
    """An availability zone of the network.

    Attributes:
        zone: As the user wrote it: a name or an id.
        is_id: Whether it is a zone id (``usw2-az1``), which means the same zone in every account.
        private: The subnet for nodes and pods to create; None in an existing VPC.
        public: The subnet for load balancers and NAT to create; None if there is none.
        subnet_id: The existing private subnet; None in a created VPC.
        pods: The subnet only for pods to create; None if there is none.
        pod_subnet_id: The existing subnet only for pods; None if there is none.
    """

    zone: str
    is_id: bool
    private: SubnetDesign | None = None
    public: SubnetDesign | None = None
    subnet_id: str | None = None
    pods: SubnetDesign | None = None
    pod_subnet_id: str | None = None


@dataclass(frozen=True)
class NetworkDesign:
    """The network, complete.

    Attributes:
        vpc_id: The existing VPC; None when one is created, or when it is the one of an existing cluster.
        cidr: Address block of a created VPC.
        zones: In the order of the declaration.
        control_plane_zones: Zones whose private subnets hold the control plane's interfaces: always the first two, and
            none of an existing cluster.
        nat_zones: Zones with a NAT gateway.
        gateway_endpoints: Services reached through route tables, free of charge.
        interface_endpoints: Services reached through network interfaces, billed by zone and hour.
        flow_logs: Whether traffic is recorded.
        is_created: Whether eks-gpu makes the VPC.
        secondary_cidrs: Further address blocks of a created VPC.
        prefix_delegation: Whether the VPC CNI uses prefixes, not single addresses; None where the file says nothing.
        service_cidr: Address block of Services; None leaves it to EKS.
    """

    vpc_id: str | None
    cidr: str | None
    zones: tuple[ZoneDesign, ...]
    control_plane_zones: tuple[str, ...]
    nat_zones: tuple[str, ...] = ()
    gateway_endpoints: tuple[str, ...] = ()
    interface_endpoints: tuple[str, ...] = ()
    flow_logs: bool = False
    is_created: bool = False
    secondary_cidrs: tuple[str, ...] = ()
    prefix_delegation: bool | None = None
    service_cidr: str | None = None

    @property
    def zone_names(self) -> tuple[str, ...]:
        """The zones as the user wrote them."""
        return tuple(zone.zone for zone in self.zones)

    @property
    def pod_zones(self) -> tuple[str, ...]:
        """The zones that have a subnet only for pods."""
        return tuple(zone.zone for zone in self.zones if zone.pods or zone.pod_subnet_id)


def is_zone_id(zone: str) -> bool:
    """Whether a zone is given by id (``usw2-az1``); zone names end in a letter."""
    return zone[-1].isdigit()


def design_network(
    spec: NetworkSpec, *, existing_cluster: bool = False, endpoints: tuple[str, ...] = ()
) -> NetworkDesign:
    """The network of a declaration.

    Args:
        spec: The network.
        existing_cluster: Whether the control plane is in subnets that others chose.
        endpoints: Services that `private` stands for in addition to those that every cluster calls.
    """
    if not isinstance(spec, CreatedNetworkSpec):
        zones = tuple(
            ZoneDesign(zone, is_zone_id(zone), subnet_id=subnet, pod_subnet_id=spec.pod_subnets.get(zone))
            for zone, subnet in spec.private_subnets.items()
        )
        names = tuple(zone.zone for zone in zones)
        return NetworkDesign(
            spec.vpc_id,
            None,
            zones,
            () if existing_cluster else names[:_CONTROL_PLANE_ZONES],
            prefix_delegation=spec.prefix_delegation,
            service_cidr=spec.service_cidr,
        )
    zones = _created_zones(spec)
    names = tuple(zone.zone for zone in zones)
    wanted = set(spec.endpoints)
    private = tuple(sorted((*PRIVATE_ENDPOINTS, *endpoints)))
    interface = private if "private" in wanted else tuple(sorted(wanted - {"s3"}))
    return NetworkDesign(
        vpc_id=None,
        cidr=spec.cidr,
        zones=zones,
        control_plane_zones=() if existing_cluster else names[:_CONTROL_PLANE_ZONES],
        nat_zones={"single": names[:1], "per-zone": names, "none": ()}[spec.nat],
        gateway_endpoints=("s3",) if wanted & {"s3", "private"} else (),
        interface_endpoints=interface,
        flow_logs=spec.flow_logs,
        is_created=True,
        secondary_cidrs=spec.secondary_cidrs,
        prefix_delegation=spec.prefix_delegation,
        service_cidr=spec.service_cidr,
    )


def _created_zones(spec: CreatedNetworkSpec) -> tuple[ZoneDesign, ...]:
    """The zones with their blocks.

    A block that is too small to be cut is designed as the smallest one that is not, so that the other rules can speak
    about the rest of the file; `network-cidr` refuses it.
    """
    block = ipaddress.IPv4Network(spec.cidr)
    if block.prefixlen > LONGEST_PREFIX:
        block = block.supernet(new_prefix=LONGEST_PREFIX)
    eighths = list(block.subnets(prefixlen_diff=_EIGHTH))
    public = list(eighths[_PUBLIC_EIGHTH].subnets(prefixlen_diff=_EIGHTH))
    has_public = spec.nat != "none"
    return tuple(
        ZoneDesign(
            zone,
            is_zone_id(zone),
            private=_subnet(eighths[place]),
            public=_subnet(public[place]) if has_public else None,
            pods=_subnet(ipaddress.IPv4Network(spec.pod_subnets[zone])) if zone in spec.pod_subnets else None,
        )
        for place, zone in enumerate(spec.zones)
    )


def _subnet(block: ipaddress.IPv4Network) -> SubnetDesign:
    # AWS keeps the first four addresses and the last one of every subnet.
    return SubnetDesign(str(block), block.num_addresses - 5)
