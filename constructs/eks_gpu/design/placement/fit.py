"""Where a pod would run: its requests, selector and tolerations against both models of every node group."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from eks_gpu.design.nodes.labels import Unresolved, is_discovered, unsatisfied
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import MEMORY, is_gpu, lacking, shown, times, total
from eks_gpu.scheduling.taints import repelling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design.placement.node_models import GroupModels, NodeModel, PoolModels
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.taints import TolerationDesign
    from eks_gpu.scheduling.verdict import Verdict

# How far a pod gets, best first; a group gets the best verdict of its node groups.
_ORDER: tuple[Verdict, ...] = ("runs", "stays-pending", "never-scales", "excluded")


@dataclass(frozen=True, slots=True)
class Pod:
    """The parts of a pod that decide where it may run.

    Attributes:
        asks: Requests by resource, including ``pods: 1``.
        selector: Labels that it requires, without those that eks-gpu derives from the verdict.
        tolerations: Its own, and those that EKS adds.
    """

    asks: Amounts
    selector: Mapping[str, str]
    tolerations: tuple[TolerationDesign, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that keeps a pod off a node.

    Attributes:
        kind: The kind of obstacle.
        subject: The resource, the label's key or the taint.
        text: The obstacle in words, with the numbers of both models; the pod is the subject of the sentence.
        most: For a resource, the most that a pod may request here; empty if requesting less would not help.
    """

    kind: Literal["resource", "label", "taint", "group", "nobody", "places"]
    subject: str
    text: str
    most: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """The verdict on a pod and a group.

    Attributes:
        verdict: Whether the pod runs on the group, or why not.
        obstacles: The reasons for the verdict; empty if the pod runs.
        per_node: The fewest pods of this kind that an empty node of any type holds.
        places: Pods of this kind that all nodes at the maximum hold.
    """

    verdict: Verdict
    obstacles: tuple[Obstacle, ...] = ()
    per_node: int = 0
    places: int = 0


def fit(pod: Pod, models: GroupModels, *, autoscaled: bool = True) -> Fit:
    """Judge a pod by the best node group of a group.

    Args:
        pod: The pod.
        models: The group.
        autoscaled: Whether anything adds nodes to a group at zero.
    """
    fits = [(pool, _scaled(_judged(pod, pool), pool, autoscaled=autoscaled)) for pool in models.pools]
    verdict = min((verdict for _, (verdict, _) in fits), key=_ORDER.index)
    obstacles = next(obstacles for _, (one, obstacles) in fits if one == verdict)
    if verdict != "runs":
        return Fit(verdict, obstacles)
    held = [(pool.node_group.max, pods_per_node(pod, pool)) for pool, (one, _) in fits if one == "runs"]
    return Fit(verdict, (), min(each for _, each in held), sum(nodes * each for nodes, each in held))


def open_pools(pod: Pod, models: GroupModels) -> tuple[PoolModels, ...]:
    """The node groups of a group that run a pod; with one per zone, a selector may exclude some."""
    return tuple(pool for pool in models.pools if fit(pod, replace(models, pools=(pool,))).verdict == "runs")


def never_holds(pod: Pod, models: GroupModels) -> bool:
    """Whether no node of a group could ever run a pod, even if it starts and has the most memory it can have.

    Labels that a discovery tool would set count as present.
    """
    return not any(_possible(pod, pool, at_best=True) for pool in models.pools)


def pods_per_node(pod: Pod, pool: PoolModels) -> int:
    """Pods of this kind that an empty node of any of the types holds."""
    return min(times(pod.asks, node.room) for node in pool.nodes)


def _scaled(
    judged: tuple[Verdict, tuple[Obstacle, ...]], pool: PoolModels, *, autoscaled: bool
) -> tuple[Verdict, tuple[Obstacle, ...]]:
    """Turn ``runs`` into ``never-scales`` if the group is at zero and nothing adds nodes."""
    if autoscaled or pool.node_group.min or judged[0] != "runs":
        return judged
    return "never-scales", (
        Obstacle("nobody", "autoscaler", "would fit, but the group is at zero and nothing adds nodes"),
    )


def _judged(pod: Pod, pool: PoolModels) -> tuple[Verdict, tuple[Obstacle, ...]]:
    """Combine both models; with a minimum of one the autoscaler knows a real node and needs no template."""
    # A template copied from a real node does not contain the extra kube-proxy.
    known = pool.without_mirror_pod() if pool.node_group.min else pool
    believed, real, possible = _against_template(pod, known), _against_nodes(pod, pool), _possible(pod, pool)
    if pool.node_group.min == 0 and believed:
        return ("never-scales" if possible or _too_much(believed, pool.template) else "excluded"), believed
    if not real:
        return "runs", ()
    return ("excluded" if believed else "stays-pending"), real


def _against_template(pod: Pod, pool: PoolModels) -> tuple[Obstacle, ...]:
    template = pool.template
    return tuple(
        [Obstacle("taint", str(taint), f"does not tolerate the taint {taint}") for taint in _taints(pod, template)]
        + [_label_unknown(key, pod, pool) for key in _unknown(pod, pool)]
        + [_not_offered(name, pod, pool) for name in lacking(pod.asks, template.free)]
    )


def _against_nodes(pod: Pod, pool: PoolModels) -> tuple[Obstacle, ...]:
    """Obstacles on the first instance type that may start and does not fit the pod."""
    for node in pool.nodes:
        found = (
            [Obstacle("taint", str(taint), f"does not tolerate the taint {taint}") for taint in _taints(pod, node)]
            + [_label_missing(key, pod, node) for key in _doubtful(pod, node)]
            + [_too_small(name, pod, pool, node) for name in lacking(pod.asks, node.room)]
        )
        if found:
            return tuple(found)
    return ()


def _possible(pod: Pod, pool: PoolModels, *, at_best: bool = False) -> bool:
    """Whether some running node could take the pod, although the autoscaler cannot know that beforehand."""
    return any(
        not _taints(pod, node)
        and not list(lacking(pod.asks, _room(node, at_best=at_best)))
        and all(is_discovered(key) for key in unsatisfied(pod.selector, node.labels))
        for node in pool.nodes
    )


def _room(node: NodeModel, *, at_best: bool) -> Amounts:
    return total(node.room, {MEMORY: node.spare_memory_mib}) if at_best else node.room


def _too_much(obstacles: tuple[Obstacle, ...], template: NodeModel) -> bool:
    """Whether the pod requests only resources that the node has, but too much of them."""
    return all(one.kind == "resource" and template.capacity.get(one.subject, 0) for one in obstacles)


def _taints(pod: Pod, node: NodeModel) -> list[str]:
    return [str(taint) for taint in repelling(node.taints, pod.tolerations)]


def _doubtful(pod: Pod, node: NodeModel) -> list[str]:
    """Keys that the node lacks, or may carry with another value, because it may start in another zone."""
    several = [key for key in pod.selector if len(node.labels.get(key, ())) > 1]
    return list(dict.fromkeys([*unsatisfied(pod.selector, node.labels), *several]))


def _unknown(pod: Pod, pool: PoolModels) -> list[str]:
    """Keys that the template lacks, or may carry with another value.

    For a group at zero over several zones, the autoscaler assumes the zone that Auto Scaling names first
    (`aws_manager.go`, getAsgTemplate), in no documented order. For a pod that needs one zone it may therefore buy
    nothing, or a node in another zone.
    """
    template = pool.template
    return unsatisfied(pod.selector, template.labels) if pool.node_group.min else _doubtful(pod, template)


def _label_unknown(key: str, pod: Pod, pool: PoolModels) -> Obstacle:
    known = pool.template.labels.get(key)
    asks = f"requires the label {key}={pod.selector[key]}"
    if isinstance(known, Unresolved):
        return Obstacle("label", key, f"{asks}; the nodes carry their zone's name, one of {', '.join(known.among)}")
    if known and pod.selector[key] in known:
        zones = listed(sorted(known))
        has = f"the group spans {zones}, and while it is empty the autoscaler expects only the one that AWS names first"
        return Obstacle("label", key, f"{asks}; {has}; a node may start in another")
    if known:
        return Obstacle("label", key, f"{asks}; the autoscaler expects {', '.join(sorted(known))}")
    if any(key in node.labels for node in pool.nodes):
        return Obstacle(
            "label",
            key,
            f"{asks}, which nodes get when they start; the autoscaler does not know it while the group is empty",
        )
    if is_discovered(key):
        return Obstacle("label", key, f"{asks}, which feature discovery sets only on running nodes, if it is installed")
    return Obstacle("label", key, f"{asks}, which the nodes do not carry")


def _label_missing(key: str, pod: Pod, node: NodeModel) -> Obstacle:
    asks, values = f"requires the label {key}={pod.selector[key]}", node.labels.get(key)
    if values is None and is_discovered(key):
        return Obstacle("label", key, f"{asks}, which eks-gpu does not set; feature discovery does, if it is installed")
    if values and pod.selector[key] in values:
        return Obstacle("label", key, f"{asks}; a node may start with {', '.join(sorted(values))}")
    if values:
        return Obstacle("label", key, f"{asks}; a {node.instance_type} has {', '.join(sorted(values))}")
    return Obstacle("label", key, f"{asks}, which the nodes do not carry")


def _not_offered(name: str, pod: Pod, pool: PoolModels) -> Obstacle:
    template = pool.template
    asked, offered = shown(name, pod.asks[name]), template.free.get(name, 0)
    if not offered:
        others = [other for other, amount in template.capacity.items() if is_gpu(other) and is_gpu(name) and amount]
        has = f"the nodes offer {listed(others)} instead" if others else f"a {template.instance_type} has none"
        return Obstacle("resource", name, f"requests {asked} {name}; {has}")
    has = f"the autoscaler expects a {template.instance_type} to have {shown(name, offered)}"
    return Obstacle("resource", name, f"requests {asked} {name}; {has}", _most(name, pool))


def _too_small(name: str, pod: Pod, pool: PoolModels, node: NodeModel) -> Obstacle:
    asked, free = shown(name, pod.asks[name]), node.room.get(name, 0)
    best = f" (at best {shown(name, free + node.spare_memory_mib)})" if name == MEMORY else ""
    has = f"a {node.instance_type} has {shown(name, free)} free for workloads{best}"
    # If a node always runs, the autoscaler counts with that node's figures.
    counts = shown(name, pool.template.free.get(name, 0))
    believed = "" if pool.node_group.min else f", but the autoscaler expects {counts}"
    return Obstacle("resource", name, f"requests {asked} {name}; {has}{believed}", _most(name, pool))


def _most(name: str, pool: PoolModels) -> str:
    return shown(name, min(model.room.get(name, 0) for model in pool.deciding))
