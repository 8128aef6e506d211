"""Words and paths that rules share when they report where a workload can run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._where import NODES
from eks_gpu.design.network import is_zone_id
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import CPU, GPU, MEMORY, STORAGE, VOLUMES, is_gpu
from eks_gpu.scheduling.labels import ZONES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design import ClusterDesign, GroupFit, Obstacle, WorkloadDesign, WorkloadFit

# The group offers the resource name that the pod requests, but another kind of slice than it wants.
_OTHER_PARTS = "finds no slice of its 'gpu_profile'"
_FIELDS = {CPU: "cpu", MEMORY: "memory", STORAGE: "ephemeral_storage", VOLUMES: "volumes"}


def rests_on(workload: WorkloadDesign) -> tuple[str, ...]:
    """Paths of the spec that a finding about a workload's placement rests on."""
    on_nodes = (*NODES, "network", "autoscaler", "daemons", "daemon_reserve")
    return (*on_nodes, f"{workload.where}.node_groups")


def field(workload: WorkloadDesign, obstacle: Obstacle) -> str:
    """Path of the field that meets this obstacle; the workload itself if no such field is set."""
    if obstacle.kind == "label":
        return f"{workload.where}.node_selector.{obstacle.subject}"
    name = "gpus" if is_gpu(obstacle.subject) else _FIELDS.get(obstacle.subject, "")
    said = name and (name == "gpus" or getattr(workload.spec, name) is not None)
    return f"{workload.where}.{name}" if said else workload.where


def told(fits: Iterable[GroupFit]) -> str:
    """The reasons of several groups; groups with the same reasons are named together."""
    groups: dict[str, list[str]] = {}
    for one in fits:
        groups.setdefault("; ".join(one.reasons) or _OTHER_PARTS, []).append(one.group)
    return "; ".join(f"on {', '.join(names)} it {reasons}" for reasons, names in groups.items())


def fix(obstacle: Obstacle) -> str:
    """The edit that removes an obstacle."""
    if obstacle.subject in ZONES:
        return "write 'max_per_zone' instead of 'max' in the group: one node group per zone, each with a known zone"
    if obstacle.kind == "label":
        return "remove it from 'node_selector', or add a custom label to the group's 'labels' and select that"
    if obstacle.kind == "taint":
        return "add a toleration to the workload, or remove the taint from the group"
    if is_gpu(obstacle.subject):
        word = "GPU" if obstacle.subject == GPU else obstacle.subject
        return f"ask for at most {obstacle.most or 0} {word}, or add a group whose type has more"
    return _less_of(obstacle)


def _less_of(obstacle: Obstacle) -> str:
    """The edit for a pod that requests too much of a resource that every node has."""
    if obstacle.subject == STORAGE:
        # With RAID, kubelet counts the instance's local disks, and the EBS volume has no effect.
        return (
            f"ask for at most {obstacle.most}, or raise the group's 'disk_gib'; where it has 'local_storage: raid0', "
            "use types with larger local disks, or remove 'local_storage' and raise 'disk_gib'"
        )
    if obstacle.subject == VOLUMES:
        return f"give each pod at most {obstacle.most} claims, or put the data on shared storage"
    if not obstacle.most or obstacle.most.startswith("0"):
        return "use larger instance types, or keep DaemonSets ('daemons') off the group with 'node_groups'"
    share = " (left out, it is a fair share by GPUs)" if obstacle.subject in {CPU, MEMORY} else ""
    return f"ask for at most {obstacle.most}{share}, or add a group with larger nodes"


def own_group(zone: str) -> str:
    """The edit that keeps a workload in one zone if the network gives zones by id, which no label contains."""
    return f"remove it, give the zone a group of its own ('zones: [{zone}]') and name that in 'node_groups'"


def zone_fix(design: ClusterDesign, key: str) -> str:
    """The edit that makes a zone selector work; empty for other labels, or if only the value is wrong."""
    ids = [zone for zone in design.network.zone_names if is_zone_id(zone)]
    if ids and key in {*ZONES, "topology.k8s.aws/zone-id"}:
        return own_group(ids[0])
    wide = [models.group.name for models in design.nodes for pool in models.pools if len(pool.node_group.zones) > 1]
    if key in ZONES and wide:
        return (
            f"write 'max_per_zone' instead of 'max' in {listed(wide)}: one node group per zone, each with a known zone"
        )
    return ""


def judged(found: WorkloadFit) -> tuple[GroupFit, ...]:
    """The groups that the cluster file allows the workload to use."""
    workload = found.workload
    named = workload.spec.node_groups
    return tuple(one for one in found.groups if named is None or one.group in named)


def deciding(found: WorkloadFit) -> tuple[GroupFit, ...]:
    """The groups that come nearest to running a workload; empty if one runs it."""
    if found.verdict not in {"never-scales", "excluded"}:
        return ()
    return tuple(one for one in judged(found) if one.fit.verdict == found.verdict and one.fit.obstacles)


def only(kind: str, fits: Iterable[GroupFit]) -> bool:
    """Whether only obstacles of one kind keep a pod off these groups."""
    return all(obstacle.kind == kind for one in fits for obstacle in one.fit.obstacles)


def left_for_others(found: WorkloadFit) -> bool:
    """Whether another rule reports the obstacle: autoscaler-none, node-selector or gpu-profile."""
    groups = deciding(found)
    return only("nobody", groups) or only("label", groups) or (bool(groups) and all(map(_nothing_of_it, groups)))


def _nothing_of_it(one: GroupFit) -> bool:
    """Whether a group offers nothing under the GPU resource name that a pod requests."""
    lacking = (obstacle for obstacle in one.fit.obstacles if obstacle.kind == "resource")
    return any(is_gpu(obstacle.subject) and not obstacle.most for obstacle in lacking)
