"""The role of a node group has no access entry, so its nodes may not join.

**Why.** EKS creates the entry with the group. If somebody deletes it, or deletes the role and creates one with the same
name, the API server answers the nodes with `Unauthorized`.

**Fix.** Apply the cluster stack, or create the entry with type `EC2_LINUX`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# aws eks list-access-entries
accessEntries:
  - arn:aws:iam::111122223333:role/platform
---
# aws eks describe-nodegroup
nodegroup:
  nodegroupName: gpu-us-west-2a
  nodeRole: arn:aws:iam::111122223333:role/vision-node
  health:
    issues:
      - code: NodeCreationFailure
        message: Instances failed to join the kubernetes cluster
"""
GOOD = """\
# aws eks list-access-entries
accessEntries:
  - arn:aws:iam::111122223333:role/platform
  - arn:aws:iam::111122223333:role/vision-node
---
# aws eks describe-nodegroup
nodegroup:
  nodegroupName: gpu-us-west-2a
  nodeRole: arn:aws:iam::111122223333:role/vision-node
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare the roles with all entries; if a ConfigMap may replace them, only after nodes have failed to join."""
    seen, name = situation.seen, situation.design.cluster_name
    # A single described entry shows nothing about the others.
    listed = any(not access_entry.type for access_entry in seen.access_entries)
    if not listed:
        return
    principals = {entry.principal for entry in seen.access_entries}
    by_entries = any(cluster.access.mode == "API" for cluster in seen.clusters)
    roles: dict[str, list[str]] = {}
    for group in (
        node_group for node_group in seen.node_groups if node_group.cluster in {"", name} and node_group.role
    ):
        failing = any(issue.code in {"NodeCreationFailure", "AccessDenied"} for issue in group.health.issues)
        if group.role not in principals and (by_entries or failing):
            roles.setdefault(group.role, []).append(group.name)
    for role, groups in roles.items():
        message = f"no access entry for {role}: nodes of {', '.join(groups)} may not join"
        fix = (
            f"cdktf deploy {situation.design.name}-cluster; or at once: aws eks create-access-entry --cluster-name "
            f"{name} --region {situation.design.spec.region} --type EC2_LINUX --principal-arn {role}"
        )
        concerned = {
            pool[0].group.name for name_of_group in groups if (pool := situation.groups.pool_named(name_of_group))
        }
        yield error(__name__, f"node group {groups[0]}", message, fix, groups=concerned)
