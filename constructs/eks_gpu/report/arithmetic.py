"""The arithmetic of one demand for each group: what each modelled node has, reserves and offers."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from eks_gpu.costs import bought_types, placement_cost
from eks_gpu.design.placement.bought import bought_for
from eks_gpu.design.placement.words import wish
from eks_gpu.printable import as_json as json_text
from eks_gpu.printable import columns
from eks_gpu.problem import plural
from eks_gpu.report.bought import bought_as_data, bought_lines
from eks_gpu.report.costs import amount
from eks_gpu.report.text import MARKS
from eks_gpu.scheduling.amounts import CPU, MEMORY, is_gpu, less, shown
from eks_gpu.scheduling.labels import Unresolved
from eks_gpu.scheduling.taints import repelling
from eks_gpu.scheduling.verdict import meant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eks_gpu.costs import PlacementCost, Prices
    from eks_gpu.design import DemandFit, GroupFit, GroupModels, NodeModel, PoolModels
    from eks_gpu.scheduling.demand import PodDemand

_COLUMNS = ("asked", "has", "kubelet", "daemons", "free")


def explained(found: DemandFit, nodes: Sequence[GroupModels], prices: Prices | None = None) -> str:
    """The page of a demand on these groups, with the cost of their nodes if there are prices."""
    models = {one.group.name: one for one in nodes}
    groups = ["\n".join(_group(found.demand, one, models[one.group], prices)) for one in found.groups]
    return "\n\n".join([_head(found, nodes), *groups])


def as_json(found: DemandFit, cluster: str, nodes: Sequence[GroupModels], prices: Prices | None = None) -> str:
    """The same figures as JSON, amounts as Kubernetes writes them; keys may be added, but are never removed."""
    demand, models = found.demand, {one.group.name: one for one in nodes}
    document = {
        "cluster": cluster,
        "workload": demand.name,
        "namespace": demand.namespace,
        "kind": demand.origin.kind,
        "pods": demand.count.most,
        "requests": _amounts(demand.asks, demand.asks),
        "doubts": list(found.doubts),
        "verdict": found.verdict,
        "placed": found.placed,
        "scheduled": found.scheduled,
        "node_groups": [figures(demand, one, models[one.group], prices) for one in found.groups],
    }
    return json_text(document)


def figures(demand: PodDemand, one: GroupFit, models: GroupModels, prices: Prices | None) -> dict[str, Any]:
    """All figures of a demand on a group, as JSON has them."""
    pool = bought_for(demand, models.pools[0])
    template = [("template", pool.template)] if pool.node_group.min == 0 else []
    bought = {"bought": bought_as_data(demand, models, prices)} if pool.choices else {}
    return {
        "name": one.group,
        "verdict": one.fit.verdict,
        "reasons": list(one.reasons),
        "per_node": one.fit.per_node,
        "places": one.fit.places,
        "max_nodes": models.group.max_nodes,
        "cost": _cost_as_data(placement_cost(demand, one, models, prices), prices) if prices else None,
        "models": [
            {
                "model": kind,
                "instance_type": node.instance_type,
                "capacity": _amounts(node.capacity, demand.asks),
                "kubelet": _amounts(node.kept, demand.asks),
                "daemons": _amounts(less(node.allocatable, node.room), demand.asks),
                "free": _amounts(node.room, demand.asks),
            }
            for kind, node in [*template, *(("node", node) for node in _distinct(pool))]
        ],
        **bought,
    }


def _cost_as_data(cost: PlacementCost | None, prices: Prices) -> dict[str, object] | None:
    if cost is None:
        return None
    return {
        "currency": prices.currency,
        "prices": prices.origin,
        "node_per_hour": round(cost.node, 4),
        "nodes": cost.nodes,
        "per_hour": round(cost.hour, 4),
        "unused_gpus_per_node": cost.unused,
    }


def _amounts(amounts: Mapping[str, int], asked: Mapping[str, int]) -> dict[str, str]:
    return {name: shown(name, amounts.get(name, 0)) for name in asked}


def _head(found: DemandFit, nodes: Sequence[GroupModels]) -> str:
    demand = found.demand
    deciding = {one.group for one in found.having(found.verdict)}
    asks = ", ".join(f"{name} {shown(name, amount)}" for name, amount in demand.asks.items() if name != "pods")
    pods = f"{plural(demand.count.most, 'pod')} at once"
    own = demand.confinement.asks_by_itself if demand.confinement else demand.asks
    # The requests of other containers are always written, so an amount may be there and still be smaller.
    derived = any(demand.asks.get(name) != own.get(name) for name in (CPU, MEMORY))
    share = "; amounts that the file does not set are a fair share by GPUs" if derived else ""
    lines = [f"{demand.name} ({demand.origin.kind}, {pods}), each requests {asks or 'nothing'}{share}"]
    buyers = [pool.buyer for models in nodes for pool in models.pools if models.group.name in deciding]
    meaning = meant(found.verdict, buyers) if found.groups else "there is no GPU group"
    verdict = f"{MARKS[found.verdict]} {found.verdict}: {meaning}"
    doubts = [f"not known: it {doubt}" for doubt in found.doubts]
    return "\n".join(textwrap.fill(line, columns(), subsequent_indent="  ") for line in [*lines, verdict, *doubts])


def _group(demand: PodDemand, one: GroupFit, models: GroupModels, prices: Prices | None) -> Iterator[str]:
    yield f"{one.group}: {MARKS[one.fit.verdict]} {one.fit.verdict}"
    for reason in one.reasons:
        yield textwrap.fill(reason, columns(), initial_indent="  ", subsequent_indent="  ")
    if one.fit.verdict == "runs":
        nodes = plural(models.group.max_nodes, "node")
        most = "up to " if one.fit.at_most else ""
        yield f"  {most}{one.fit.per_node} per node, {most}{one.fit.places} on {nodes} at the maximum"
        yield from bought_lines(demand, models, prices)
        yield from _cost(demand, one, models, prices)
        yield from _bought_twice(demand, models)
    if any(obstacle.kind == "group" for obstacle in one.fit.obstacles):
        return
    # The node groups of a group differ only in their zone, and offer the same.
    pool = _cheapest(demand, models, prices)
    if pool.node_group.min == 0:
        believes = (
            f"as {pool.buyer} expects it until it has seen one"
            if pool.choices
            else "the autoscaler's template at zero nodes, with a second kube-proxy"
        )
        text = f"{pool.template.instance_type}, {believes}"
        yield textwrap.fill(text, columns(), initial_indent="  ", subsequent_indent="  ")
        yield from _table(demand, pool.template)
    for node in _distinct(pool):
        yield f"  {node.instance_type}, as kubelet will report it"
        yield from _table(demand, node)
        if MEMORY in demand.asks:
            spare = shown(MEMORY, node.spare_memory_mib)
            yield f"    not counted: up to {spare} that EC2 advertises but the OS may not see"
    yield from _rest(demand, pool)


def _cheapest(demand: PodDemand, models: GroupModels, prices: Prices | None) -> PoolModels:
    """The node group; of a provisioner's pool only the type that it prefers for the pod."""
    pool = bought_for(demand, models.pools[0])
    types = bought_types(demand, models.group, pool, prices) if pool.choices else ()
    return replace(pool, template=types[0].template, nodes=(types[0].node,)) if types else pool


def _cost(demand: PodDemand, one: GroupFit, models: GroupModels, prices: Prices | None) -> Iterator[str]:
    cost = placement_cost(demand, one, models, prices) if prices else None
    if cost is None or prices is None:
        return
    text = f"a node costs {amount(cost.node)} {prices.currency} an hour"
    if cost.nodes > 1:
        text += f", and the {cost.nodes} nodes for all pods {amount(cost.hour)}"
    if cost.unused:
        text += f"; {cost.unused} of its {cost.gpus} GPUs stay unused, which is {amount(cost.wasted)} of it"
    yield textwrap.fill(f"{text} (prices {prices.origin})", columns(), initial_indent="  ", subsequent_indent="  ")


def _bought_twice(demand: PodDemand, models: GroupModels) -> Iterator[str]:
    resource = next((name for name, amount in demand.asks.items() if is_gpu(name) and amount), None)
    if resource is None or models.group.awaited or models.group.min_nodes == models.group.max_nodes:
        return
    text = (
        f"the autoscaler does not wait for {resource}: while the device plugin starts on the first nodes, it requests "
        f"nodes for the same pods again, up to the maximum of {plural(models.group.max_nodes, 'node')}; "
        "`eks-gpu simulate` shows this"
    )
    yield textwrap.fill(text, columns(), initial_indent="  ", subsequent_indent="  ")


def _distinct(pool: PoolModels) -> list[NodeModel]:
    """The first type, and those that offer less of any resource."""
    first, *others = pool.nodes
    return [first, *(node for node in others if any(node.room[name] < first.room[name] for name in first.room))]


def _table(demand: PodDemand, node: NodeModel) -> Iterator[str]:
    daemons, room = less(node.allocatable, node.room), node.room
    names = [name for name in demand.asks if name in node.capacity or demand.asks[name]]
    wide = max(map(len, names))
    yield f"    {'':{wide}}  {'  '.join(f'{column:>9}' for column in _COLUMNS)}"
    for name in names:
        amounts = (
            demand.asks[name],
            node.capacity.get(name, 0),
            node.kept.get(name, 0),
            daemons.get(name, 0),
            room.get(name, 0),
        )
        cells = "  ".join(f"{shown(name, amount) if amount else '-':>9}" for amount in amounts)
        yield f"    {name:{wide}}  {cells}  {'ok' if amounts[0] <= amounts[-1] else 'too much'}"
    if room != node.free:
        evicted = ", ".join(daemon.name for daemon in node.daemons if daemon.gives_way)
        yield f"    not counted: {evicted}, which has no priority, so a workload preempts it"


def _rest(demand: PodDemand, pool: PoolModels) -> Iterator[str]:
    node, buyer = pool.template, pool.buyer
    away = repelling(node.taints, demand.tolerations)
    for taint in node.taints:
        yield f"  taint {taint}: {'not tolerated' if taint in away else 'tolerated'}"
    for key, value in demand.selector.items():
        yield f"  label {key}={value}: {buyer} knows {_carried(node.labels.get(key))}"
    for number, term in enumerate(demand.node_terms):
        for one in (*term.expressions, *term.fields):
            which = f"term {number + 1} of the node affinity" if len(demand.node_terms) > 1 else "the node affinity"
            text = f"{which} {wish(one)}: {buyer} knows {_carried(node.labels.get(one.key))}"
            yield textwrap.fill(text, columns(), initial_indent="  ", subsequent_indent="  ")


def _carried(values: frozenset[str] | None) -> str:
    if values is None:
        return "no such label"
    if isinstance(values, Unresolved):
        return f"one of {', '.join(values.among)}"
    return ", ".join(sorted(values)) or "any value"
