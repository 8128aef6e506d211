"""`<cluster>-network`: the VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.network.vpc import Network
from eks_gpu.bindings import TerraformOutput
from eks_gpu.stacks.base import ClusterStack, pod_subnet_output, private_subnet_output

if TYPE_CHECKING:
    from eks_gpu.bindings import Construct
    from eks_gpu.templates import TerraformDesign


class NetworkStack(ClusterStack):
    """The VPC, for clusters that bring none."""

    def __init__(self, scope: Construct, design: TerraformDesign) -> None:
        """Create the stack."""
        super().__init__(scope, "network", design)
        network = Network(self, "network", design)
        for zone, subnet_id in network.private_subnet_ids.items():
            TerraformOutput(self, private_subnet_output(zone), value=subnet_id)
        for zone, subnet_id in network.pod_subnet_ids.items():
            TerraformOutput(self, pod_subnet_output(zone), value=subnet_id)
        TerraformOutput(self, "vpc-id", value=network.vpc.id)
        for zone, subnet_id in network.public_subnet_ids.items():
            TerraformOutput(self, f"public-subnet-{zone}", value=subnet_id)
        for zone, address in network.nat_addresses.items():
            TerraformOutput(self, f"nat-address-{zone}", value=address)
