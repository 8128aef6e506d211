"""Selectors, affinity and spread of a pod spec, in the words of the demand model."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from eks_gpu.manifests.reading.located import Fields
from eks_gpu.manifests.reading.parts import at, fields, labels, mappings, number, text, texts
from eks_gpu.scheduling.demand import HostPort, LabelSelector, NodeTerm, PodTerm, Requirement, TopologySpread
from eks_gpu.scheduling.taints import TolerationDesign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from eks_gpu.manifests.reading.located import Value
    from eks_gpu.scheduling.demand import Operator

_OPERATORS = frozenset({"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"})


def _requirements(value: Value, path: str) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(text(one, "key"), cast("Operator", text(one, "operator")), texts(one, "values"))
        for one in mappings(value, path)
        if text(one, "operator") in _OPERATORS
    )


def node_terms(spec: Fields) -> tuple[NodeTerm, ...]:
    """Required node affinity."""
    required = fields(spec, "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution")
    return tuple(
        NodeTerm(_requirements(term, "matchExpressions"), _requirements(term, "matchFields"))
        for term in mappings(required, "nodeSelectorTerms")
    )


def _selector(value: Value, path: str) -> LabelSelector | None:
    found = at(value, path)
    if not isinstance(found, Fields):
        return None
    return LabelSelector(labels(found, "matchLabels"), _requirements(found, "matchExpressions"))


def pod_terms(spec: Fields, kind: Literal["podAffinity", "podAntiAffinity"]) -> tuple[PodTerm, ...]:
    """Required affinity to other pods, or anti-affinity."""
    terms = mappings(spec, f"affinity.{kind}.requiredDuringSchedulingIgnoredDuringExecution")
    return tuple(
        PodTerm(
            topology_key=text(term, "topologyKey"),
            selector=_selector(term, "labelSelector"),
            namespaces=texts(term, "namespaces"),
            namespace_selector=_selector(term, "namespaceSelector"),
            match_label_keys=texts(term, "matchLabelKeys"),
            mismatch_label_keys=texts(term, "mismatchLabelKeys"),
        )
        for term in terms
    )


def spreads(spec: Fields) -> tuple[TopologySpread, ...]:
    """Topology spread constraints, with the defaults of core/v1 types.go."""
    return tuple(
        TopologySpread(
            topology_key=text(one, "topologyKey"),
            max_skew=number(one, "maxSkew") or 1,
            when="ScheduleAnyway" if text(one, "whenUnsatisfiable") == "ScheduleAnyway" else "DoNotSchedule",
            selector=_selector(one, "labelSelector"),
            min_domains=number(one, "minDomains"),
            match_label_keys=texts(one, "matchLabelKeys"),
            node_affinity_policy="Ignore" if text(one, "nodeAffinityPolicy") == "Ignore" else "Honor",
            node_taints_policy="Honor" if text(one, "nodeTaintsPolicy") == "Honor" else "Ignore",
        )
        for one in mappings(spec, "topologySpreadConstraints")
    )


def tolerations(spec: Fields) -> tuple[TolerationDesign, ...]:
    """Tolerations as they are written; without a key, and with the operator Exists, all taints."""
    return tuple(
        TolerationDesign(
            key=text(one, "key") or None,
            operator="Exists" if text(one, "operator") == "Exists" else "Equal",
            value=text(one, "value"),
            effect=text(one, "effect") or None,
        )
        for one in mappings(spec, "tolerations")
    )


def host_ports(spec: Fields) -> tuple[HostPort, ...]:
    """Ports of the node: those that are named, and with the host's network all of the containers."""
    return tuple(dict.fromkeys(_ports(spec)))


def _ports(spec: Fields) -> Iterator[HostPort]:
    on_host = at(spec, "hostNetwork") is True
    for container in [*mappings(spec, "containers"), *mappings(spec, "initContainers")]:
        for port in mappings(container, "ports"):
            taken = number(port, "hostPort") or (number(port, "containerPort") if on_host else None)
            if taken:
                yield HostPort(taken, text(port, "protocol") or "TCP", text(port, "hostIP"))
