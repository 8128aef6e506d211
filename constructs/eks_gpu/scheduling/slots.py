"""Things that a node has once, whatever its size: host ports, and a place for pods that refuse each other there.

Counted like resources of which a node has one, so that everything which adds up resources heeds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.scheduling.demand import HOSTNAME
from eks_gpu.scheduling.selectors import is_about

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.demand import HostPort, PodDemand, PodTerm

# Both mean all addresses of a node (kube-scheduler/framework/types.go, HostPortInfo.sanitize).
_ALL_ADDRESSES = frozenset({"", "0.0.0.0"})  # noqa: S104 - read, not bound


def alone_on_node(demand: PodDemand) -> bool:
    """Whether a node holds no second pod of a demand."""
    return bool(demand.host_ports) or refuses_itself(demand.anti_affinity, demand)


def slots_of(demands: Sequence[PodDemand]) -> list[Amounts]:
    """The slots of its node that a pod of each demand takes.

    A port of one address and the same port of all addresses exclude each other (HostPortInfo.CheckConflict), so a pod
    on all addresses takes the port of each address that somebody names.
    """
    addresses: dict[tuple[int, str], dict[str, None]] = {}
    for port in (port for demand in demands for port in demand.host_ports):
        named = addresses.setdefault((port.port, port.protocol), {"": None})
        if port.ip not in _ALL_ADDRESSES:
            named[port.ip] = None
    first = {id(demand): index for index, demand in reversed([*enumerate(demands)])}
    return [_slots(demand, addresses, first[id(demand)]) for demand in demands]


def offered(slots: Iterable[Amounts]) -> Amounts:
    """One of each slot, which every node has."""
    return {name: 1 for one in slots for name in one}


def _slots(demand: PodDemand, addresses: dict[tuple[int, str], dict[str, None]], index: int) -> Amounts:
    taken = {name: 1 for port in demand.host_ports for name in _names(port, addresses)}
    own = {f"one of {demand.namespace}/{demand.name} ({index})": 1}
    return {**taken, **own} if refuses_itself(demand.anti_affinity, demand) else taken


def _names(port: HostPort, addresses: dict[tuple[int, str], dict[str, None]]) -> list[str]:
    # Two pods with the same address share its slot; one on all addresses takes every slot, its own included.
    known = addresses[port.port, port.protocol]
    own = known if port.ip in _ALL_ADDRESSES else [port.ip]
    return [f"host port {port.port}/{port.protocol} of {address or 'all addresses'}" for address in own]


def refuses_itself(terms: Iterable[PodTerm], demand: PodDemand) -> bool:
    """Whether terms of anti-affinity keep pods of a demand off each other's nodes."""
    return any(one.topology_key == HOSTNAME and is_about(one, demand, demand) for one in terms)
