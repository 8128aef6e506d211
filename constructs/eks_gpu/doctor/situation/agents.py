"""DaemonSets that run on GPU nodes and that the design does not count, or counts for less than they request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eks_gpu.design.placement.fit import fit
from eks_gpu.design.platform.daemons import DaemonDesign
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.doctor.answers.kubernetes import Pod
from eks_gpu.doctor.situation.amounts import asks_of
from eks_gpu.doctor.situation.fits import drawn_to
from eks_gpu.scheduling.amounts import CPU, MEMORY, PODS, STORAGE, less

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eks_gpu.design import GroupModels, NodeModel
    from eks_gpu.doctor.situation.whole import Situation
    from eks_gpu.scheduling.demand import PodDemand

_MANAGED_BY = "app.kubernetes.io/managed-by"
# CloudWatch's exporter, which the design calls `cloudwatch-dcgm-exporter`, has the name of NVIDIA's.
_CLOUDWATCH = "amazon-cloudwatch"
_ROOM = (CPU, MEMORY, STORAGE)


@dataclass(frozen=True, slots=True)
class Agent:
    """A DaemonSet of another tool.

    Attributes:
        name: Name of the DaemonSet.
        namespace: Its namespace; empty if a table does not name it.
        asks: Requests of its pod, by resource.
        counted: Requests that the design counts for it on its groups; empty if the design does not know it.
        groups: Names of the GPU groups that its pods run on, or would run on.
    """

    name: str
    namespace: str
    asks: Mapping[str, int]
    counted: Mapping[str, int]
    groups: tuple[str, ...]

    @property
    def more(self) -> dict[str, int]:
        """Requests in addition to the counted ones."""
        wanted = {PODS: 1, **{name: self.asks.get(name, 0) for name in _ROOM}}
        return less(wanted, self.counted)


def uncounted(situation: Situation) -> tuple[Agent, ...]:
    """DaemonSets that take CPU, memory or disk of a GPU group which the design leaves to workloads."""
    agents = (_agent(situation, pod) for pod in _patterns(situation))
    return tuple(agent for agent in agents if agent.groups and any(agent.more.get(name) for name in _ROOM))


def with_agents(models: GroupModels, agents: Iterable[Agent]) -> GroupModels:
    """Both models of a group, less the uncounted requests of these agents."""
    mine = [agent for agent in agents if models.group.name in agent.groups]
    more = tuple(DaemonDesign(agent.name, {**agent.more, PODS: 0 if agent.counted else 1}) for agent in mine)

    def taken(node: NodeModel) -> NodeModel:
        return replace(node, daemons=(*node.daemons, *more))

    pools = (replace(pool, template=taken(pool.template), nodes=tuple(map(taken, pool.nodes))) for pool in models.pools)
    return replace(models, pools=tuple(pools))


def pushed_off(situation: Situation, agents: Iterable[Agent]) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Workloads and waiting pods that fit according to the design, but not next to these agents.

    Returns:
        By name, the groups that it no longer fits, and whether it still fits another group.
    """
    all_agents, found = tuple(agents), dict[str, tuple[tuple[str, ...], bool]]()
    for name, pod, groups in _asking(situation):
        mine = [models for models in situation.design.nodes if models.group.name in groups]
        runs = [models for models in mine if fit(pod, models).verdict == "runs"]
        still = [models for models in runs if fit(pod, with_agents(models, all_agents)).verdict == "runs"]
        lost = tuple(models.group.name for models in runs if models not in still)
        if lost:
            found[name] = (lost, bool(still))
    return found


def _asking(situation: Situation) -> Iterator[tuple[str, PodDemand, tuple[str, ...]]]:
    """What pods ask for: declared workloads by the file, waiting pods by what they themselves request."""
    for workload in situation.design.workloads:
        yield workload.name, demand_of(workload), workload.groups
    every = tuple(models.group.name for models in situation.design.nodes)
    for pod in situation.gpu_pods.waiting:
        if pod.spec.containers and situation.gpu_pods.workload_of(pod) is None:
            yield f"pod {pod.full_name}", situation.gpu_pods.asking(pod), every


def _agent(situation: Situation, pod: Pod) -> Agent:
    asks = asks_of(pod)
    mine = [models for models in situation.design.nodes if _runs_on(situation, pod, models)]
    counted = [
        daemon.asks
        for models in mine
        for daemon in models.smallest.daemons
        if daemon.declared and daemon.name == pod.name
    ]
    names = tuple(models.group.name for models in mine)
    return Agent(pod.name, pod.metadata.namespace, asks, counted[0] if len(counted) == len(mine) > 0 else {}, names)


def _runs_on(situation: Situation, pod: Pod, models: GroupModels) -> bool:
    """By its pods where nodes of the group were seen with any of them, else by its selector and tolerations."""
    nodes = {gpu_node.node.name for gpu_node in situation.groups.nodes_of(models.group.name)}
    there = situation.seen.nodes_of_owner.get(pod.name, frozenset())
    return bool(nodes & there) or drawn_to(situation, pod, models)


def _patterns(situation: Situation) -> Iterator[Pod]:
    """One pod for each DaemonSet of another tool, under the DaemonSet's name; from templates, else from pods."""
    known = _counted_by_design(situation)
    plugins = {plugin_set.name for plugin_set in situation.programs.plugin_sets} | {
        plugin_pod.maker.rpartition("/")[2] for plugin_pod in situation.programs.plugin_pods
    }
    seen: set[str] = set()
    for pod in (*_of_templates(situation), *_of_pods(situation)):
        ours = pod.name in known | plugins or pod.metadata.labels.get(_MANAGED_BY) == "eks-gpu"
        by_cloudwatch = situation.design.spec.monitoring.cloudwatch and pod.metadata.namespace == _CLOUDWATCH
        if pod.spec.containers and pod.full_name not in seen and not ours and not by_cloudwatch:
            seen.add(pod.full_name)
            yield pod


def _of_templates(situation: Situation) -> Iterator[Pod]:
    for daemon_set in situation.seen.daemon_sets:
        yield Pod(metadata=daemon_set.metadata, spec=daemon_set.spec.template.spec)


def _of_pods(situation: Situation) -> Iterator[Pod]:
    seen: set[str] = set()
    for pod in situation.seen.pods:
        if pod.owner == "DaemonSet" and not pod.over and pod.maker not in seen:
            seen.add(pod.maker)
            name = pod.metadata.owners[0].name
            # The controller pins each pod to its node by an affinity, and the scheduler adds the node's name.
            spec = pod.spec.model_copy(update={"node": "", "affinity": type(pod.spec.affinity)()})
            yield Pod(metadata=pod.metadata.model_copy(update={"name": name}), spec=spec)


def _counted_by_design(situation: Situation) -> frozenset[str]:
    nodes = [node for models in situation.design.nodes for pool in models.pools for node in pool.nodes]
    return frozenset(daemon.name for node in nodes for daemon in node.daemons if not daemon.declared)
