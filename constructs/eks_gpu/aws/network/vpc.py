"""The VPC of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.network.endpoints import Endpoints
from eks_gpu.aws.network.flow_logs import FlowLogs
from eks_gpu.bindings import (
    Construct,
    default_security_group,
    eip,
    internet_gateway,
    nat_gateway,
    route,
    route_table,
    route_table_association,
    subnet,
    vpc,
    vpc_ipv4_cidr_block_association,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.bindings import subnet as subnets
    from eks_gpu.design import SubnetDesign, ZoneDesign
    from eks_gpu.templates import TerraformDesign

_ANYWHERE = "0.0.0.0/0"


class Network(Construct):
    """A VPC with a private subnet a zone for nodes and pods, and a public one for load balancers if it has NAT.

    Every private subnet has its own route table, so that going from one NAT gateway to one for each zone changes routes
    and replaces nothing.
    """

    def __init__(self, scope: Construct, id: str, design: TerraformDesign) -> None:
        """Create the network of a design; it must be one that is to be created."""
        super().__init__(scope, id)
        self._design = design
        self._private_subnets: dict[str, subnets.Subnet] = {}
        self._public_subnets: dict[str, subnets.Subnet] = {}
        self._nat_addresses: dict[str, eip.Eip] = {}
        network = design.network
        self.vpc = vpc.Vpc(
            self,
            "vpc",
            cidr_block=network.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": design.name},
        )
        # To ask node for it takes a message, and everything in the VPC names it.
        self._vpc_id = self.vpc.id
        # The default group would let everything that nobody assigned a group talk to each other. The empty lists also
        # take away rules that somebody adds by hand.
        default_security_group.DefaultSecurityGroup(
            self,
            "default-security-group",
            vpc_id=self._vpc_id,
            ingress=[],
            egress=[],
            tags={"Name": f"{design.name}-default-closed"},
        )
        self._private_tables = {zone.zone: self._private(zone, zone.private) for zone in network.zones if zone.private}
        self._pod_subnets = self._pods()
        public_zones = [zone for zone in network.zones if zone.public]
        if public_zones:
            self._internet(public_zones)
        private = self.private_subnet_ids
        Endpoints(
            self,
            "endpoints",
            design,
            vpc_id=self._vpc_id,
            subnet_ids=[private[zone] for zone in network.zone_names],
            route_table_ids=[table.id for table in self._private_tables.values()],
        )
        if network.flow_logs:
            FlowLogs(self, "flow-logs", design, vpc_id=self._vpc_id)

    @property
    def private_subnet_ids(self) -> dict[str, str]:
        """Ids of the private subnets, by zone."""
        return {zone: private.id for zone, private in self._private_subnets.items()}

    @property
    def pod_subnet_ids(self) -> dict[str, str]:
        """Ids of the subnets that hold only pods, by zone; empty where pods share the private ones."""
        return {zone: pods.id for zone, pods in self._pod_subnets.items()}

    @property
    def public_subnet_ids(self) -> dict[str, str]:
        """Ids of the public subnets, by zone; empty without NAT."""
        return {zone: public.id for zone, public in self._public_subnets.items()}

    @property
    def nat_addresses(self) -> dict[str, str]:
        """Public IPv4 addresses of the NAT gateways, by zone of the gateway: the cluster's source in allow-lists."""
        return {zone: address.public_ip for zone, address in self._nat_addresses.items()}

    def _private(self, zone: ZoneDesign, block: SubnetDesign) -> route_table.RouteTable:
        made = self._subnet("private", zone, block, "kubernetes.io/role/internal-elb")
        self._private_subnets[zone.zone] = made
        table = route_table.RouteTable(
            self,
            f"private-routes-{zone.zone}",
            vpc_id=self._vpc_id,
            tags={"Name": f"{self._design.name}-private-{zone.zone}"},
        )
        route_table_association.RouteTableAssociation(
            self, f"private-association-{zone.zone}", subnet_id=made.id, route_table_id=table.id
        )
        return table

    def _pods(self) -> dict[str, subnets.Subnet]:
        """The VPC's further blocks, and the subnets that hold only pods; those use the routes of their zone's nodes.

        These subnets have no tag: with `kubernetes.io/role/elb` load balancers would take their addresses, and with
        `kubernetes.io/role/cni` nodes without an ENIConfig.
        """
        blocks = [
            vpc_ipv4_cidr_block_association.VpcIpv4CidrBlockAssociation(
                self, f"cidr-{block.replace('.', '-').replace('/', '-')}", vpc_id=self._vpc_id, cidr_block=block
            )
            for block in self._design.network.secondary_cidrs
        ]
        made: dict[str, subnets.Subnet] = {}
        for zone in self._design.network.zones:
            if zone.pods:
                made[zone.zone] = self._subnet("pods", zone, zone.pods, after=blocks)
                route_table_association.RouteTableAssociation(
                    self,
                    f"pods-association-{zone.zone}",
                    subnet_id=made[zone.zone].id,
                    route_table_id=self._private_tables[zone.zone].id,
                )
        return made

    def _internet(self, zones: list[ZoneDesign]) -> None:
        gateway = internet_gateway.InternetGateway(
            self, "internet-gateway", vpc_id=self._vpc_id, tags={"Name": self._design.name}
        )
        table = route_table.RouteTable(
            self, "public-routes", vpc_id=self._vpc_id, tags={"Name": f"{self._design.name}-public"}
        )
        route.Route(
            self, "public-default", route_table_id=table.id, destination_cidr_block=_ANYWHERE, gateway_id=gateway.id
        )
        public = self._public_subnets
        for zone in zones:
            if zone.public:
                public[zone.zone] = self._subnet("public", zone, zone.public, "kubernetes.io/role/elb")
                route_table_association.RouteTableAssociation(
                    self, f"public-association-{zone.zone}", subnet_id=public[zone.zone].id, route_table_id=table.id
                )
        gateways = {zone: self._nat(zone, public[zone].id, gateway) for zone in self._design.network.nat_zones}
        shared = next(iter(gateways.values()), None)
        for zone_name, private_table in self._private_tables.items():
            nat = gateways.get(zone_name, shared)
            if nat:
                route.Route(
                    self,
                    f"private-default-{zone_name}",
                    route_table_id=private_table.id,
                    destination_cidr_block=_ANYWHERE,
                    nat_gateway_id=nat.id,
                )

    def _nat(self, zone: str, subnet_id: str, gateway: ITerraformDependable) -> nat_gateway.NatGateway:
        name = {"Name": f"{self._design.name}-{zone}"}
        address = eip.Eip(self, f"nat-address-{zone}", domain="vpc", tags=name, depends_on=[gateway])
        self._nat_addresses[zone] = address
        return nat_gateway.NatGateway(
            self,
            f"nat-{zone}",
            subnet_id=subnet_id,
            allocation_id=address.allocation_id,
            tags=name,
            depends_on=[gateway],
        )

    def _subnet(
        self,
        kind: str,
        zone: ZoneDesign,
        block: SubnetDesign,
        role_tag: str | None = None,
        after: Sequence[ITerraformDependable] = (),
    ) -> subnets.Subnet:
        return subnet.Subnet(
            self,
            f"{kind}-{zone.zone}",
            vpc_id=self._vpc_id,
            cidr_block=block.cidr,
            availability_zone=None if zone.is_id else zone.zone,
            availability_zone_id=zone.zone if zone.is_id else None,
            map_public_ip_on_launch=False,
            # The AWS load balancer controller finds its subnets by this tag.
            tags={"Name": f"{self._design.name}-{kind}-{zone.zone}", **({role_tag: "1"} if role_tag else {})},
            depends_on=list(after) or None,
        )
