"""Access entries and lines of aws-auth as `access`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import PLACEHOLDER, is_placeholder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.imports.imported import Part

_TEAM = {"AmazonEKSViewPolicy": "view", "AmazonEKSEditPolicy": "edit", "AmazonEKSAdminPolicy": "admin"}
_WHOLE = {"AmazonEKSClusterAdminPolicy": "admins", "AmazonEKSViewPolicy": "viewers"}
_MASTERS = "system:masters"
# Entries that EKS or this file makes for nodes.
_NODES = frozenset(("EC2_LINUX", "EC2_WINDOWS", "EC2", "FARGATE_LINUX", "HYBRID_LINUX", "HYPERPOD_LINUX"))
_NODE_GROUPS = frozenset(("system:bootstrappers", "system:nodes", "system:node-proxier"))


def put_cluster_access(  # noqa: PLR0917 - the parts of an access entry
    part: Part,
    principal: str,
    kind: str,
    policies: Sequence[tuple[str, tuple[str, ...]]],
    groups: Sequence[str],
    source: str,
) -> None:
    """Give one principal the access that the original gives.

    Args:
        part: The cluster.
        principal: ARN of the role or user.
        kind: EKS's type of the entry; those of nodes follow from the groups.
        policies: ARNs of access policies, each with its namespaces; none for the whole cluster.
        groups: Kubernetes groups.
        source: Place in the original.
    """
    if kind in _NODES or (groups and set(groups) <= _NODE_GROUPS):
        return
    if not principal or is_placeholder(principal):
        part.left(source, PLACEHOLDER if principal else "it names no principal", "access")
        return
    if _MASTERS in groups:
        _add(part, "access.admins", principal)
    for arn, namespaces in policies:
        name = arn.rpartition("/")[2]
        if not namespaces and name in _WHOLE:
            _add(part, f"access.{_WHOLE[name]}", principal)
        elif namespaces and name in _TEAM:
            _add(part, "access.teams", {"principals": [principal], "namespaces": [*namespaces], "policy": _TEAM[name]})
        else:
            part.left(source, f"eks-gpu has no access like {name} for {principal}", "access")
    others = [group for group in groups if group != _MASTERS]
    if others or not (groups or policies):
        reason = f"{principal} gets its permissions from Kubernetes groups ({', '.join(others) or 'none'}), by RBAC"
        part.left(source, reason, "access")


def _add(part: Part, path: str, one: object) -> None:
    found = part.get(path)
    known = found if isinstance(found, list) else []
    if one not in known:
        part.put(path, [*known, one])
