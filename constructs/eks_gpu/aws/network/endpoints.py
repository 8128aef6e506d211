"""Ways from the VPC to AWS services that do not cross the internet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, security_group, vpc_endpoint, vpc_security_group_ingress_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.templates import TerraformDesign


class Endpoints(Construct):
    """Gateway endpoints in the route tables, interface endpoints in the private subnets.

    Interface endpoints get a security group of their own: with the VPC's default group, which is closed, nodes would
    time out on every call and never join.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        design: TerraformDesign,
        *,
        vpc_id: str,
        subnet_ids: Sequence[str],
        route_table_ids: Sequence[str],
    ) -> None:
        """Create the endpoints of a design."""
        super().__init__(scope, id)
        region, network = design.spec.region, design.network
        for service in network.gateway_endpoints:
            vpc_endpoint.VpcEndpoint(
                self,
                service,
                vpc_id=vpc_id,
                service_name=f"com.amazonaws.{region}.{service}",
                vpc_endpoint_type="Gateway",
                route_table_ids=list(route_table_ids),
                tags={"Name": f"{design.name}-{service}"},
            )
        if not network.interface_endpoints:
            return
        group = security_group.SecurityGroup(
            self,
            "security-group",
            name=f"{design.name}-endpoints",
            description="HTTPS from the VPC to its interface endpoints",
            vpc_id=vpc_id,
            tags={"Name": f"{design.name}-endpoints"},
        )
        vpc_security_group_ingress_rule.VpcSecurityGroupIngressRule(
            self,
            "https-from-vpc",
            security_group_id=group.id,
            description="HTTPS from the VPC",
            cidr_ipv4=network.cidr,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
        )
        # Pods with addresses of these blocks call the endpoints too.
        for block in network.secondary_cidrs:
            vpc_security_group_ingress_rule.VpcSecurityGroupIngressRule(
                self,
                f"https-from-{block.replace('.', '-').replace('/', '-')}",
                security_group_id=group.id,
                description="HTTPS from the VPC",
                cidr_ipv4=block,
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
            )
        for service in network.interface_endpoints:
            vpc_endpoint.VpcEndpoint(
                self,
                service.replace(".", "-"),
                vpc_id=vpc_id,
                service_name=f"com.amazonaws.{region}.{service}",
                vpc_endpoint_type="Interface",
                subnet_ids=list(subnet_ids),
                security_group_ids=[group.id],
                private_dns_enabled=True,
                tags={"Name": f"{design.name}-{service}"},
            )
