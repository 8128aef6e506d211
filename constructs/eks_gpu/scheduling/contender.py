"""Pods that want nodes at the same moment as others, and what each of them takes and heeds."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import is_gpu
from eks_gpu.scheduling.demand import HOSTNAME, ZONE
from eks_gpu.scheduling.nodes import Run
from eks_gpu.scheduling.rules import Even, Rules, rules_of
from eks_gpu.scheduling.slots import slots_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.scheduling.demand import PodDemand
    from eks_gpu.scheduling.nodes import Bins

# Its own constraints for pods of a controller or Service that have none (podtopologyspread/plugin.go,
# systemDefaultConstraints).
_DEFAULT_SPREAD = ((HOSTNAME, 3), (ZONE, 5))


@dataclass(frozen=True)
class Contender:
    """Pods of a demand, and the nodes that may hold them.

    Attributes:
        demand: Their requests and rules.
        pods: How many of them want a place now.
        keys: Nodes they may go to.
        counted: Further nodes that count in each of its hard spread constraints, in their order, though none of its
            pods may go there.
        shunned: How many taints with the effect PreferNoSchedule they do not tolerate, by key of the nodes.
    """

    demand: PodDemand
    pods: int
    keys: frozenset[str]
    counted: tuple[frozenset[str], ...] = ()
    shunned: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """A contender among the others.

    Attributes:
        index: Its number.
        pods: How many pods.
        asks: The amounts that each takes, slots of its node included.
        keys: Nodes they may go to.
        priority: Pods of a higher one come first.
        rules: The rules that the next pod must keep.
        watched: Its number, if somebody's rules count its pods; else None.
        seen: Whether rules of others count its pods.
        meets: Whether it must be near others, or others near it.
        even: Its spread over zones, where that is its only rule and concerns nobody else.
        soft: Topology keys over which the scheduler prefers to spread them, with the skew it does not mind.
        shunned: Taints that ask it to stay away, by key of the nodes.
        once: Slots that only its own pods ask for, so a node has at most one of them.
    """

    index: int
    pods: int
    asks: Amounts
    keys: frozenset[str]
    priority: int
    rules: Rules
    watched: int | None
    seen: bool
    meets: bool
    even: Even | None
    soft: tuple[tuple[str, int], ...]
    shunned: Mapping[str, int]
    once: tuple[str, ...]

    @property
    def ruled(self) -> bool:
        """Whether each pod must be placed with a look at the others."""
        return self.rules != Rules() and self.even is None

    @property
    def _counting(self) -> tuple[str, ...]:
        """Topology keys of the rules that count its own pods."""
        evens = [one.key for one in self.rules.even if self.index in one.matching]
        return (*evens, *(one.key for one in self.rules.apart if self.index in one.matching))

    @property
    def by_node(self) -> bool:
        """Whether of its own pods only those on the same node, and on other nodes, stand in each other's way."""
        return not self.rules.near and all(key == HOSTNAME for key in self._counting)

    def settled(self, runs: Sequence[Run]) -> bool:
        """Whether the nodes that its rules leave stay the same, however many more of its pods are placed."""
        begun = all(any(run.held.get(index) for run in runs for index in one.matching) for one in self.rules.near)
        return begun and not self._counting

    @property
    def constrained(self) -> bool:
        """Whether its pods are not free to go where there is room."""
        return self.rules != Rules()

    @property
    def patient(self) -> bool:
        """Whether more of its pods may find a place once others have theirs."""
        return self.ruled and bool(self.rules.watched - {self.index})

    @property
    def gpus(self) -> int:
        """GPUs, shares and parts that one pod asks for."""
        return sum(amount for name, amount in self.asks.items() if is_gpu(name))

    def share(self, bins: Sequence[Bins]) -> float:
        """The largest part of any resource of any of its nodes that one pod takes."""
        mine = [one.free for one in bins if one.key in self.keys]
        parts = (amount / free[name] for free in mine for name, amount in self.asks.items() if free.get(name))
        return max(parts, default=0.0)


@dataclass(frozen=True)
class Contest:
    """All contenders with what each wants, and what every node has once and several of them ask for."""

    wishes: tuple[Wish, ...]
    slots: Amounts

    def nodes(self, bins: Sequence[Bins]) -> list[Run]:
        """All nodes, empty."""
        return [Run(one, one.count, {**one.free, **self.slots}) for one in bins]


def contest(contenders: Sequence[Contender]) -> Contest:
    """All contenders, each with its wish and its rules about the others."""
    slots, rules = slots_of([one.demand for one in contenders]), rules_of(contenders)
    asking = Counter(name for one in slots for name in one)
    watchers = Counter(index for one in rules for index in one.watched)
    evens = [_only_even(one, index, watchers) for index, one in enumerate(rules)]
    watched = frozenset[int]().union(*(one.watched for one, even in zip(rules, evens, strict=True) if even is None))
    followed = frozenset[int]().union(*(near.matching for one in rules for near in one.near))
    wishes = tuple(
        Wish(
            index,
            one.pods,
            {**one.demand.asks, **slots[index]},
            one.keys,
            one.demand.priority,
            rules[index],
            index if index in watched else None,
            watchers[index] > (index in rules[index].watched),
            bool(rules[index].near) or index in followed,
            evens[index],
            _soft(one.demand),
            one.shunned,
            tuple(name for name in slots[index] if asking[name] == 1),
        )
        for index, one in enumerate(contenders)
    )
    return Contest(wishes, {name: 1 for name, count in asking.items() if count > 1})


def _only_even(own: Rules, index: int, watchers: Mapping[int, int]) -> Even | None:
    """A single spread over zones that counts only its own pods."""
    if own.near or own.apart or len(own.even) != 1:
        return None
    (even,) = own.even
    return even if even.key == ZONE and even.matching == {index} and watchers[index] == 1 else None


def _soft(demand: PodDemand) -> tuple[tuple[str, int], ...]:
    """Its defaults hold only for pods without any constraint (podtopologyspread/common.go, getConstraints)."""
    if demand.spread:
        return tuple((one.topology_key, one.max_skew) for one in demand.spread if one.when == "ScheduleAnyway")
    # For pods that a Service, ReplicaSet or StatefulSet selects (helper/spread.go, DefaultSelector).
    return _DEFAULT_SPREAD if demand.selected else ()
