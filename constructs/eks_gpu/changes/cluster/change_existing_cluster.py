"""The edit turns a created cluster into one that others made, or the other way round.

**Why.** Both kinds have the same stacks and states. With `existing_cluster: true` the cluster stack contains no control
plane, so Terraform would destroy the running one with its system nodes and add-ons, and forget the network. Without it,
Terraform would create a control plane under a name that EKS has given already, and EKS refuses that after other parts
have changed.

**Fix.** Revert the edit. To hand a cluster that eks-gpu created over to others, first move its resources to their state
(`terraform state mv`); to add GPU nodes to it from a second project, give that project states of its own (`backend`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Everything else follows from this, so no other rule compares the two.
OF_ANOTHER_CLUSTER = True

BEFORE = """\
access: {runner: vpc}
network: {zones: [us-west-2a, us-west-2b]}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max: 2}
"""
BAD = """\
existing_cluster: true
network: {private_subnets: {us-west-2a: subnet-0a1b2c3d4e5f60718}}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max: 2}
"""
GOOD = """\
access: {runner: vpc}
network: {zones: [us-west-2a, us-west-2b]}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max: 3}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare who made the cluster."""
    if old.spec.existing_cluster == new.spec.existing_cluster or old.name != new.name:
        return
    if new.spec.existing_cluster:
        network = ", and forget its network" if old.network.is_created else ""
        message = (
            f"eks-gpu created {old.name}: Terraform would destroy its control plane, system nodes, add-ons and "
            f"everything that runs on it{network}"
        )
    else:
        message = (
            f"others made {old.name}: Terraform would create a second control plane of this name, which EKS refuses "
            "after other parts have changed"
        )
    yield error(__name__, "existing_cluster", message, "revert the edit, or write a file with another 'name'")
