"""IAM roles of plans and states as `iam`: the account's rules for them, and those that somebody else made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.imports.plans.resources import is_ours, text

if TYPE_CHECKING:
    from eks_gpu.imports.imported import Imported
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change

_SCOPED = "AmazonEBSCSIDriverEKSClusterScopedPolicy"
_NODE_ROLES = "node-role-"
_SSM = "AmazonSSMManagedInstanceCore"
# Policies that the nodes of eks-gpu always have.
_USUAL = frozenset(("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", _SSM))
# On an existing cluster, where the VPC CNI may have no role of its own, also this one.
_CNI = "AmazonEKS_CNI_Policy"


def import_roles(result: Imported, resources: Resources, cluster: Change | None) -> None:
    """Fill in `iam`, after the groups.

    Args:
        result: The cluster with its groups.
        resources: All resources.
        cluster: The EKS cluster; None if it is not among them.
    """
    roles = [*resources.of("aws_iam_role")]
    boundaries = {text(one.values, "permissions_boundary") for one in roles} - {""}
    if len(boundaries) == 1:
        result.put("iam.permissions_boundary", boundaries.pop())
    elif boundaries:
        result.left("aws_iam_role", f"roles have {len(boundaries)} permissions boundaries; a file has one", "iam")
    paths = {text(one.values, "path") for one in roles} - {"", "/"}
    if len(paths) == 1:
        result.put("iam.path", paths.pop())
    elif paths:
        result.left("aws_iam_role.path", f"roles have {len(paths)} paths; a file has one", "iam")
    made = {text(one.values, "arn") for one in roles}
    role = text(cluster.values, "role_arn") if cluster else ""
    if role and role not in made and (not roles or (cluster and is_ours(cluster))):
        result.put("iam.cluster_role_arn", role)
    if resources.is_ours:
        _put_node_roles(result, resources, made)
        _put_policies(result, resources, on_existing=cluster is None or not cluster.managed)


def _put_node_roles(result: Imported, resources: Resources, made: set[str]) -> None:
    """Roles of nodes that eks-gpu did not make."""
    used = {one.address: text(one.values, "node_role_arn") for one in resources.of("aws_eks_node_group")}
    for gpu, field in ((True, "gpu_node_role_arn"), (False, "system_node_role_arn")):
        given = {used.get(one.source, "") for one in result.groups if one.gpu is gpu} - made - {""}
        if len(given) == 1:
            result.put(f"iam.{field}", given.pop())
        elif given:
            result.left("aws_eks_node_group.node_role_arn", f"nodes have {len(given)} roles; a file has one", "iam")


def _put_policies(result: Imported, resources: Resources, *, on_existing: bool) -> None:
    """Policies that the roles have in addition to the usual ones, and a usual one that is missing."""
    usual = _USUAL | ({_CNI} if on_existing else set())
    attached = [*resources.of("aws_iam_role_policy_attachment")]
    names = {text(one.values, "policy_arn").rpartition("/")[2] for one in attached}
    result.put("ebs_driver_scope", "cluster" if _SCOPED in names else None)
    nodes = [text(one.values, "policy_arn") for one in attached if one.name.startswith(_NODE_ROLES)]
    more = [arn for arn in dict.fromkeys(nodes) if arn and arn.rpartition("/")[2] not in usual]
    result.put("iam.node_policies", more or None)
    if nodes and not any(arn.endswith(f"/{_SSM}") for arn in nodes):
        result.put("iam.ssm", value=False)
