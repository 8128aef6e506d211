"""Edits of a manifest that remove an obstacle, and the lines that they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks.placement.node_selector import KNOWN_AS
from eks_gpu.design.nodes.groups import SYSTEM_GROUP
from eks_gpu.design.nodes.labels import is_discovered
from eks_gpu.manifests.amounts import containers
from eks_gpu.manifests.judged import Spot
from eks_gpu.manifests.reading.parts import fields
from eks_gpu.problem import listed, nearest
from eks_gpu.scheduling.amounts import CPU, EFA, MEMORY, STORAGE, VOLUMES, is_gpu
from eks_gpu.scheduling.labels import ZONES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design import GroupFit, Obstacle
    from eks_gpu.manifests.demands import Pods
    from eks_gpu.manifests.judged import JudgedManifests


def place(pods: Pods, subject: str, kind: str = "resource") -> Spot | None:
    """Where a resource is asked for or a label is selected; None where the whole spec is meant."""
    spec = pods.template.spec
    if kind == "label":
        chosen = fields(spec, "nodeSelector")
        if subject in chosen:
            return Spot(f"nodeSelector.{subject}", chosen, subject)
        if "affinity" in spec:
            return Spot("affinity", spec, "affinity")
        return None
    if kind == "resource":
        for path, container in containers(spec):
            for part in ("requests", "limits"):
                holder = fields(container, f"resources.{part}")
                if subject in holder:
                    return Spot(f"{path}.resources.{part}.{subject}", holder, subject)
        return None
    key = "tolerations" if kind == "taint" else "volumes" if kind == "volume" else ""
    return Spot(key, spec, key) if key in spec else None


def fix(found: JudgedManifests, pods: Pods, groups: Sequence[GroupFit], obstacle: Obstacle) -> str:
    """The edit that removes an obstacle."""
    if obstacle.kind == "taint":
        return _toleration(obstacle.subject)
    if obstacle.kind == "label":
        return _label(found, pods, obstacle.subject)
    if obstacle.kind == "volume":
        return "give the group a node group in the volume's zone, or use storage that every zone can mount"
    if obstacle.kind == "resource":
        return _resource(found, groups, obstacle)
    return "give the group a minimum of one node, or turn the autoscaler on"


def _toleration(taint: str) -> str:
    pair, _, effect = taint.rpartition(":")
    key, _, value = pair.partition("=")
    how = "operator: Exists" if key.startswith("nvidia.com/") else f"operator: Equal, value: {value}"
    return f"add to 'tolerations': {{key: {key}, {how}, effect: {effect}}}"


def _label(found: JudgedManifests, pods: Pods, key: str) -> str:
    if key in ZONES:
        return "write 'max_per_zone' instead of 'max' in the group: one node group per zone, each with a known zone"
    known = [pool.template.labels for models in found.groups for pool in models.pools]
    keys = {name for labels in known for name in labels}
    if key not in keys:
        near = KNOWN_AS.get(key)
        if near is None and not is_discovered(key):
            near = nearest(key, keys)
        if near:
            return f"select {near} instead"
        return "remove it, or add the label to the group's 'labels' in the cluster file"
    values = sorted({value for labels in known for value in labels.get(key, ())})
    given = pods.demand.selector.get(key, "")
    close = nearest(given, values) if given else None
    return f"write {close}" if close else f"write one of {listed(values)}, or remove it" if values else "remove it"


def _resource(found: JudgedManifests, groups: Sequence[GroupFit], obstacle: Obstacle) -> str:
    name = obstacle.subject
    if is_gpu(name) and not obstacle.most:
        offers = dict.fromkeys(offer for models in found.design.nodes for offer in models.group.offers)
        others = [offer for offer in offers if offer != name]
        return f"ask for {listed(others)}, which the groups offer" if others else "add a group to 'gpu_node_groups'"
    if name == EFA and not obstacle.most:
        return "write 'efa: true' in a group whose instance type has EFA, or remove the request"
    if name == VOLUMES:
        return f"give each pod at most {obstacle.most} claims, or put the data on shared storage"
    if name in {CPU, MEMORY, STORAGE} or is_gpu(name) or name == EFA:
        nodes = (
            "larger 'system_nodes'" if [one.group for one in groups] == [SYSTEM_GROUP] else "a group with larger nodes"
        )
        if not obstacle.most or obstacle.most.startswith("0"):
            return f"use {nodes}"
        return f"ask for at most {obstacle.most} in all containers together, or use {nodes}"
    return f"remove the request; no node of this cluster has {name}"
