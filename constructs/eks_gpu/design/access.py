"""Networks and teams that reach the Kubernetes API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.spec import CreatedNetworkSpec

if TYPE_CHECKING:
    from eks_gpu.spec import ClusterSpec, TeamSpec

# EKS's policies by the word of the file (EKS user guide, "Review access policy permissions").
_POLICIES = {"view": "AmazonEKSViewPolicy", "edit": "AmazonEKSEditPolicy", "admin": "AmazonEKSAdminPolicy"}


@dataclass(frozen=True)
class TeamAccess:
    """The access entry of a principal that is in one or more teams.

    Attributes:
        principal: ARN of the role or user.
        groups: Kubernetes groups, sorted.
        policies: Word and name of each policy with its namespaces, sorted: EKS associates a policy with an entry once.
    """

    principal: str
    groups: tuple[str, ...]
    policies: tuple[tuple[str, str, tuple[str, ...]], ...]


def team_access(spec: ClusterSpec) -> tuple[TeamAccess, ...]:
    """One entry for each principal of the teams, in the order in which the file names them."""
    teams = spec.access.teams
    principals = dict.fromkeys(principal for team in teams for principal in team.principals)
    return tuple(
        _entry(principal, [team for team in teams if principal in team.principals]) for principal in principals
    )


def _entry(principal: str, teams: list[TeamSpec]) -> TeamAccess:
    groups = {group for team in teams for group in team.kubernetes_groups}
    namespaces = {
        word: {namespace for team in teams if team.policy == word for namespace in team.namespaces}
        for word in _POLICIES
    }
    policies = ((word, name, tuple(sorted(namespaces[word]))) for word, name in _POLICIES.items() if namespaces[word])
    return TeamAccess(principal, tuple(sorted(groups)), tuple(policies))


def private_cidrs(spec: ClusterSpec) -> tuple[str, ...]:
    """Address blocks that may reach the private endpoint.

    EKS's own security group admits nodes only. Where the API is public and Terraform runs outside, nobody else needs
    the private endpoint, and nothing is opened that was not asked for.
    """
    access = spec.access
    if access.private_cidrs is not None:
        return access.private_cidrs
    needed = access.runner == "vpc" or not access.public_cidrs
    return (spec.network.cidr,) if needed and isinstance(spec.network, CreatedNetworkSpec) else ()
