"""The cluster's nodes and pods in the bookkeeping that verdicts use, so that the same rules judge them.

A node that the autoscaler may still add counts as an empty one of its group (`scheduling/nodes.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu.doctor.situation.amounts import amounts, taints_seen
from eks_gpu.doctor.situation.fits import runs_on
from eks_gpu.scheduling.amounts import lacking, less
from eks_gpu.scheduling.demand import HOSTNAME, ZONE
from eks_gpu.scheduling.labels import ANY, ZONES, admits
from eks_gpu.scheduling.nodes import Bins, Run
from eks_gpu.scheduling.rules import counts_there
from eks_gpu.scheduling.taints import repelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.doctor.answers.kubernetes import Node
    from eks_gpu.doctor.situation.whole import Situation
    from eks_gpu.scheduling.demand import PodDemand, TopologySpread
    from eks_gpu.scheduling.labels import Labels


@dataclass(frozen=True, slots=True)
class Spot:
    """A node with room for a pod, or one that the autoscaler may add.

    Attributes:
        name: The node's name, or a name for new nodes of a group.
        run: The pods and the room on it.
        is_new: Whether it does not exist yet.
    """

    name: str
    run: Run
    is_new: bool = False


@dataclass(frozen=True)
class Neighbours:
    """The nodes with their pods: pods that are alike are one number, counted from 1; 0 is a waiting pod.

    Attributes:
        known: The cluster.
        demands: Demands of the pods that have a node.
        held: How many of each are on a node.
        used: Requests on a node.
    """

    known: Situation
    demands: list[PodDemand] = field(default_factory=list)
    held: dict[str, dict[int, int]] = field(default_factory=dict)
    used: dict[str, dict[str, int]] = field(default_factory=dict)

    @cached_property
    def runs(self) -> dict[str, Run]:
        """Every node with what it holds."""
        return {node.name: self._run(node) for node in self.known.seen.nodes}

    def _run(self, node: Node) -> Run:
        free = less(amounts(node.status.allocatable), self.used.get(node.name, {}))
        bins = Bins(node.name, node.labels.get(ZONE, ""), 1, free, labels=_labels(node))
        return Run(bins, 1, free, self.held.get(node.name, {}))

    def spots(self, asked: PodDemand) -> Iterator[Spot]:
        """Places that suit a pod, ports and rules aside."""
        for node in self.known.seen.nodes:
            run = self.runs[node.name]
            wanted, offered = {"pods": 1, **asked.asks}, {"pods": 1, **run.free}
            open_to_it = node.ready and not node.spec.unschedulable and admits(asked, _labels(node))
            repelled = repelling(taints_seen(node.spec.taints), asked.tolerations)
            if open_to_it and not repelled and not [*lacking(wanted, offered)]:
                yield Spot(node.name, run)
        yield from self._new(asked) if self.known.design.autoscaled else ()

    def _new(self, asked: PodDemand) -> Iterator[Spot]:
        """An empty node of each group that suits a pod and may grow, in each of its zones."""
        for models, pool in self.known.groups.pools:
            if self.known.groups.is_full(pool) or not runs_on(self.known, asked, replace(models, pools=(pool,))):
                continue
            model = pool.nodes[0]
            for zone in pool.node_group.zones:
                labels = {key: values for key, values in model.labels.items() if values != ANY}
                labels |= {key: frozenset({zone}) for key in ZONES if key in labels}
                bins = Bins(f"{pool.node_group.name_prefix} {zone}", zone, 1, model.room, labels=labels)
                yield Spot(f"new nodes of {models.group.name}", Run(bins, 1, model.room), is_new=True)

    def counted(self, asked: PodDemand, spots: Sequence[Spot]) -> tuple[frozenset[str], ...]:
        """Nodes that count in each hard spread constraint; one that lacks the label of any of them counts in none."""
        keys = {one.topology_key for one in asked.hard_spread} - {HOSTNAME}
        nodes = [node for node in self.known.seen.nodes if keys <= {*_labels(node)}]
        new = frozenset(spot.run.bins.key for spot in spots if spot.is_new)
        return tuple(new | {node.name for node in nodes if _counts(one, asked, node)} for one in asked.hard_spread)


def neighbours(known: Situation) -> Neighbours:
    """All pods that have a node; those that end leave it soon, and do not count in a spread either."""
    found, numbers = Neighbours(known), dict[object, int]()
    for pod in known.seen.pods:
        if not pod.spec.node or pod.over or pod.metadata.deletion:
            continue
        demand = known.gpu_pods.asking(pod)
        rules = repr((demand.anti_affinity, demand.host_ports))
        alike = (demand.namespace, tuple(sorted(demand.labels.items())), rules)
        if alike not in numbers:
            found.demands.append(demand)
            numbers[alike] = len(found.demands)
        there = found.held.setdefault(pod.spec.node, {})
        there[numbers[alike]] = there.get(numbers[alike], 0) + 1
        used = found.used.setdefault(pod.spec.node, {})
        for name, amount in {"pods": 1, **demand.asks}.items():
            used[name] = used.get(name, 0) + amount
    return found


def _labels(node: Node) -> Labels:
    zone = node.labels.get(ZONE)
    known = {key: frozenset({value}) for key, value in node.labels.items()}
    return {**known, **({key: frozenset({zone}) for key in ZONES} if zone else {})}


def _counts(constraint: TopologySpread, asked: PodDemand, node: Node) -> bool:
    return counts_there(constraint, asked, _labels(node), taints_seen(node.spec.taints))
