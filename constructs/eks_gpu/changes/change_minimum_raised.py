"""The edit raises the minimum of a group that lives.

**Why.** The desired size belongs to the autoscaler, so Terraform leaves it alone; and EKS refuses a minimum above it,
sometimes after twenty minutes: "Minimum capacity N can't be greater than desired size M" (terraform-aws-eks #3683).

**Fix.** Two steps: raise minimum and desired size together by hand, then apply, which finds nothing left to do. Where
as many nodes run already, nothing is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import gpu_groups
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NodeGroupDesign
    from eks_gpu.problem import Problem


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the minima of node groups that stay."""
    for was, now in gpu_groups(old, new):
        before = {nodes.id: nodes for nodes in was.node_groups}
        raised = [nodes for nodes in now.node_groups if nodes.id in before and nodes.min > before[nodes.id].min]
        if raised:
            field = "min" if raised[0].id == "nodes" else "min_per_zone"
            yield _told(new, f"{now.where}.{field}", before[raised[0].id], raised)
    before_system, system = old.system.node_group, new.system.node_group
    if system.min > before_system.min:
        yield _told(new, "system_nodes.min", before_system, [system])


def _told(design: ClusterDesign, where: str, was: NodeGroupDesign, raised: list[NodeGroupDesign]) -> Problem:
    least = raised[0].min
    prefixes = " and ".join(f"'{nodes.name_prefix}'" for nodes in raised)
    message = f"the minimum goes from {was.min} to {least}, and EKS refuses one above the current desired size"
    fix = (
        f"for each node group that begins with {prefixes} in `aws eks list-nodegroups --region {design.spec.region} "
        f"--cluster-name {design.name}`: `aws eks update-nodegroup-config --region {design.spec.region} "
        f"--cluster-name {design.name} --nodegroup-name NAME --scaling-config minSize={least},desiredSize={least}`; "
        "then apply"
    )
    return warning(__name__, where, message, fix)
