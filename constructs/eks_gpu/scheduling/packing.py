"""Whether many pods of several kinds find room together at best: first fit, by priority, the most demanding first.

kube-scheduler packs worse, since it spreads pods; `eks_gpu.scheduling.choice` says what it would do.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from eks_gpu.scheduling.amounts import times
from eks_gpu.scheduling.contender import contest
from eks_gpu.scheduling.demand import HOSTNAME
from eks_gpu.scheduling.nodes import add, closed, joined, opened
from eks_gpu.scheduling.rules import places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from eks_gpu.scheduling.contender import Contender, Wish
    from eks_gpu.scheduling.nodes import Bins, Run
    from eks_gpu.scheduling.rules import Even

# A topology key and one of its values: the one place for all pods that must be in some place together.
Meeting = tuple[str, str]


def placed(contenders: Sequence[Contender], bins: Sequence[Bins]) -> list[int]:
    """How many pods of each contender find room at best, when all want it at once.

    Pods of a higher priority come first, whatever that costs the others: kube-scheduler evicts for them. Among equals
    the order decides how well they fit. Several orders, ways and meeting places are tried, and the best of them counts:
    to say that there is no room where there is some is worse than the other way round.
    """
    all_ = contest(contenders)
    wishes = all_.wishes
    tries = (
        _tried(wishes, all_.nodes(bins), order, meeting, mixed=mixed)
        for meeting in _meetings(wishes, bins)
        for order in _orders(wishes, bins)
        for mixed in (False, True)
    )
    wanted = [one.pods for one in contenders]
    best = [0] * len(contenders)
    for found in tries:
        if found == wanted:
            return found
        best = max(best, found, key=lambda counts: _by_priority(wishes, counts))
    return best


def _by_priority(wishes: Sequence[Wish], counts: Sequence[int]) -> list[int]:
    """Pods placed of each priority, the highest first."""
    return [
        sum(count for one, count in zip(wishes, counts, strict=True) if one.priority == level)
        for level in _levels(wishes)
    ]


def _levels(wishes: Sequence[Wish]) -> list[int]:
    return sorted({one.priority for one in wishes}, reverse=True)


def _meetings(wishes: Sequence[Wish], bins: Sequence[Bins]) -> Iterator[Meeting | None]:
    """Nowhere in particular, and each place where pods that must be together might be."""
    yield None
    keys = dict.fromkeys(key for one in wishes for near in one.rules.near for key in near.keys if key != HOSTNAME)
    for key in keys:
        for value in places(key, bins):
            yield key, value


def _orders(wishes: Sequence[Wish], bins: Sequence[Bins]) -> list[list[int]]:
    """Who has little choice goes first (zones to fill evenly, few groups), then by GPUs, or by share of a node."""
    indices = range(len(wishes))
    choice = [(not one.constrained, len(one.keys)) for one in wishes]
    by_gpu = sorted(indices, key=lambda index: (choice[index], -wishes[index].gpus))
    by_share = sorted(indices, key=lambda index: (choice[index], -wishes[index].share(bins)))
    return [by_gpu] if by_gpu == by_share else [by_gpu, by_share]


def _tried(
    wishes: Sequence[Wish], runs: list[Run], order: Sequence[int], meeting: Meeting | None, *, mixed: bool
) -> list[int]:
    """Place the pods in an order: each kind as a whole, or (mixed) a pod of each a node, as long as that lasts."""
    crowds = _crowds(wishes)
    counts = [0] * len(wishes)
    # Pods that have a node to themselves have all that they can get with one a node.
    full: set[int] = set()
    for level in _levels(wishes):
        mine = [index for index in order if wishes[index].priority == level]
        if mixed:
            for index in mine:
                if not wishes[index].constrained and not (meeting and wishes[index].meets):
                    _least_wanted_first(runs, wishes[index], crowds)
                    counts[index] = _in_slots(wishes[index], runs, partial(_one_a_node, wishes[index], runs))
                    full |= {index} if wishes[index].once else set()
        for index in (index for index in mine if index not in full):
            _least_wanted_first(runs, wishes[index], crowds)
            place = partial(_placed, wishes[index], wishes[index].pods - counts[index], runs, meeting)
            counts[index] += _in_slots(wishes[index], runs, place)
    return _followed(wishes, runs, counts, meeting)


def _in_slots(wish: Wish, runs: list[Run], place: Callable[[], int]) -> int:
    """Place pods on nodes with the slots that only they ask for; pods that are tried again keep theirs."""
    opened(runs, wish.once)
    found = place()
    if wish.once and not wish.patient:
        runs[:] = closed(runs, wish.once)
    return found


def _followed(wishes: Sequence[Wish], runs: list[Run], counts: list[int], meeting: Meeting | None) -> list[int]:
    """Pods that waited until others were there, to which they must be near or whose number must keep up."""
    moved = True
    while moved:
        moved = False
        for one in wishes:
            if one.patient and counts[one.index] < one.pods:
                more = _placed(one, one.pods - counts[one.index], runs, meeting)
                counts[one.index] += more
                moved = moved or more > 0
    return counts


def _placed(wish: Wish, pods: int, runs: list[Run], meeting: Meeting | None) -> int:
    if wish.even and not (wish.meets and meeting):
        return _spread(wish, wish.even, pods, runs)
    if not wish.ruled and not (wish.meets and meeting):
        return _filled(pods, wish, runs)
    found = _one_by_one(wish, pods, runs, meeting)
    if not wish.seen:
        runs[:] = joined(runs, wish.index)
    return found


def _crowds(wishes: Sequence[Wish]) -> dict[str, Counter[int]]:
    """How many contenders may go to some nodes, by the number of other nodes that each of them may choose from."""
    found: dict[str, Counter[int]] = {}
    for one in wishes:
        for key in one.keys if one.pods else ():
            found.setdefault(key, Counter())[len(one.keys)] += 1
    return found


def _least_wanted_first(runs: list[Run], own: Wish, crowds: Mapping[str, Counter[int]]) -> None:
    """Sort nodes so that those come last which others need that have little choice."""
    wanted = {}
    for key in {run.bins.key for run in runs}:
        mine = len(own.keys) if own.pods and key in own.keys else 0
        crowd: Mapping[int, int] = crowds.get(key, {})
        wanted[key] = sum(((count - (choice == mine)) / choice for choice, count in sorted(crowd.items())), 0.0)
    runs.sort(key=lambda run: wanted[run.bins.key])


def _one_a_node(wish: Wish, runs: list[Run]) -> int:
    left = wish.pods
    for run in list(runs):
        nodes = min(left, run.count)
        if nodes and run.bins.key in wish.keys and times(wish.asks, run.free):
            runs.append(run.with_pods(nodes, wish.asks, 1, wish.watched))
            run.count -= nodes
            left -= nodes
    runs[:] = [run for run in runs if run.count]
    return wish.pods - left


def _filled(pods: int, wish: Wish, runs: list[Run], admits: Callable[[Run], bool] | None = None) -> int:
    """Fill node after node; nodes that come to hold something else become runs of their own."""
    left = pods
    for run in list(runs):
        each = times(wish.asks, run.free)
        if not left or not each or run.bins.key not in wish.keys or (admits and not admits(run)):
            continue
        full = min(left // each, run.count)
        rest = min(left - full * each, each) if full < run.count else 0
        for nodes, held in ((full, each), (1, rest)):
            if nodes and held:
                runs.append(run.with_pods(nodes, wish.asks, held, wish.watched))
                run.count -= nodes
                left -= nodes * held
    runs[:] = [run for run in runs if run.count]
    return pods - left


def _spread(wish: Wish, even: Even, pods: int, runs: list[Run]) -> int:
    """Evenly over the zones; once one is full, each other one may be ahead of it by the skew, and no more."""
    rooms = dict.fromkeys((run.bins.zone for run in runs if run.bins.key in even.counted), 0)
    for run in runs:
        if run.bins.key in wish.keys:
            rooms[run.bins.zone] = rooms.get(run.bins.zone, 0) + run.count * times(wish.asks, run.free)
    zones = sorted((room, zone) for zone, room in rooms.items() if zone)
    widths = places(even.key, [run.bins for run in runs if run.bins.key in even.counted])
    lowest = zones[0][0] if zones and sum(widths.values()) >= even.domains else 0
    left = pods
    for index, (room, zone) in enumerate(zones):
        fair = math.ceil(left / (len(zones) - index))
        left -= _filled(min(fair, room, lowest + even.skew), wish, runs, partial(_in_zone, zone))
    return pods - left


def _in_zone(zone: str, run: Run) -> bool:
    return run.bins.zone == zone


def _one_by_one(wish: Wish, pods: int, runs: list[Run], meeting: Meeting | None) -> int:
    """Pod after pod, each where its own kind is fewest so that a spread goes far, on nodes that the rules leave."""
    left = pods
    while left:
        allowed = wish.rules.allowed(runs)
        open_to_it = [run for run in runs if _holds(wish, run, meeting) and allowed(run)]
        if not open_to_it:
            break
        if wish.settled(runs):
            nodes = {id(run) for run in open_to_it}
            left -= _filled(left, wish, runs, partial(_among, nodes))
            break
        run = min(open_to_it, key=lambda run: _preference(wish, run, runs))
        # Where nothing but pods on the same node decides, all nodes that are alike take one.
        taken = min(left, run.count) if wish.by_node else 1
        run.count -= taken
        add(runs, run.with_pods(taken, wish.asks, 1, wish.watched))
        left -= taken
    runs[:] = [run for run in runs if run.count]
    return pods - left


def _among(nodes: set[int], run: Run) -> bool:
    return id(run) in nodes


def _holds(wish: Wish, run: Run, meeting: Meeting | None) -> bool:
    if not run.count or run.bins.key not in wish.keys or not times(wish.asks, run.free):
        return False
    if meeting is None or not wish.meets:
        return True
    place = run.bins.place(meeting[0])
    return place is not None and place.value == meeting[1]


def _preference(wish: Wish, run: Run, runs: Sequence[Run]) -> tuple[int, ...]:
    """Few pods of its kind in the places to spread over; where all must be together, much room."""
    crowds = []
    for even in wish.rules.even:
        place = run.bins.place(even.key)
        there = [run] if even.key == HOSTNAME else [one for one in runs if place and one.bins.place(even.key) == place]
        crowds.append(sum((1 if one is run and even.key == HOSTNAME else one.count) * _own(even, one) for one in there))
    return (*crowds, -times(wish.asks, run.free) if wish.rules.near else 0)


def _own(even: Even, run: Run) -> int:
    return sum(run.held.get(index, 0) for index in even.matching)
