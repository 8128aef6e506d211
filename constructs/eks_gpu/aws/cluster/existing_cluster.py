"""A cluster that others made, read at plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.cluster.access import grant_access
from eks_gpu.aws.cluster.conditions import holds, warn_unless
from eks_gpu.aws.cluster.node_security_groups import NodeSecurityGroups
from eks_gpu.aws.cluster.references import ClusterAttributes, cluster_references
from eks_gpu.bindings import (
    Construct,
    TerraformStack,
    data_aws_eks_cluster,
    data_aws_security_groups,
    data_aws_subnet,
)
from eks_gpu.design.network import is_zone_id
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.templates import TerraformDesign

# A kubelet may be three minors older than the API server, and never newer (Kubernetes, "Version Skew Policy").
_SKEW = 3
_TAKES_ENTRIES = 'self.access_config[0].authentication_mode != "CONFIG_MAP"'


class ExistingCluster(Construct):
    """A cluster that others made: looked up by name at plan, compared with the declaration, and never changed.

    Nothing here depends on a resource: Terraform would read it at apply only, and plan to replace every node group
    whose values it does not know yet. A plan fails where the cluster contradicts the file; a destroy only warns.
    """

    def __init__(self, scope: Construct, id: str, design: TerraformDesign, *, mounts: bool = False) -> None:
        """Look the cluster up.

        Args:
            scope: The stack.
            id: Construct id.
            design: The design.
            mounts: Whether file systems of this stack are mounted on its nodes, which takes a security group.
        """
        super().__init__(scope, id)
        # Known while the plan is made, whatever else is not.
        self.name = design.cluster_name
        self.resource = data_aws_eks_cluster.DataAwsEksCluster(
            self, "cluster", name=design.cluster_name, lifecycle=holds(*_cluster_conditions(design))
        )
        self.attributes = ClusterAttributes(self.resource.fqn)
        self._compare_versions(design)
        self._look_up_subnets(design)
        groups = NodeSecurityGroups(self, "node-security-groups", design, cluster=self.attributes, own=mounts)
        self._look_for_node_groups_of_others(design)
        self.mounting_group_id = groups.own.id if groups.own else self.attributes.security_group_id
        self.references = cluster_references(self, design, self.attributes, groups.ids)
        grant_access(self, design, self.name)

    def _compare_versions(self, design: TerraformDesign) -> None:
        wanted, address = design.spec.kubernetes_version, self.resource.fqn
        message = (
            f"The cluster {design.cluster_name} runs Kubernetes ${{{address}.version}}, and the file says {wanted}. "
            "The GPU nodes stay at the older version, and the checks judge by it; write the newer version to replace "
            "them."
        )
        warn_unless(TerraformStack.of(self), "kubernetes_version", f'{address}.version == "{wanted}"', message)

    def _look_up_subnets(self, design: TerraformDesign) -> None:
        vpc = f"{self.resource.fqn}.vpc_config[0].vpc_id"
        for zone in design.network.zones:
            if zone.subnet_id:
                conditions = holds(*_subnet_conditions(design.cluster_name, zone.zone, zone.subnet_id, vpc))
                data_aws_subnet.DataAwsSubnet(self, f"subnet-{zone.zone}", id=zone.subnet_id, lifecycle=conditions)

    def _look_for_node_groups_of_others(self, design: TerraformDesign) -> None:
        """Say where nodes of terraform-aws-eks have a group of their own, by the name that it gives it.

        Its rules admit DNS, and most else between pods, only from members (its `node_groups.tf`, `node_sg_name`).
        """
        if design.spec.node_security_group_ids:
            return
        found = data_aws_security_groups.DataAwsSecurityGroups(
            self,
            "groups-of-nodes",
            filter=[
                data_aws_security_groups.DataAwsSecurityGroupsFilter(name=name, values=[value])
                for name, value in (
                    ("tag-key", f"kubernetes.io/cluster/{design.cluster_name}"),
                    ("tag:Name", f"{design.cluster_name}-node"),
                    ("vpc-id", self.attributes.vpc_id),
                )
            ],
        )
        message = (
            f"The nodes of {design.cluster_name} have a security group of their own, as those of terraform-aws-eks do: "
            f'${{join(", ", {found.fqn}.ids)}}. It admits DNS only from members, so pods on the GPU nodes may resolve '
            "no name. Write it in node_security_group_ids."
        )
        warn_unless(TerraformStack.of(self), "node_security_groups", f"length({found.fqn}.ids) == 0", message)


def _cluster_conditions(design: TerraformDesign) -> Iterator[tuple[str, str]]:
    """Version, VPC and authentication mode, as far as the file says something of them."""
    wanted, name, access = design.spec.kubernetes_version, design.cluster_name, design.spec.access
    minor, cluster = int(wanted.partition(".")[2]), 'tonumber(split(".", self.version)[1])'
    message = (
        f"The cluster {name} runs Kubernetes ${{self.version}}, and the file says {wanted}: nodes may be up to {_SKEW}"
        ' minor versions older than the control plane, never newer. Write kubernetes_version: "${self.version}"; nodes '
        "of another version are replaced."
    )
    yield f"{cluster} >= {minor} && {cluster} <= {minor + _SKEW}", message
    if vpc := design.network.vpc_id:
        message = (
            f"The cluster {name} is in ${{self.vpc_config[0].vpc_id}}, and the file says {vpc}. Correct network.vpc_id,"
            " or leave it out."
        )
        yield f'self.vpc_config[0].vpc_id == "{vpc}"', message
    if access.admins or access.viewers or access.teams:
        message = (
            f"The cluster {name} authenticates by the ConfigMap aws-auth only, so EKS refuses access entries. Leave out"
            " access.admins, access.viewers and access.teams and map the roles in aws-auth, or let the cluster's owner "
            "switch its authentication mode to API_AND_CONFIG_MAP, which cannot be undone."
        )
        yield _TAKES_ENTRIES, message
    if design.provisioner:
        message = (
            f"The cluster {name} authenticates by the ConfigMap aws-auth only, so EKS refuses the access entry of the "
            "node pools' nodes, and they cannot join. Let the cluster's owner switch its authentication mode to "
            "API_AND_CONFIG_MAP, which cannot be undone, or use gpu_node_groups."
        )
        yield _TAKES_ENTRIES, message
    if design.provisioner and design.provisioner.auto:
        message = (
            f"The cluster {name} has no EKS Auto Mode, and the file says 'provisioner: auto-mode': nobody would buy "
            "the nodes. Let the cluster's owner turn it on, or write 'provisioner: karpenter'."
        )
        yield "try(self.compute_config[0].enabled, false)", message
    if given := list(_given_roles(design)):
        fields, roles = listed(field for field, _ in given), listed(sorted({role for _, role in given}))
        message = (
            f"The cluster {name} authenticates by the ConfigMap aws-auth only, and {fields} names a role that somebody "
            "else made. EKS deletes the line of a role there with the last managed node group that has it, so a destroy"
            f" would turn other nodes with {roles} NotReady. Leave out {fields}: eks-gpu then makes a role that no"
            " other node has. Or let the owner switch its authentication mode to API_AND_CONFIG_MAP, which cannot be"
            " undone, and give the role an access entry of type EC2_LINUX."
        )
        yield _TAKES_ENTRIES, message


def _given_roles(design: TerraformDesign) -> Iterator[tuple[str, str]]:
    """Roles of others that node groups here get, with their fields.

    Nodes that EKS does not manage lose their access with the line of their role (EKS user guide, "Delete a managed node
    group from your cluster"), and no API says which nodes those are.
    """
    iam = design.spec.iam
    if iam.gpu_node_role_arn and design.gpu_groups:
        yield "iam.gpu_node_role_arn", iam.gpu_node_role_arn
    if iam.system_node_role_arn and design.cpu_groups:
        yield "iam.system_node_role_arn", iam.system_node_role_arn


def _subnet_conditions(name: str, zone: str, subnet: str, vpc: str) -> Iterator[tuple[str, str]]:
    """VPC and zone of a subnet."""
    message = (
        f"{subnet} is in ${{self.vpc_id}}, and the cluster {name} is in ${{{vpc}}}: its nodes cannot join from another "
        f"VPC. Write a subnet of the cluster's VPC in network.private_subnets.{zone}."
    )
    yield f"self.vpc_id == {vpc}", message
    field = "availability_zone_id" if is_zone_id(zone) else "availability_zone"
    message = (
        f"{subnet} is in ${{self.{field}}}, and the file says {zone}: the checks would judge by the wrong zone. Correct"
        " the zone in network.private_subnets."
    )
    yield f'self.{field} == "{zone}"', message
