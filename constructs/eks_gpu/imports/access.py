"""Access entries and lines of aws-auth as `access`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import PLACEHOLDER, is_placeholder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.imports.imported import Part

_TEAM = {"AmazonEKSViewPolicy": "view", "AmazonEKSEditPolicy": "edit", "AmazonEKSAdminPolicy": "admin"}
# As in eks_gpu.spec.access.KubernetesGroup.
_GROUP = re.compile(r"(?!(system|eks|aws|amazon|iam):)[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}")
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
    teams: list[dict[str, object]] = []
    for arn, namespaces in policies:
        name = arn.rpartition("/")[2]
        if not namespaces and name in _WHOLE:
            _add(part, f"access.{_WHOLE[name]}", principal)
        elif namespaces and name in _TEAM:
            teams.append({"namespaces": [*namespaces], "policy": _TEAM[name]})
        else:
            part.left(source, f"eks-gpu has no access like {name} for {principal}", "access")
    others = [group for group in groups if group != _MASTERS]
    # Nobody in `admins` or `viewers` can be in a team.
    whole = _MASTERS in groups or any(not namespaces for _, namespaces in policies)
    if others and not whole and all(map(_GROUP.fullmatch, others)):
        teams = [{**(teams[0] if teams else {}), "kubernetes_groups": others}, *teams[1:]]
    elif others or not (groups or policies):
        reason = f"{principal} gets its permissions from Kubernetes groups ({', '.join(others) or 'none'}), by RBAC"
        part.left(source, reason, "access")
    for team in teams:
        _join(part, principal, team)


def _join(part: Part, principal: str, team: Mapping[str, object]) -> None:
    """Put a principal into the team that has these permissions, or into a new one."""
    found = part.get("access.teams")
    known: list[dict[str, object]] = found if isinstance(found, list) else []
    for one in known:
        members = one["principals"]
        if isinstance(members, list) and {**one, "principals": None} == {**team, "principals": None}:
            one["principals"] = members if principal in members else [*members, principal]
            return
    part.put("access.teams", [*known, {"principals": [principal], **team}])


def _add(part: Part, path: str, one: object) -> None:
    found = part.get(path)
    known = found if isinstance(found, list) else []
    if one not in known:
        part.put(path, [*known, one])
