"""A node group of the declaration does not exist in EKS.

**Why.** Without its node group a zone has no GPU nodes. Pods that may run only in that zone stay Pending.

**Fix.** Apply the cluster stack. If the last apply was interrupted, read `docs/how-to/when-an-apply-breaks-off.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# aws eks list-nodegroups
nodegroups: [system, gpu-us-west-2a]
"""
GOOD = """\
# aws eks list-nodegroups
nodegroups: [system, gpu-us-west-2a, gpu-us-west-2b]
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look for every declared node group, if all of EKS's node groups were gathered."""
    seen = situation.seen
    if not seen.knows("NodeGroup"):
        return
    there = {(models.group.name, pool.node_group.id) for _, models, pool in situation.groups.node_groups}
    there |= {(models.group.name, pool.node_group.id) for _, models, pool in situation.groups.scaling_groups}
    # A folder may contain only the one group that somebody looked at. If it contains the system group, it has all.
    mine = [
        node_group.name for node_group in seen.node_groups if node_group.cluster in {"", situation.design.cluster_name}
    ]
    prefix = situation.design.system.node_group.name_prefix
    ours = {group.name for group, _, _ in situation.groups.node_groups}
    # On an existing cluster only the groups of others are sure to be there.
    shown = (
        set(mine) - ours
        if situation.design.spec.existing_cluster
        else [name for name in mine if name.startswith(prefix)]
    )
    if not shown:
        return
    for models, pool in situation.groups.managed:
        if (models.group.name, pool.node_group.id) not in there:
            name = f"{pool.node_group.name_prefix}…"
            message = f"the declaration has a node group {name}, but EKS has none with this prefix"
            fix = (
                f"cdktf deploy {situation.design.name}-cluster; its plan shows whether an earlier apply was interrupted"
            )
            yield error(__name__, f"node group {name}", message, fix, groups=(models.group.name,))
