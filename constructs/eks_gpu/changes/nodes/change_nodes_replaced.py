"""The edit replaces nodes, group by group.

**Why.** A new version of the launch template, of the AMI or of Kubernetes reaches nodes only when they are replaced:
EKS starts new ones, drains the old ones, and terminates them. Pods are evicted, GPU work is interrupted, and jobs start
again. Meanwhile a node group may have more nodes than its maximum, by up to twice the number of its zones. Cluster-wide
`tags` also replace nodes, because they reach instances and volumes; so does `sharing` by MIG, and any `sharing` on
Bottlerocket. The templates name `node_security_group_ids` as well. Removing `ami` changes nothing: the nodes keep their
release until something else replaces them.

The same is true of interfaces, placement group, reservation, local disks and user data, which are all in the template.
EKS updates a group on a Capacity Block only while it has no nodes. With your own AMI (`ami.id`) labels and taints are
in the user data as well.

**Fix.** Apply it when interruptions are acceptable. Groups at zero are not affected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import ami_origin, fixed, groups, same_zones
from eks_gpu.changes.nodes._templates import edits_of_all, template_edits
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, GroupDesign
    from eks_gpu.problem import Problem

_FIX = "apply it when interruptions are acceptable; groups at zero are not affected"
_EMPTY_FIRST = "apply it before the block begins, or first set the group's desired size to 0; otherwise EKS refuses it"

BEFORE = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max_per_zone: 2}
"""
BAD = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max_per_zone: 2, disk_gib: 400}
"""
GOOD = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max_per_zone: 2}
  - {name: gpu-large-disk, instance_types: [g5.xlarge], max_per_zone: 2, disk_gib: 400}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the launch templates and releases."""
    for where, message in edits_of_all(old, new):
        yield warning(__name__, where, message, _FIX)
    for was, now in groups(old, new):
        for field, reason in (*_release(was, now), *template_edits(old, was, now)):
            where = f"{now.where}.{field}" if field else now.where
            yield warning(__name__, where, f"{reason}: every node of {now.name} is replaced", _fix(now))
    yield from _system(old, new)


def _system(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    was, now = old.system, new.system
    if any(before != after for _, before, after in fixed(was, now)) or not same_zones(was.node_group, now.node_group):
        # The node group is replaced, and its launch template with it: change-group-replaced.
        return
    order = "several at a time" if now.update.max_unavailable != 1 else "one after the other"
    fix = "apply it when DNS, the autoscaler and controllers may move"
    edited = list(template_edits(old, was, now))
    if was.spec.ami != now.spec.ami and now.spec.ami is not None:
        edited.append(("ami", f"{_shown(was.spec.ami)} becomes {_shown(now.spec.ami)}"))
    for field, reason in edited:
        where = f"system_nodes.{field}" if field else "system_nodes"
        yield warning(__name__, where, f"{reason}: the system nodes are replaced, {order}", fix)


def _release(was: GroupDesign, now: GroupDesign) -> Iterator[tuple[str, str]]:
    """A changed release of EKS's AMI; the provider keeps one that is removed (optional and computed)."""
    before, after = (group.spec.ami.release_version if group.spec.ami else None for group in (was, now))
    if before != after and after is not None and ami_origin(was) == ami_origin(now):
        yield "ami.release_version", f"{before or 'the release that EKS chose'} becomes {after}"


def _fix(group: GroupDesign) -> str:
    return _EMPTY_FIRST if group.capacity_type == "CAPACITY_BLOCK" else _FIX


def _shown(value: object) -> str:
    """A value as the file shows it."""
    release = getattr(value, "release_version", None) or getattr(value, "id", None)
    return str(release or value) if value is not None else "EKS's own choice"
