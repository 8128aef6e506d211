"""EKS Auto Mode: its part of the cluster, and of the control plane's role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.aws.permissions import policies
from eks_gpu.aws.permissions.roles import Role
from eks_gpu.bindings import eks_cluster
from eks_gpu.design.permissions.auto_mode import CLUSTER_ACTIONS, CLUSTER_POLICIES, NODE_POLICIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import Construct, ITerraformDependable
    from eks_gpu.templates import TerraformDesign


def is_on(design: TerraformDesign) -> bool:
    """Whether the cluster has Auto Mode."""
    return design.provisioner is not None and design.provisioner.auto


def capabilities(scope: Construct, design: TerraformDesign) -> tuple[dict[str, Any], Sequence[ITerraformDependable]]:
    """Arguments of the cluster, and what it must wait for; none without Auto Mode.

    EKS and the provider turn compute, storage and load balancing on and off only together.
    """
    provisioner = design.provisioner
    if provisioner is None or not provisioner.auto:
        return {}, ()
    role = _system_pools_role(scope, design, provisioner.system_pools_role) if provisioner.system_pools else None
    arguments = {
        "compute_config": eks_cluster.EksClusterComputeConfig(
            enabled=True,
            node_pools=list(provisioner.system_pools) or None,
            node_role_arn=role.arn if role else None,
        ),
        "storage_config": eks_cluster.EksClusterStorageConfig(
            block_storage=eks_cluster.EksClusterStorageConfigBlockStorage(enabled=True)
        ),
    }
    return arguments, role.attachments if role else ()


def network_config(design: TerraformDesign) -> dict[str, Any]:
    """The part of Auto Mode in the cluster's network configuration, which has other arguments too."""
    if not is_on(design):
        return {}
    return {"elastic_load_balancing": eks_cluster.EksClusterKubernetesNetworkConfigElasticLoadBalancing(enabled=True)}


def role_arguments(design: TerraformDesign) -> dict[str, Any]:
    """Trust and policies of the control plane's role, in addition to those that it has without Auto Mode."""
    provisioner = design.provisioner
    if provisioner is None or not provisioner.auto:
        return {"actions": ("sts:AssumeRole",), "managed": [], "inline": {}}
    return {
        "actions": CLUSTER_ACTIONS,
        "managed": [policies.aws_managed(design.partition, name) for name in CLUSTER_POLICIES],
        "inline": {name: policies.document(*statements) for name, statements in provisioner.inline.items()},
    }


def _system_pools_role(scope: Construct, design: TerraformDesign, name: str) -> Role:
    return Role(
        scope,
        "auto-nodes",
        name=name,
        trust=policies.trust("ec2.amazonaws.com"),
        description=f"Nodes of Auto Mode's own pools of EKS cluster {design.name}",
        managed=[policies.aws_managed(design.partition, policy) for policy in NODE_POLICIES],
        boundary=design.spec.iam.permissions_boundary,
        path=design.spec.iam.path,
    )
