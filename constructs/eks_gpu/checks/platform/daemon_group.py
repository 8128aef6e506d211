"""A declared DaemonSet names a node group that does not exist, or whose taints its pods do not tolerate.

**Why.** The DaemonSet is not counted on such a group. If it runs there after all, it takes room that default-sized pods
rely on, and they stay Pending.

**Fix.** Write names of groups, or `system`. Copy `tolerations` from the DaemonSet, or remove both fields;
the DaemonSet then counts on every group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import among, error, instead, warning
from eks_gpu.checks._where import NODES, group_names, named
from eks_gpu.design.nodes.groups import SYSTEM_GROUP
from eks_gpu.design.platform.daemons import repelled_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
daemons:
  - name: log-agent
    cpu: 200m
    memory: 256Mi
    node_groups: [gpus]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
daemons:
  - name: log-agent
    cpu: 200m
    memory: 256Mi
    node_groups: [gpu]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the groups that each entry names with the declared groups and their taints."""
    known = [*(group.name for _, group in named(design.spec)), SYSTEM_GROUP]
    taints = {group.name: group.taints for group in design.all_machines}
    for index, daemon in enumerate(design.spec.daemons):
        for position, name in enumerate(daemon.node_groups or ()):
            where = f"daemons[{index}].node_groups[{position}]"
            away = repelled_by(daemon, taints.get(name, ()))
            if name not in known:
                message = f"there is no node group {name!r}; the groups are: {among(known)}"
                fix = instead(name, known, "add the group, or remove 'node_groups'")
                yield error(__name__, where, message, fix, *group_names(design.spec))
            elif away:
                message = (
                    f"{daemon.name} does not tolerate {away[0]}, so it does not run on {name} and is not counted there"
                )
                fix = "copy the toleration from the DaemonSet, or remove the group"
                yield warning(__name__, where, message, fix, *NODES, f"daemons[{index}].tolerations")
