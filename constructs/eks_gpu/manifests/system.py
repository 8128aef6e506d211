"""Nodes as manifests find them: the GPU groups with the DaemonSets of the manifests, and the system nodes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from eks_gpu.design.capacity.efa import interfaces_attached
from eks_gpu.design.nodes.gpu_groups import GROUP_LABEL, SYSTEM_GROUP
from eks_gpu.design.nodes.labels import NODE_ONLY, is_discovered
from eks_gpu.design.placement.node_models import GroupModels, NodeModel, PoolModels
from eks_gpu.design.placement.standing import system_nodes
from eks_gpu.design.platform.daemons import TEMPLATE_KUBE_PROXY, DaemonDesign, daemons_on_system
from eks_gpu.design.platform.vpc_cni import design_cni
from eks_gpu.scheduling import reserved
from eks_gpu.scheduling.amounts import CPU, MEMORY, NO_LIMIT, PODS, STORAGE, VOLUMES
from eks_gpu.scheduling.demand import Origin, PodCount, PodDemand
from eks_gpu.scheduling.labels import ANY, admits, alternatives
from eks_gpu.scheduling.taints import repelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.nodes.gpu_groups import GpuGroupDesign
    from eks_gpu.manifests.demands import Pods
    from eks_gpu.scheduling.labels import Labels

SYSTEM_NODES = "system nodes"
# Pods of DNS, volumes, metrics and the autoscaler, which run once or twice in a cluster, by their requests (sources:
# `checks/instances/system_nodes_small.py`, which counts 620m, 1,500 MiB and seven pods).
_COMPONENTS, _EACH = 7, {PODS: 1, CPU: 89, MEMORY: 215}


@dataclass(frozen=True, slots=True)
class _Named:
    """The system group as verdicts and pages see a group: they read no more than its name and its size."""

    min_nodes: int
    max_nodes: int
    name: str = SYSTEM_NODES


def components() -> PodDemand:
    """The pods of every cluster that need room on system nodes."""
    count = PodCount(_COMPONENTS, "stays", _COMPONENTS)
    origin = Origin("component", "system_nodes")
    return PodDemand(
        "components", _EACH, {GROUP_LABEL: SYSTEM_GROUP}, priority=2_000_000_000, count=count, origin=origin
    )


def nodes_with(design: ClusterDesign, daemons: Sequence[Pods]) -> tuple[GroupModels, ...]:
    """All groups, the system nodes last, with the DaemonSets on them; those without a known type are left out."""
    known = {one.name for one in design.spec.daemons}
    more = [pods for pods in daemons if pods.template.owner.name not in known]
    groups = [*design.nodes, *([_system(design)] if design.system.types else [])]
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


def _system(design: ClusterDesign) -> GroupModels:
    """The system group, with models of its nodes."""
    group = design.system
    labels = {**system_nodes(design.spec.region, group).labels, **dict.fromkeys(NODE_ONLY, ANY)}
    labels |= {f"beta.{key}": labels[key] for key in ("kubernetes.io/os", "kubernetes.io/arch")}
    labels["beta.kubernetes.io/instance-type"] = labels["node.kubernetes.io/instance-type"]
    labels["failure-domain.beta.kubernetes.io/region"] = labels["topology.kubernetes.io/region"]
    daemons = daemons_on_system(design.spec, design.addons)
    nodes = tuple(_node(kind, design, daemons, labels) for kind in group.types)
    first = group.types[0]
    capacity = {CPU: first.vcpus * 1000, MEMORY: first.memory_mib, PODS: 110, VOLUMES: NO_LIMIT}
    disk = {STORAGE: design.spec.system_nodes.disk_gib * 1024}
    template = NodeModel("template", first.name, {**capacity, **disk}, {}, (*daemons, TEMPLATE_KUBE_PROXY), labels, ())
    pool = PoolModels(group.node_group, template, nodes)
    return GroupModels(cast("GpuGroupDesign", _Named(group.node_group.min, group.node_group.max)), (pool,))


def _node(kind: InstanceType, design: ClusterDesign, daemons: tuple[DaemonDesign, ...], labels: Labels) -> NodeModel:
    disk, cni = design.spec.system_nodes.disk_gib, design_cni(design.addons)
    capacity = {
        CPU: kind.vcpus * 1000,
        MEMORY: reserved.least_memory_mib(kind),
        STORAGE: disk * 1024,
        PODS: cni.max_pods(kind),
        VOLUMES: reserved.volume_limit(kind, 1, cni.interfaces_attached(interfaces_attached(kind, None), kind.enis)),
    }
    kept = {
        CPU: reserved.reserved_cpu_millicores(kind.vcpus),
        MEMORY: reserved.reserved_memory_mib(kind.max_pods_by_eni) + reserved.EVICTION_MIB,
        STORAGE: disk * 1024 - reserved.allocatable_storage_mib(disk),
    }
    spare = kind.memory_mib - capacity[MEMORY]
    own = {f"{prefix}kubernetes.io/instance-type": frozenset({kind.name}) for prefix in ("node.", "beta.")}
    return NodeModel("node", kind.name, capacity, kept, daemons, {**labels, **own}, (), spare)
