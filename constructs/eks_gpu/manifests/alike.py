"""Demands that ask for the same are judged once: manifests hold many of a kind, and work grows with their square."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.scheduling.demand import PodCount
from eks_gpu.scheduling.selectors import Among

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from eks_gpu.design import DemandFit
    from eks_gpu.scheduling.demand import PodDemand


def judged_once(
    demands: Sequence[PodDemand], judge: Callable[[Sequence[PodDemand]], Sequence[DemandFit]]
) -> list[DemandFit]:
    """The verdict on each demand, in their order.

    Args:
        demands: All of them.
        judge: Judges demands together; it gets one for all that are alike.
    """
    watchers = _watchers(demands)
    groups: dict[Hashable, list[int]] = {}
    for index, one in enumerate(demands):
        groups.setdefault(_key(one, index, watchers.get(index, ())), []).append(index)
    members = list(groups.values())
    found = judge([_together([demands[index] for index in group]) for group in members])
    fits: dict[int, DemandFit] = {}
    for group, fit in zip(members, found, strict=True):
        placed, scheduled = fit.placed, fit.scheduled
        for index in group:
            own = demands[index]
            if len(group) > 1 and own.count.stays:
                mine = replace(fit, placed=min(placed, own.count.most), scheduled=min(scheduled, own.count.most))
                placed, scheduled = placed - mine.placed, scheduled - mine.scheduled
            else:
                mine = fit
            fits[index] = replace(mine, demand=own, doubts=tuple(dict.fromkeys([*own.doubts, *fit.doubts])))
    return [fits[index] for index in range(len(demands))]


def _key(one: PodDemand, index: int, watchers: Sequence[int]) -> Hashable:
    """Everything that decides where pods may run; a number of its own where other pods matter to them."""
    if one.affinity or one.anti_affinity or one.hard_spread or one.host_ports or one.volumes or one.confinement:
        return index
    count = one.count
    return (
        tuple(sorted(one.asks.items())),
        tuple(sorted(one.selector.items())),
        one.node_terms,
        one.tolerations,
        one.priority,
        (count.turn, count.ends, 0 if count.stays else count.most),
        (one.selected, one.movable, one.gates, one.scheduler),
        tuple((soft.topology_key, soft.max_skew) for soft in one.spread),
        tuple(watchers),
    )


def _watchers(demands: Sequence[PodDemand]) -> dict[int, list[int]]:
    """By the number of a demand, the demands whose affinity or spread counts its pods."""
    among = Among(demands)
    found: dict[int, list[int]] = {}
    for watcher, own in enumerate(demands):
        concerned = [among.meant(term, own) for term in (*own.affinity, *own.anti_affinity)]
        concerned += [among.counted(constraint, own) for constraint in own.hard_spread]
        for index in (index for one in concerned for index in one):
            found.setdefault(index, []).append(watcher)
    return found


def _together(alike: Sequence[PodDemand]) -> PodDemand:
    """One demand for all: those that stay are added up, and of those that take turns one stands for the others."""
    first = alike[0]
    if len(alike) == 1 or not first.count.stays:
        return replace(first, doubts=())
    counts = [one.count for one in alike]
    count = PodCount(
        sum(one.most for one in counts),
        "stays",
        sum(one.least for one in counts),
        sum(one.surge for one in counts),
        first.count.ends,
    )
    return replace(first, count=count, doubts=())
