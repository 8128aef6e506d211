"""Where a pod would run: its requests, labels and tolerations against both models of every node group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from eks_gpu.design.nodes.labels import is_discovered
from eks_gpu.design.placement.bought import bought_for
from eks_gpu.design.placement.words import label_missing, label_unknown, volume_elsewhere
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import MEMORY, is_gpu, lacking, shown, times, total
from eks_gpu.scheduling.demand import ZONE, Requirement
from eks_gpu.scheduling.labels import meets, unmet
from eks_gpu.scheduling.slots import alone_on_node
from eks_gpu.scheduling.taints import repelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design.placement.node_models import GroupModels, NodeModel, PoolModels
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.demand import PodDemand, VolumeDemand
    from eks_gpu.scheduling.verdict import Verdict

# How far a pod gets, best first; a group gets the best verdict of its node groups.
_ORDER: tuple[Verdict, ...] = ("runs", "stays-pending", "never-scales", "excluded")


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps a pod off a node.

    Attributes:
        kind: The kind of obstacle.
        subject: The resource, the label's key, the taint or the volume.
        text: The obstacle in words, with the numbers of both models; the pod is the subject of the sentence.
        most: For a resource, the most that a pod may request here; empty if requesting less would not help.
    """

    kind: Literal["resource", "label", "taint", "volume", "group", "nobody", "places"]
    subject: str
    text: str
    most: str = ""


@dataclass(frozen=True)
class Fit:
    """The verdict on a pod and a group.

    Attributes:
        verdict: Whether the pod runs on the group, or why not.
        obstacles: The reasons for the verdict; empty if the pod runs.
        per_node: The fewest pods of this kind that an empty node of any type holds.
        places: Pods of this kind that all nodes at the maximum hold.
        at_most: Whether these are the figures of the largest type, and a provisioner may buy others.
    """

    verdict: Verdict
    obstacles: tuple[Obstacle, ...] = ()
    per_node: int = 0
    places: int = 0
    at_most: bool = False


def fit(pod: PodDemand, models: GroupModels, *, autoscaled: bool = True) -> Fit:
    """Judge a pod by the best node group of a group.

    Args:
        pod: The pod.
        models: The group.
        autoscaled: Whether anything adds nodes to a group at zero.
    """
    pools = [bought_for(pod, pool) for pool in models.pools]
    fits = [(pool, _scaled(_judged(pod, pool), pool, autoscaled=autoscaled)) for pool in pools]
    verdict = min((verdict for _, (verdict, _) in fits), key=_ORDER.index)
    obstacles = next(obstacles for _, (one, obstacles) in fits if one == verdict)
    if verdict != "runs":
        return Fit(verdict, obstacles)
    held = [(pool.node_group.max, pods_per_node(pod, pool)) for pool, (one, _) in fits if one == "runs"]
    sizes = [{times(pod.asks, node.room) for node in pool.nodes} for pool in pools if pool.choices]
    several = any(len(one) > 1 for one in sizes) and not alone_on_node(pod)
    places = sum(nodes * each for nodes, each in held)
    return Fit(verdict, (), min(each for _, each in held), places, several)


def open_pools(pod: PodDemand, models: GroupModels) -> tuple[PoolModels, ...]:
    """The node groups of a group that run a pod; with one per zone, a selector may exclude some."""
    return tuple(pool for pool in models.pools if fit(pod, replace(models, pools=(pool,))).verdict == "runs")


def never_holds(pod: PodDemand, models: GroupModels) -> bool:
    """Whether no node of a group could ever run a pod, even if it starts and has the most memory it can have.

    Labels that a discovery tool would set count as present.
    """
    return not any(_possible(pod, bought_for(pod, pool), at_best=True) for pool in models.pools)


def pods_per_node(pod: PodDemand, pool: PoolModels) -> int:
    """Pods of this kind that an empty node of any of the types holds."""
    held = [times(pod.asks, node.room) for node in pool.nodes]
    # A provisioner plans a node for as many pods as some type holds; a node group may start any type.
    each = max(held) if pool.choices else min(held)
    return min(each, 1) if alone_on_node(pod) else each


def _scaled(
    judged: tuple[Verdict, tuple[Obstacle, ...]], pool: PoolModels, *, autoscaled: bool
) -> tuple[Verdict, tuple[Obstacle, ...]]:
    """Turn ``runs`` into ``never-scales`` if the group is at zero and nothing adds nodes."""
    if autoscaled or pool.choices or pool.node_group.min or judged[0] != "runs":
        return judged
    return "never-scales", (
        Obstacle("nobody", "autoscaler", "would fit, but the group is at zero and nothing adds nodes"),
    )


def _judged(pod: PodDemand, pool: PoolModels) -> tuple[Verdict, tuple[Obstacle, ...]]:
    """Combine both models; with a minimum of one the autoscaler knows a real node and needs no template."""
    # A template copied from a real node does not contain the extra kube-proxy.
    known = pool.without_mirror_pod() if pool.node_group.min else pool
    believed, real, possible = _against_template(pod, known), _against_nodes(pod, pool), _possible(pod, pool)
    if pool.node_group.min == 0 and believed:
        return ("never-scales" if possible or _too_much(believed, pool.template) else "excluded"), believed
    if not real:
        return "runs", ()
    return ("excluded" if believed else "stays-pending"), real


def _against_template(pod: PodDemand, pool: PoolModels) -> tuple[Obstacle, ...]:
    template, surely = pool.template, not pool.node_group.min
    return tuple(
        [Obstacle("taint", str(taint), f"does not tolerate the taint {taint}") for taint in _taints(pod, template)]
        + [Obstacle("label", one.key, label_unknown(one, pool)) for one in unmet(pod, template.labels, surely=surely)]
        + list(_elsewhere(pod, template.labels, surely=surely))
        + [_not_offered(name, pod, pool) for name in lacking(pod.asks, template.free)]
    )


def _against_nodes(pod: PodDemand, pool: PoolModels) -> tuple[Obstacle, ...]:
    """Obstacles on the first instance type that may start and does not fit the pod."""
    for node in pool.nodes:
        found = (
            [Obstacle("taint", str(taint), f"does not tolerate the taint {taint}") for taint in _taints(pod, node)]
            + [Obstacle("label", one.key, label_missing(one, node)) for one in unmet(pod, node.labels)]
            + list(_elsewhere(pod, node.labels))
            + [_too_small(name, pod, pool, node) for name in lacking(pod.asks, node.room)]
        )
        if found:
            return tuple(found)
    return ()


def _elsewhere(pod: PodDemand, labels: Mapping[str, frozenset[str]], *, surely: bool = True) -> Iterator[Obstacle]:
    """Volumes in zones where these nodes are not, or may not be: the scheduler follows the volume's own affinity.

    While an empty group spans several zones, the autoscaler plans with one of them (`aws_manager.go`, getAsgTemplate).
    """
    enough = {"yes"} if surely else {"yes", "some"}
    for volume in pod.volumes:
        if volume.zones and meets(_in_its_zones(volume), labels) not in enough:
            yield Obstacle("volume", volume.name, volume_elsewhere(volume, labels))


def _in_its_zones(volume: VolumeDemand) -> Requirement:
    return Requirement(ZONE, "In", volume.zones)


def _possible(pod: PodDemand, pool: PoolModels, *, at_best: bool = False) -> bool:
    """Whether some running node could take the pod, although the autoscaler cannot know that beforehand."""
    return any(
        not _taints(pod, node)
        and not list(lacking(pod.asks, _room(node, at_best=at_best)))
        and not list(_elsewhere(pod, node.labels, surely=False))
        and all(is_discovered(one.key) for one in unmet(pod, node.labels, surely=False))
        for node in pool.nodes
    )


def _room(node: NodeModel, *, at_best: bool) -> Amounts:
    return total(node.room, {MEMORY: node.spare_memory_mib}) if at_best else node.room


def _too_much(obstacles: tuple[Obstacle, ...], template: NodeModel) -> bool:
    """Whether the pod requests only resources that the node has, but too much of them."""
    return all(one.kind == "resource" and template.capacity.get(one.subject, 0) for one in obstacles)


def _taints(pod: PodDemand, node: NodeModel) -> list[str]:
    return [str(taint) for taint in repelling(node.taints, pod.tolerations)]


def _not_offered(name: str, pod: PodDemand, pool: PoolModels) -> Obstacle:
    template = pool.template
    asked, offered = shown(name, pod.asks[name]), template.free.get(name, 0)
    if not offered:
        others = [other for other, amount in template.capacity.items() if is_gpu(other) and is_gpu(name) and amount]
        has = f"the nodes offer {listed(others)} instead" if others else f"a {template.instance_type} has none"
        return Obstacle("resource", name, f"requests {asked} {name}; {has}")
    has = f"{pool.buyer} expects a {template.instance_type} to have {shown(name, offered)}"
    return Obstacle("resource", name, f"requests {asked} {name}; {has}", _most(name, pool))


def _too_small(name: str, pod: PodDemand, pool: PoolModels, node: NodeModel) -> Obstacle:
    asked, free = shown(name, pod.asks[name]), node.room.get(name, 0)
    best = f" (at best {shown(name, free + node.spare_memory_mib)})" if name == MEMORY else ""
    has = f"a {node.instance_type} has {shown(name, free)} free for workloads{best}"
    # If a node always runs, the autoscaler counts with that node's figures.
    counts = shown(name, pool.template.free.get(name, 0))
    believed = "" if pool.node_group.min else f", but {pool.buyer} expects {counts}"
    return Obstacle("resource", name, f"requests {asked} {name}; {has}{believed}", _most(name, pool))


def _most(name: str, pool: PoolModels) -> str:
    return shown(name, min(model.room.get(name, 0) for model in pool.deciding))
