"""Policies for nodes are declared, but the roles of all nodes are ones that somebody else made.

**Why.** eks-gpu attaches nothing to roles that it did not create, so `node_policies` and `ssm` change nothing there.

**Fix.** Attach the policies to those roles where they are made, and remove the field here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
iam:
  system_node_role_arn: arn:aws:iam::111122223333:role/nodes
  gpu_node_role_arn: arn:aws:iam::111122223333:role/nodes
  node_policies: [arn:aws:iam::111122223333:policy/agent]
"""
GOOD = """\
iam:
  node_policies: [arn:aws:iam::111122223333:policy/agent]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for fields about roles that eks-gpu does not create."""
    iam = design.spec.iam
    # On a cluster of others without CPU groups, GPU nodes are all that there are.
    only_gpu = design.spec.existing_cluster and not design.spec.node_groups
    if not (iam.gpu_node_role_arn and (iam.system_node_role_arn or only_gpu)):
        return
    made = "the role of GPU nodes is" if only_gpu else "both roles of nodes are"
    message = f"{made} made by somebody else, and eks-gpu attaches and detaches nothing there"
    roles = ("iam.system_node_role_arn", "iam.gpu_node_role_arn")
    for field, written in (("node_policies", bool(iam.node_policies)), ("ssm", not iam.ssm)):
        if written:
            yield error(__name__, f"iam.{field}", message, "remove it, and change those roles themselves", *roles)
