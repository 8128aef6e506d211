"""The edit raises the minimum of an existing node group.

**Why.** The desired size belongs to the autoscaler, so Terraform does not change it; and EKS refuses a minimum above
it, sometimes after twenty minutes: "Minimum capacity N can't be greater than desired size M" (terraform-aws-eks #3683).

**Fix.** Take two steps: raise minimum and desired size together by hand, then apply, which finds nothing left to do. If
that many nodes already run, no step by hand is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import kept_node_groups
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NodeGroupDesign
    from eks_gpu.problem import Problem

BEFORE = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    min_per_zone: 0
    max_per_zone: 2
"""
BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    min_per_zone: 1
    max_per_zone: 2
"""
# The file does not show how many nodes are running, so every higher minimum is reported.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the minima of node groups that stay; a recreated one starts at its minimum."""
    for where, _, kept in kept_node_groups(old, new):
        raised = [(was, now) for was, now in kept if now.min > was.min]
        if raised:
            field = "min" if raised[0][1].id == "nodes" else "min_per_zone"
            yield _problem(new, f"{where}.{field}", raised)


def _problem(design: ClusterDesign, where: str, raised: list[tuple[NodeGroupDesign, NodeGroupDesign]]) -> Problem:
    was, now = raised[0]
    prefixes = " and ".join(f"'{nodes.name_prefix}'" for _, nodes in raised)
    # EKS also refuses a desired size above the maximum, and the running group still has the old maximum.
    most = f",maxSize={now.max}" if now.min > was.max else ""
    message = f"the minimum goes from {was.min} to {now.min}, and EKS refuses one above the current desired size"
    fix = (
        f"for each node group that begins with {prefixes} in `aws eks list-nodegroups --region {design.spec.region} "
        f"--cluster-name {design.name}`: `aws eks update-nodegroup-config --region {design.spec.region} "
        f"--cluster-name {design.name} --nodegroup-name NAME --scaling-config "
        f"minSize={now.min},desiredSize={now.min}{most}`; then apply"
    )
    return warning(__name__, where, message, fix)
