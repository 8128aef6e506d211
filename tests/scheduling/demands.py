"""Demands and nodes for tests, in few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.scheduling.contender import Contender
from eks_gpu.scheduling.demand import HOSTNAME, ZONE, LabelSelector, PodDemand, PodTerm, TopologySpread
from eks_gpu.scheduling.nodes import Bins

if TYPE_CHECKING:
    from collections.abc import Iterable

RACK = "example.com/rack"


def of(name: str) -> LabelSelector:
    """Pods of a demand with this name."""
    return LabelSelector({"app": name})


def near(name: str, key: str = ZONE, **more: Any) -> PodTerm:
    """Pods that one must be near, or must not be near."""
    return PodTerm(key, of(name), **more)


def even(name: str, key: str = ZONE, skew: int = 1, **more: Any) -> TopologySpread:
    """A hard spread of the pods of a demand."""
    return TopologySpread(key, skew, "DoNotSchedule", of(name), **more)


def alone(name: str) -> PodTerm:
    """No second pod of the demand on a node."""
    return PodTerm(HOSTNAME, of(name))


def demand(name: str = "pods", gpus: int = 1, **more: Any) -> PodDemand:
    """Pods that ask for GPUs, with a label of their name."""
    return PodDemand(name, {"pods": 1, "nvidia.com/gpu": gpus}, **({"labels": {"app": name}} | more))


def wanted(pods: int, what: PodDemand, keys: Iterable[str] = ("a", "b", "c"), **more: Any) -> Contender:
    """Pods that want a place, on nodes of these keys."""
    return Contender(what, pods, frozenset(keys), **more)


def nodes(zone: str, count: int = 1, gpus: int = 8, rack: str = "") -> Bins:
    """Nodes of a zone, whose key is the zone."""
    labels = {RACK: frozenset({rack})} if rack else {}
    return Bins(zone, zone, count, {"pods": 100, "nvidia.com/gpu": gpus}, labels=labels)
