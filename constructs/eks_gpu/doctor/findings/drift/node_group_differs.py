"""A node group in EKS differs from its declaration.

**Why.** Somebody changed the node group by hand, or the declaration was not applied. The autoscaler plans with the
group's types, labels and taints, and stops at its maximum.

**Fix.** Apply the cluster stack, or write the right values into the cluster file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.situation.amounts import taints_seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import GroupModels, PoolModels
    from eks_gpu.doctor.answers.amazon import NodeGroup
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# aws eks describe-nodegroup
nodegroup:
  nodegroupName: gpu-us-west-2a
  scalingConfig: {minSize: 0, maxSize: 9}
"""
GOOD = """\
# aws eks describe-nodegroup
nodegroup:
  nodegroupName: gpu-us-west-2a
  scalingConfig: {minSize: 0, maxSize: 2}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare sizes, types, capacity, labels and taints, as far as the answers contain them."""
    for group, models, pool in situation.groups.node_groups:
        # For a group that another tool created, only sizes and types can be compared.
        ours = group.name.startswith(pool.node_group.name_prefix) or GROUP_LABEL in (group.labels or {})
        found = list(_differences(group, models, pool, ours=ours))
        if found:
            message = f"it differs from the declaration: {'; '.join(found)}"
            fix = f"read the plan of {situation.design.name}-cluster, then cdktf deploy {situation.design.name}-cluster"
            tell = error if situation.gpu_pods.waiting and _keeps_pods_off(group, models, ours=ours) else warning
            yield tell(__name__, f"node group {group.name}", message, fix, groups=(models.group.name,))


def _keeps_pods_off(group: NodeGroup, models: GroupModels, *, ours: bool) -> bool:
    """Whether it has a type without GPU or a taint that no workload tolerates, or lacks the label of its group."""
    types = [catalog.instance_type(name) for name in group.instance_types]
    taints = set(taints_seen(group.taints or ())) - set(models.group.taints)
    without_gpu = models.group.has_gpus and any(one is not None and one.gpu is None for one in types)
    if without_gpu or not ours:
        return without_gpu
    return any(taint.effect.kubernetes != "PreferNoSchedule" for taint in taints) or (
        group.labels is not None and group.labels.get(GROUP_LABEL) != models.group.name
    )


def _differences(group: NodeGroup, models: GroupModels, pool: PoolModels, *, ours: bool) -> Iterator[str]:
    declared, sizes = models.managed, group.scaling
    # A schedule changes the sizes of its group.
    if not pool.node_group.schedules:
        if sizes.max is not None and sizes.max != pool.node_group.max:
            yield f"maximum {sizes.max} instead of {pool.node_group.max}"
        if sizes.min is not None and sizes.min != pool.node_group.min:
            yield f"minimum {sizes.min} instead of {pool.node_group.min}"
    if group.instance_types and group.instance_types != declared.spec.instance_types:
        yield f"types {', '.join(group.instance_types)} instead of {', '.join(declared.spec.instance_types)}"
    if group.capacity_type and group.capacity_type != declared.capacity_type:
        yield f"capacity {group.capacity_type} instead of {declared.capacity_type}"
    if not ours:
        return
    labels = group.labels
    wrong = [key for key, value in declared.labels.items() if labels is not None and labels.get(key) != value]
    if wrong:
        yield f"labels {', '.join(wrong)} are missing or have another value"
    if group.taints is not None and set(taints_seen(group.taints)) != set(declared.taints):
        has = ", ".join(map(str, taints_seen(group.taints))) or "none"
        yield f"taints {has} instead of {', '.join(map(str, declared.taints))}"
