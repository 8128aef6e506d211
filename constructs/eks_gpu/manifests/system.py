"""Nodes as manifests find them: all groups with the DaemonSets of the manifests, and the system nodes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.design.nodes.labels import is_discovered
from eks_gpu.design.platform.daemons import DaemonDesign
from eks_gpu.scheduling.labels import admits, alternatives
from eks_gpu.scheduling.taints import repelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.design import ClusterDesign, GroupModels, NodeModel, PoolModels
    from eks_gpu.manifests.demands import Pods


def nodes_with(design: ClusterDesign, daemons: Sequence[Pods]) -> tuple[GroupModels, ...]:
    """All groups, the system nodes last, with the DaemonSets on them; those without a known type are left out."""
    known = {one.name for one in design.spec.daemons}
    more = [pods for pods in daemons if pods.template.owner.name not in known]
    groups = [*design.nodes, *([design.system_nodes] if design.system_nodes else [])]
    return tuple(replace(models, pools=tuple(_with(pool, more) for pool in models.pools)) for models in groups)


def _with(pool: PoolModels, daemons: Sequence[Pods]) -> PoolModels:
    return replace(
        pool,
        template=_node_with(pool.template, daemons),
        nodes=tuple(_node_with(node, daemons) for node in pool.nodes),
    )


def _node_with(node: NodeModel, daemons: Sequence[Pods]) -> NodeModel:
    there = {daemon.name for daemon in node.daemons}
    added = tuple(_daemon(pods) for pods in daemons if runs_on(pods, node) and pods.template.owner.name not in there)
    return replace(node, daemons=(*node.daemons, *added)) if added else node


def runs_on(pods: Pods, node: NodeModel) -> bool:
    """Whether a DaemonSet has a pod on a node: it tolerates the taints, and its affinity surely admits the node."""
    return not repelling(node.taints, pods.demand.tolerations) and admits(pods.demand, node.labels)


def awaited_labels(pods: Pods, groups: Iterable[GroupModels]) -> list[str]:
    """Labels that a DaemonSet selects and that only discovery tools set, so that it is counted on no node."""
    labels = [node.labels for models in groups for pool in models.pools for node in pool.nodes]
    keys = [one.key for term in alternatives(pods.demand) for one in term if one.operator in {"In", "Exists"}]
    return [key for key in dict.fromkeys(keys) if is_discovered(key) and not any(key in one for one in labels)]


def _daemon(pods: Pods) -> DaemonDesign:
    # Without a class it has priority 0, and gives way to workloads of eks-gpu's own classes.
    return DaemonDesign(pods.template.owner.name, pods.demand.asks, declared=True)
