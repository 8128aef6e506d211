"""Security groups of nodes that others made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.cluster.conditions import holds
from eks_gpu.bindings import Construct, TerraformResourceLifecycle, data_aws_security_group, security_group

if TYPE_CHECKING:
    from eks_gpu.aws.cluster.references import ClusterAttributes
    from eks_gpu.templates import TerraformDesign


class NodeSecurityGroups(Construct):
    """The security groups of `node_security_group_ids`, looked up at plan, next to the one of EKS.

    A launch template that names any group must name all, because EKS then adds its own no more (EKS user guide,
    "Customize managed nodes with launch templates"). A node may have only one group with the tag
    `kubernetes.io/cluster/<name>`: both load balancer controllers refuse a node with two ("expect exactly one
    securityGroup tagged", terraform-aws-eks `docs/faq.md`). EKS's own group has the tag. On a cluster that others made,
    their tagged group takes its place, as it does on their own nodes; on eks-gpu's own clusters it is an error.
    """

    def __init__(
        self, scope: Construct, id: str, design: TerraformDesign, *, cluster: ClusterAttributes, own: bool = False
    ) -> None:
        """Look the groups up.

        Args:
            scope: The construct that they belong to.
            id: Construct id.
            design: The design.
            cluster: The cluster, whose VPC they must be in.
            own: Whether nodes also get a group that only eks-gpu's have, which rules of file systems name: a rule in
                a group of others would change it.
        """
        super().__init__(scope, id)
        given, tag = design.spec.node_security_group_ids, f"kubernetes.io/cluster/{design.cluster_name}"
        self.own = self._own(design, cluster) if own else None
        tagged: list[str] = []
        for key in given:
            conditions = [_in_the_vpc(key, cluster)]
            if not design.spec.existing_cluster:
                conditions.append(_untagged(key, tag))
            elif tagged:
                conditions.append(_only_tagged(key, tag, tagged))
            found = data_aws_security_group.DataAwsSecurityGroup(self, key, id=key, lifecycle=holds(*conditions))
            tagged.append(f'contains(keys({found.fqn}.tags), "{tag}")')
        first = cluster.security_group_id
        if tagged and design.spec.existing_cluster:
            # The same group twice is the same set.
            first = f'${{anytrue([{", ".join(tagged)}]) ? "{given[0]}" : {cluster.address}.{_OWN_OF_EKS}}}'
        extra = [*given, *([self.own.id] if self.own else [])]
        self.ids: tuple[str, ...] = (first, *extra) if extra else ()

    def _own(self, design: TerraformDesign, cluster: ClusterAttributes) -> security_group.SecurityGroup:
        return security_group.SecurityGroup(
            self,
            "nodes",
            name_prefix=f"{design.name}-gpu-nodes-",
            description="GPU nodes",
            vpc_id=cluster.vpc_id,
            tags={"Name": f"{design.name}-gpu-nodes"},
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )


_OWN_OF_EKS = "vpc_config[0].cluster_security_group_id"


def _in_the_vpc(key: str, cluster: ClusterAttributes) -> tuple[str, str]:
    vpc = f"{cluster.address}.vpc_config[0].vpc_id"
    message = (
        f"{key} of 'node_security_group_ids' is in ${{self.vpc_id}}, and the cluster is in ${{{vpc}}}: EC2 starts no "
        "node with a security group of another VPC. Write a group of the cluster's VPC."
    )
    return f"self.vpc_id == {vpc}", message


def _untagged(key: str, tag: str) -> tuple[str, str]:
    message = (
        f"{key} of 'node_security_group_ids' has the tag {tag}, as the cluster's own group does: load balancers refuse "
        "a node with two tagged groups. Remove the tag, or write another group."
    )
    return f'!contains(keys(self.tags), "{tag}")', message


def _only_tagged(key: str, tag: str, before: list[str]) -> tuple[str, str]:
    message = (
        f"{key} of 'node_security_group_ids' and a group before it both have the tag {tag}: load balancers refuse a "
        "node with two tagged groups. Leave one of them out, or remove its tag."
    )
    return f'!(contains(keys(self.tags), "{tag}") && anytrue([{", ".join(before)}]))', message
