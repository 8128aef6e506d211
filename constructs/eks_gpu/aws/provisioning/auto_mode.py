"""EKS Auto Mode: its part of the cluster, and of the control plane's role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.aws.permissions import policies
from eks_gpu.aws.permissions.roles import Role
from eks_gpu.bindings import eks_cluster
from eks_gpu.design.nodes.pools import AUTO_MODE, NO_PROVISIONER
from eks_gpu.design.permissions.auto_mode import CLUSTER_ACTIONS, CLUSTER_POLICIES, NODE_POLICIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import Construct, ITerraformDependable
    from eks_gpu.templates import TerraformDesign


def capabilities(scope: Construct, design: TerraformDesign) -> tuple[dict[str, Any], Sequence[ITerraformDependable]]:
    """Arguments of the cluster, and what it must wait for; none where nobody speaks of Auto Mode.

    EKS and the provider turn compute, storage and load balancing on and off only together. Off is written: without the
    blocks the provider keeps load balancing as it was, and refuses the plan (hashicorp/terraform-provider-aws#40582).
    The role of nodes is there only with pools of EKS's own, which EKS demands; since 6.13.0 the provider takes both
    away in place (hashicorp/terraform-provider-aws#42483). An older one would replace the cluster, because it took any
    other value of an existing role for a new role; both engines bring a newer one.
    """
    switched = _switched(design)
    if switched is None:
        return {}, ()
    provisioner = design.provisioner
    pools = provisioner.system_pools if provisioner and switched else ()
    role = _system_pools_role(scope, design, provisioner.system_pools_role) if provisioner and pools else None
    arguments = {
        "compute_config": eks_cluster.EksClusterComputeConfig(
            enabled=switched, node_pools=list(pools) or None, node_role_arn=role.arn if role else None
        ),
        "storage_config": eks_cluster.EksClusterStorageConfig(
            block_storage=eks_cluster.EksClusterStorageConfigBlockStorage(enabled=switched)
        ),
    }
    return arguments, role.attachments if role else ()


def network_config(design: TerraformDesign) -> dict[str, Any]:
    """The part of Auto Mode in the cluster's network configuration, which has other arguments too."""
    switched = _switched(design)
    if switched is None:
        return {}
    return {
        "elastic_load_balancing": eks_cluster.EksClusterKubernetesNetworkConfigElasticLoadBalancing(enabled=switched)
    }


def _switched(design: TerraformDesign) -> bool | None:
    """Whether the file turns Auto Mode on or off; None if it says nothing of it."""
    named = design.spec.provisioner
    return {AUTO_MODE: True, NO_PROVISIONER: False}.get(named.kind) if named else None


def role_arguments(design: TerraformDesign) -> dict[str, Any]:
    """Trust and policies of the control plane's role, in addition to those that it has without Auto Mode."""
    provisioner, switched = design.provisioner, _switched(design)
    # EKS ends the nodes of an Auto Mode that is turned off, for which it still needs the trust.
    actions = ("sts:AssumeRole",) if switched is None else CLUSTER_ACTIONS
    if provisioner is None or not switched:
        return {"actions": actions, "managed": [], "inline": {}}
    return {
        "actions": actions,
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
