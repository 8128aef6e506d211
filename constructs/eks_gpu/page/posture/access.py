"""Access to the Kubernetes API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.posture.row import Posture, chosen
from eks_gpu.page.words import several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign


def access(design: ClusterDesign) -> Iterator[Posture]:
    """Addresses and identities that reach the API."""
    spec, given = design.spec, design.spec.access
    if spec.existing_cluster:
        yield Posture(
            "endpoint, administrators and entries", "set", "those of the existing cluster; eks-gpu changes none"
        )
        return
    public = several(given.public_cidrs, "closed")
    yield chosen("public endpoint of the API", public, opened=bool(given.public_cidrs))
    private = several(design.private_cidrs, "nodes only")
    yield chosen("private endpoint of the API", private, given=given.private_cidrs is not None)
    creator = "administers it" if given.creator_admin else "gets no access"
    yield chosen("identity that creates the cluster", creator, given=not given.creator_admin)
    yield chosen("further administrators", several(given.admins), opened=bool(given.admins))
    yield chosen("viewers, without Secrets", several(given.viewers), opened=bool(given.viewers))
    for team in design.teams:
        policies = [f"{word} in {several(names)}" for word, _, names in team.policies]
        groups = [f"Kubernetes groups {several(team.groups)}"] if team.groups else []
        yield chosen(f"team {team.principal}", several([*policies, *groups]), opened=True)
    protected = "on" if spec.deletion_protection else "off: a destroy works at once"
    yield chosen("deletion protection", protected, opened=not spec.deletion_protection)
    logs = several(spec.control_plane.logs, "none are written")
    days = spec.control_plane.log_retention_days
    kept = f", kept {f'{days} days' if days else 'forever'}" if spec.control_plane.logs else ""
    yield chosen("control plane's logs", f"{logs}{kept}", opened=not spec.control_plane.logs)
