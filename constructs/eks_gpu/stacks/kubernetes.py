"""How the platform and workloads stacks reach the Kubernetes API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import data_aws_eks_cluster, data_aws_eks_cluster_auth, kubernetes_provider
from eks_gpu.hcl import is_hcl_output
from eks_gpu.kubernetes.charts.provider import EXEC_API, add_helm
from eks_gpu.stacks.base import ClusterStack

if TYPE_CHECKING:
    from eks_gpu.bindings import Construct
    from eks_gpu.templates import TerraformDesign


class KubernetesStack(ClusterStack):
    """A stack of Kubernetes objects.

    The provider reads the cluster by name, never from a resource of its own state: it would be unknown at plan, and
    Terraform would talk to localhost.
    """

    def __init__(self, scope: Construct, kind: str, design: TerraformDesign) -> None:
        """Create the stack with both providers."""
        super().__init__(scope, kind, design)
        cluster = data_aws_eks_cluster.DataAwsEksCluster(self, "cluster", name=design.cluster_name)
        self.vpc_id = f"${{{cluster.fqn}.vpc_config[0].vpc_id}}"
        self.provider = kubernetes_provider.KubernetesProvider(
            self,
            "kubernetes",
            host=cluster.endpoint,
            cluster_ca_certificate=f"${{base64decode({cluster.fqn}.certificate_authority[0].data)}}",
        )
        command = self._authenticate()
        if any(release.stack == kind for release in design.releases):
            add_helm(self, self.provider, command)

    def _authenticate(self) -> list[str]:
        """Give the provider a token, or the command that prints one, which is returned."""
        auth = self.design.spec.access.kubernetes_auth
        # cdktf's HCL output drops an `ephemeral` block; the AWS CLI gives a fresh token as well.
        if auth == "ephemeral" and is_hcl_output():
            auth = "exec"
        if auth == "ephemeral":
            # The engine is older than ephemeral resources and has no class for this one.
            self.add_override("ephemeral.aws_eks_cluster_auth.cluster", {"name": self.design.cluster_name})
            self.provider.token = "${ephemeral.aws_eks_cluster_auth.cluster.token}"  # noqa: S105 - a reference
        elif auth == "data":
            self.provider.token = data_aws_eks_cluster_auth.DataAwsEksClusterAuth(
                self, "token", name=self.design.cluster_name
            ).token
        else:
            region, role = self.design.spec.region, self.design.spec.assume_role_arn
            # The command runs with the credentials of whoever runs Terraform, not with those of the AWS provider.
            assumed = ["--role-arn", role] if role else []
            command = [
                "aws",
                "eks",
                "get-token",
                "--cluster-name",
                self.design.cluster_name,
                "--region",
                region,
                *assumed,
            ]
            self.provider.exec = [
                kubernetes_provider.KubernetesProviderExec(api_version=EXEC_API, command=command[0], args=command[1:])
            ]
            return command
        return []
