"""A pod's rules about other pods and ports, as they were seen, in the words of the demand model."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from eks_gpu.scheduling.demand import HostPort, LabelSelector, Operator, PodTerm, Requirement, TopologySpread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eks_gpu.doctor.answers.kubernetes import Expression, Pod, Selector
    from eks_gpu.doctor.answers.kubernetes import PodTerm as TermSeen

_OPERATORS: Mapping[str, Operator] = {one: one for one in get_args(Operator)}


def requirement(one: Expression) -> Requirement:
    """An expression about labels."""
    return Requirement(one.key, _OPERATORS.get(one.operator, "Exists"), one.values)


def pod_terms_seen(terms: Iterable[TermSeen]) -> tuple[PodTerm, ...]:
    """Required affinity to other pods, or anti-affinity."""
    return tuple(
        PodTerm(
            one.topology_key,
            _selector(one.selector),
            one.namespaces,
            _selector(one.namespace_selector),
            one.match_label_keys,
            one.mismatch_label_keys,
        )
        for one in terms
    )


def spreads_seen(pod: Pod) -> tuple[TopologySpread, ...]:
    """Topology spread constraints."""
    return tuple(
        TopologySpread(
            topology_key=one.topology_key,
            max_skew=one.max_skew,
            when="ScheduleAnyway" if one.when == "ScheduleAnyway" else "DoNotSchedule",
            selector=_selector(one.selector),
            min_domains=one.min_domains,
            match_label_keys=one.match_label_keys,
            node_affinity_policy="Ignore" if one.node_affinity_policy == "Ignore" else "Honor",
            node_taints_policy="Honor" if one.node_taints_policy == "Honor" else "Ignore",
        )
        for one in pod.spec.spread
    )


def host_ports_seen(pod: Pod) -> tuple[HostPort, ...]:
    """Ports of the node: those that are named, and with the host's network all of the containers."""
    return tuple(dict.fromkeys(_ports(pod)))


def _ports(pod: Pod) -> Iterator[HostPort]:
    for port in (port for one in (*pod.spec.containers, *pod.spec.init_containers) for port in one.ports):
        taken = port.host or (port.container if pod.spec.host_network else 0)
        if taken:
            yield HostPort(taken, port.protocol, port.address)


def _selector(seen: Selector | None) -> LabelSelector | None:
    return LabelSelector(seen.labels, tuple(map(requirement, seen.expressions))) if seen else None
