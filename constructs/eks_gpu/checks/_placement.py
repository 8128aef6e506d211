"""How rules speak of where a workload runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.labels import ZONES
from eks_gpu.design.network import is_zone_id
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import CPU, GPU, MEMORY, STORAGE, VOLUMES, is_gpu

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design import ClusterDesign, GroupFit, Obstacle, WorkloadDesign, WorkloadFit

# Nothing on the node is in the way: what a group offers by the name that the pod asks for is not what it wants.
_OTHER_PARTS = "finds no part of its 'gpu_profile'"
_FIELDS = {CPU: "cpu", MEMORY: "memory", STORAGE: "ephemeral_storage", VOLUMES: "volumes"}


def rests_on(workload: WorkloadDesign) -> tuple[str, ...]:
    """What a word on the whole of a workload's placement follows from."""
    on_nodes = ("gpu_node_groups", "network", "autoscaler", "daemons", "daemon_reserve")
    return (*on_nodes, f"{workload.where}.node_groups")


def field(workload: WorkloadDesign, obstacle: Obstacle) -> str:
    """The path of what the user said that meets this obstacle."""
    if obstacle.kind == "label":
        return f"{workload.where}.node_selector.{obstacle.subject}"
    name = "gpus" if is_gpu(obstacle.subject) else _FIELDS.get(obstacle.subject, "")
    said = name and (name == "gpus" or getattr(workload.spec, name) is not None)
    return f"{workload.where}.{name}" if said else workload.where


def told(fits: Iterable[GroupFit]) -> str:
    """The reasons of several groups, each said once for all groups that share them."""
    groups: dict[str, list[str]] = {}
    for one in fits:
        groups.setdefault("; ".join(one.reasons) or _OTHER_PARTS, []).append(one.group)
    return "; ".join(f"on {', '.join(names)} it {reasons}" for reasons, names in groups.items())


def fix(obstacle: Obstacle) -> str:
    """The edit that removes an obstacle."""
    if obstacle.subject in ZONES:
        return "write 'max_per_zone' instead of 'max' in the group: one node group a zone, each known by its own"
    if obstacle.kind == "label":
        return "remove it from 'node_selector', or add a label of your own to the group's 'labels' and select that"
    if obstacle.kind == "taint":
        return "add a toleration to the workload, or remove the taint from the group"
    if is_gpu(obstacle.subject):
        word = "GPU" if obstacle.subject == GPU else obstacle.subject
        return f"ask for at most {obstacle.most or 0} {word}, or add a group whose type has more"
    return _less_of(obstacle)


def _less_of(obstacle: Obstacle) -> str:
    """The edit where a pod asks for too much of what every node has."""
    if obstacle.subject == STORAGE:
        # With RAID kubelet counts the machine's own disks, and the volume changes nothing.
        return (
            f"ask for at most {obstacle.most}, or raise the group's 'disk_gib'; where it has 'local_storage: raid0', "
            "use types with larger disks of their own, or remove 'local_storage' and raise 'disk_gib'"
        )
    if obstacle.subject == VOLUMES:
        return f"give each pod at most {obstacle.most} claims, or put the data on shared storage"
    if not obstacle.most or obstacle.most.startswith("0"):
        return "use larger instance types, or keep DaemonSets ('daemons') off the group with 'node_groups'"
    share = " (left out, it is a fair share by GPUs)" if obstacle.subject in {CPU, MEMORY} else ""
    return f"ask for at most {obstacle.most}{share}, or add a group with larger nodes"


def own_group(zone: str) -> str:
    """The edit that keeps a workload in one zone where the network gives its zones by id, which no label holds."""
    return f"remove it, give the zone a group of its own ('zones: [{zone}]') and name that in 'node_groups'"


def zone_fix(design: ClusterDesign, key: str) -> str:
    """The edit with which a selector finds a zone; empty for other labels, and where only its value is wrong."""
    ids = [zone for zone in design.network.zone_names if is_zone_id(zone)]
    if ids and key in {*ZONES, "topology.k8s.aws/zone-id"}:
        return own_group(ids[0])
    wide = [models.group.name for models in design.nodes for pool in models.pools if len(pool.node_group.zones) > 1]
    if key in ZONES and wide:
        return f"write 'max_per_zone' instead of 'max' in {listed(wide)}: one node group a zone, each known by its own"
    return ""


def judged(found: WorkloadFit) -> tuple[GroupFit, ...]:
    """The groups that the workload may use by what the user said."""
    named = found.workload.spec.node_groups
    return tuple(one for one in found.groups if named is None or one.group in named)


def deciding(found: WorkloadFit) -> tuple[GroupFit, ...]:
    """Where no group runs a workload, those that come nearest to it; otherwise none."""
    if found.verdict not in {"never-scales", "excluded"}:
        return ()
    return tuple(one for one in judged(found) if one.fit.verdict == found.verdict and one.fit.obstacles)


def only(kind: str, fits: Iterable[GroupFit]) -> bool:
    """Whether nothing but obstacles of one kind keeps a pod off these groups."""
    return all(obstacle.kind == kind for one in fits for obstacle in one.fit.obstacles)


def left_for_others(found: WorkloadFit) -> bool:
    """Whether a rule of its own speaks of what is in the way: autoscaler-none, node-selector, gpu-profile."""
    groups = deciding(found)
    return only("nobody", groups) or only("label", groups) or (bool(groups) and all(map(_nothing_of_it, groups)))


def _nothing_of_it(one: GroupFit) -> bool:
    """Whether a group has nothing by the name for GPUs that a pod asks for."""
    lacking = (obstacle for obstacle in one.fit.obstacles if obstacle.kind == "resource")
    return any(is_gpu(obstacle.subject) and not obstacle.most for obstacle in lacking)
