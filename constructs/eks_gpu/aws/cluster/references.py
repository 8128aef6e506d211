"""Values of a cluster that launch templates, file systems and outputs take from it, created here or by others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.capacity.fabric import EfaSecurityGroup
from eks_gpu.aws.nodes.launch_options import ClusterReferences
from eks_gpu.design.nodes.user_data import ClusterFacts
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import Construct
    from eks_gpu.templates import TerraformDesign


@dataclass(frozen=True)
class ClusterAttributes:
    """References to what EKS says of a cluster; resource and data source call it the same.

    Attributes:
        address: Address of the resource or of the data source.
    """

    address: str

    def _of(self, path: str) -> str:
        return f"${{{self.address}.{path}}}"

    @property
    def endpoint(self) -> str:
        """URL of the Kubernetes API."""
        return self._of("endpoint")

    @property
    def certificate_authority(self) -> str:
        """Certificate of the Kubernetes API, in base64."""
        return self._of("certificate_authority[0].data")

    @property
    def oidc_issuer(self) -> str:
        """Issuer of service account tokens."""
        return self._of("identity[0].oidc[0].issuer")

    @property
    def security_group_id(self) -> str:
        """The security group that EKS creates for the cluster."""
        return self._of("vpc_config[0].cluster_security_group_id")

    @property
    def vpc_id(self) -> str:
        """The cluster's VPC."""
        return self._of("vpc_config[0].vpc_id")

    @property
    def facts(self) -> ClusterFacts:
        """Values that a node needs to join."""
        services = "kubernetes_network_config[0].service_ipv4_cidr"
        return ClusterFacts(
            endpoint=self.endpoint,
            certificate_authority=self.certificate_authority,
            service_cidr=self._of(services),
            dns_address=f"${{cidrhost({self.address}.{services}, 10)}}",
        )


def cluster_references(
    scope: Construct, design: TerraformDesign, cluster: ClusterAttributes, nodes: Sequence[str] = ()
) -> ClusterReferences:
    """Values for launch templates, with the security group of EFA if one is needed.

    Args:
        scope: The construct that gets the security group.
        design: The design.
        cluster: The cluster.
        nodes: Security groups of nodes; empty leaves the choice to EKS.
    """
    of_pools = design.provisioner is not None and design.provisioner.efa_security_group
    apart = of_pools or any(group.launch_template.efa_security_group for group in design.groups)
    efa = EfaSecurityGroup(scope, "efa", cluster_name=design.name, vpc_id=cluster.vpc_id) if apart else None
    return ClusterReferences(
        security_group_id=cluster.security_group_id,
        efa_security_group_id=efa.id if efa else None,
        facts=cluster.facts,
        node_security_group_ids=tuple(nodes),
    )
