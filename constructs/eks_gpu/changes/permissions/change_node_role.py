"""The edit gives nodes another IAM role, which replaces their node groups.

**Why.** EKS cannot change the role of a node group. Terraform creates the new node groups first, then deletes the old
ones, and EKS evicts their pods: a job starts again. Meanwhile both may have nodes, so the quota must suffice for both.
With another `iam.path`, roles that eks-gpu creates have other ARNs, so the same happens.

**Fix.** Apply it while nothing is running there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_FIX = "apply it while nothing is running there"
_OWN = "a role of the cluster's own"
_SYSTEM = "system_node_role_arn"
_GPU = {"gpu_node_role_arn": "every GPU node group"}
_NODES = {_SYSTEM: "the system node group", **_GPU}

BEFORE = """\
iam: {}
"""
BAD = """\
iam:
  gpu_node_role_arn: arn:aws:iam::111122223333:role/gpu-nodes
"""
GOOD = """\
iam:
  node_policies: [arn:aws:iam::111122223333:policy/agent]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the roles that somebody else made, then the path of the cluster's own."""
    was, now = old.spec.iam, new.spec.iam
    replaced = _replaced(new)
    for field, nodes in replaced.items():
        before, after = getattr(was, field), getattr(now, field)
        if before != after:
            message = f"{before or _OWN} becomes {after or _OWN}: {nodes} is replaced, and its pods are evicted"
            yield warning(__name__, f"iam.{field}", message, _FIX)
    own = [field for field in replaced if getattr(was, field) is getattr(now, field) is None]
    # With a control plane's role of eks-gpu's own, the cluster is replaced, which is reported as an error.
    if own and was.path != now.path and (now.cluster_role_arn or new.spec.existing_cluster):
        nodes = " and ".join(replaced[field] for field in own)
        message = f"{was.path or '/'} becomes {now.path or '/'}: with other roles, {nodes} is replaced"
        yield warning(__name__, "iam.path", message, _FIX)


def _replaced(design: ClusterDesign) -> dict[str, str]:
    """The nodes that get each role; system nodes of an existing cluster have roles of others."""
    if not design.spec.existing_cluster:
        return _NODES
    return {**({_SYSTEM: "every CPU node group"} if design.cpu_groups else {}), **_GPU}
