"""Waiting pods that a node has room for, and that rules about other pods or ports keep off every one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eks_gpu.doctor.situation.fits import fitting
from eks_gpu.doctor.situation.neighbours import neighbours
from eks_gpu.problem import listed
from eks_gpu.scheduling.contender import Contender
from eks_gpu.scheduling.demand import DEFAULT_SCHEDULER
from eks_gpu.scheduling.rules import Rules, rules_among
from eks_gpu.scheduling.slots import slots_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eks_gpu.doctor.answers.kubernetes import Pod
    from eks_gpu.doctor.situation.neighbours import Neighbours, Spot
    from eks_gpu.doctor.situation.whole import Situation
    from eks_gpu.scheduling.demand import PodDemand, PodTerm

_NAMESPACE_NAME = "kubernetes.io/metadata.name"
# Names of nodes in a message.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Barred:
    """Pods that wait because of rules, all for the same ones.

    Attributes:
        pods: The pods, which are alike.
        groups: Groups that would suit them.
        rules: Each rule in words, with the nodes that it closes; the pod is the subject.
        full: Whether the autoscaler may add no node of these groups.
    """

    pods: tuple[Pod, ...]
    groups: tuple[str, ...]
    rules: tuple[str, ...]
    full: bool


def barred(known: Situation) -> Iterator[Barred]:
    """Pods that wait, for which only rules leave no node; every node must be known as a whole."""
    nodes = known.seen.nodes
    if not nodes or not all("cpu" in node.status.allocatable for node in nodes):
        return
    around = neighbours(known)
    found: dict[tuple[str, ...], list[Barred]] = {}
    for pod in known.gpu_pods.waiting:
        asked = known.gpu_pods.asking(pod)
        if pod.spec.containers and _is_ruled(asked, around.demands):
            for one in _judged(around, pod, asked):
                found.setdefault((pod.maker, *one.rules), []).append(one)
    for alike in found.values():
        yield replace(alike[0], pods=tuple(pod for one in alike for pod in one.pods))


def _is_ruled(asked: PodDemand, others: Iterable[PodDemand]) -> bool:
    """Whether rules concern a pod, all of which can be judged: labels of namespaces are not gathered."""
    terms = (*asked.affinity, *asked.anti_affinity)
    own = bool(terms or asked.hard_spread or asked.host_ports)
    known = asked.scheduler == DEFAULT_SCHEDULER and all(map(_names_its_namespaces, terms))
    return known and (own or any(one.anti_affinity for one in others))


def _names_its_namespaces(term: PodTerm) -> bool:
    chosen = term.namespace_selector
    return chosen is None or {*chosen.labels, *(one.key for one in chosen.expressions)} <= {_NAMESPACE_NAME}


def _judged(around: Neighbours, pod: Pod, asked: PodDemand) -> Iterator[Barred]:
    """The rules that keep a pod off all nodes with room for it; nothing if some node takes it, or if none has room."""
    spots = list(around.spots(asked))
    rules = rules_among(Contender(asked, 1, frozenset(), around.counted(asked, spots)), around.demands)
    closed = list(_closed(around, asked, rules, spots))
    shut = {id(spot) for _, some in closed for spot in some}
    if spots and all(id(spot) in shut for spot in spots):
        texts = tuple(f"{text} ({_names(spot.name for spot in some)})" for text, some in closed)
        yield Barred((pod,), fitting(around.known, pod), texts, full=not any(spot.is_new for spot in spots))


def _closed(
    around: Neighbours, asked: PodDemand, rules: Rules, spots: Sequence[Spot]
) -> Iterator[tuple[str, Sequence[Spot]]]:
    """Each rule that closes some of the places, in words, with those that it closes."""
    found = [
        (text, [spot for spot in spots if not _allows(one, around, spot)]) for text, one in _told(asked, rules, around)
    ]
    if asked.affinity and not rules.near:
        found.append(("must be near pods that no running pod matches (podAffinity)", list(spots)))
    slots = slots_of([asked, *around.demands])
    for port in (name for name in slots[0] if name.startswith("host port")):
        taken = [spot for spot in spots if any(port in slots[index] for index in spot.run.held)]
        found.append((f"needs {port}, which another pod has", taken))
    return ((text, some) for text, some in found if some)


def _allows(rules: Rules, around: Neighbours, spot: Spot) -> bool:
    everything = [*around.runs.values(), *([spot.run] if spot.is_new else [])]
    return rules.allowed(everything)(spot.run)


def _told(asked: PodDemand, rules: Rules, around: Neighbours) -> Iterator[tuple[str, Rules]]:
    """Each rule by itself, in words."""
    for given, even in zip(asked.hard_spread, rules.even, strict=True):
        text = f"must be spread over {even.key} with a skew of at most {given.max_skew} (topologySpreadConstraints)"
        yield text, Rules(even=(even,))
    for near in rules.near:
        text = f"must be in one {listed(near.keys)} with {_pods(near.matching, around)} (podAffinity)"
        yield text, Rules(near=(near,))
    for apart in rules.apart:
        text = f"must not be in one {apart.key} with {_pods(apart.matching, around)} (podAntiAffinity)"
        yield text, Rules(apart=(apart,))


def _pods(matching: Iterable[int], around: Neighbours) -> str:
    demands = [around.demands[index - 1] for index in sorted(matching) if index]
    return _names(f"{one.namespace}/{one.name}" for one in demands) or "pods of its own kind"


def _names(names: Iterable[str]) -> str:
    known = list(dict.fromkeys(names))
    return ", ".join(known[:_FEW]) + (f" and {len(known) - _FEW} more" if len(known) > _FEW else "")
