"""The Helm releases of a stack, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.kubernetes.charts.release import Release

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.bindings import Construct, ITerraformDependable
    from eks_gpu.kubernetes.charts.class_ids import PoolIds
    from eks_gpu.templates import TerraformDesign


def add_releases(
    scope: Construct,
    design: TerraformDesign,
    stack: str,
    *,
    namespaces: Mapping[str, Sequence[ITerraformDependable]],
    vpc_id: str,
    after: Sequence[ITerraformDependable] = (),
    exposed: Sequence[ITerraformDependable] = (),
    pool_ids: PoolIds | None = None,
    before_workloads: bool = False,
) -> list[ITerraformDependable]:
    """Add the releases of a stack.

    Args:
        scope: The stack.
        design: The cluster.
        stack: Kind of the stack.
        namespaces: Resources that a release in a namespace is made after.
        vpc_id: The cluster's VPC.
        after: Resources that every release is made after.
        exposed: Services that the Gateways of workloads send requests to.
        pool_ids: Subnets and security groups of node pools.
        before_workloads: Whether these are the releases before the workloads, or the others.
    """
    made: list[ITerraformDependable] = []
    for release in design.releases:
        if release.stack == stack and release.before_workloads == before_workloads:
            behind = exposed if release.own else ()
            before = [*after, *namespaces.get(release.namespace, ()), *made[-1:], *behind]
            added = Release(scope, f"release-{release.name}", release, after=before, vpc_id=vpc_id, pool_ids=pool_ids)
            made.append(added.resource)
    return made
