"""A role that somebody else made is used as it is, and its permissions are not in this file.

**Why.** eks-gpu attaches nothing to such a role. Without the trust of its service EKS refuses the cluster or the node
group. Without the permissions of the policies, nodes do not join or cannot pull images, or the control plane cannot
attach network interfaces. EKS Auto Mode acts with the control plane's role as well: without `sts:TagSession` in its
trust, or without the policies of Auto Mode, no node of a pool starts (EKS user guide, "Amazon EKS Auto Mode cluster IAM
role"). The only sign is a message on the node or in the health of the node group.

**Fix.** Compare the role with the message once (`aws iam get-role`, `aws iam list-attached-role-policies`), then accept
this finding with `ignore` and a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.permissions.auto_mode import CLUSTER_ACTIONS, CLUSTER_POLICIES, TAGGED_ACTIONS
from eks_gpu.design.permissions.given import given_roles
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_CLUSTER_ROLE = "iam.cluster_role_arn"

BAD = """\
iam:
  gpu_node_role_arn: arn:aws:iam::111122223333:role/gpu-nodes
"""
GOOD = """\
iam:
  gpu_node_role_arn: arn:aws:iam::111122223333:role/gpu-nodes
ignore:
  - id: role-given
    where: iam.gpu_node_role_arn
    reason: the platform team's role has these policies (ticket 4711)
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Say what each of them must trust and allow."""
    yield from _for_auto_mode(design)
    for path, arn, service, policies in given_roles(design.spec.iam):
        name = arn.rsplit("/", 1)[-1]
        message = f"{arn} must trust {service} and allow what {listed(policies)} allow; eks-gpu attaches nothing to it"
        fix = (
            f"look at it with 'aws iam list-attached-role-policies --role-name {name}', then accept this with 'ignore'"
        )
        yield warning(__name__, path, message, fix)


def _for_auto_mode(design: ClusterDesign) -> Iterator[Problem]:
    """Say it at the provisioner: whoever accepted the role did so before Auto Mode came."""
    arn, provisioner = design.spec.iam.cluster_role_arn, design.provisioner
    if arn is None or provisioner is None or not provisioner.auto:
        return
    name = arn.rsplit("/", 1)[-1]
    trusted, tags = " and ".join(CLUSTER_ACTIONS), listed(TAGGED_ACTIONS)
    message = (
        f"Auto Mode acts with {arn}, to which eks-gpu attaches nothing: its trust must allow {trusted}, and it needs "
        f"what {listed(CLUSTER_POLICIES)} allow, and {tags} with the file's tags"
    )
    fix = (
        f"look at it with 'aws iam get-role --role-name {name}' and 'aws iam list-attached-role-policies --role-name "
        f"{name}', then accept this with 'ignore'"
    )
    yield warning(__name__, "provisioner", message, fix, _CLUSTER_ROLE)
