"""Rules between pods that decide which node may take the next one: spread, together, apart.

From kube-scheduler's plugins: `podtopologyspread/filtering.go` (Filter, minMatchNum) and
`interpodaffinity/filtering.go` (satisfyPodAffinity, satisfyPodAntiAffinity, satisfyExistingPodsAntiAffinity).
Anti-affinity of a pod to its own kind on one node is a slot of that node, and no rule here (`slots.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.demand import HOSTNAME, ZONE
from eks_gpu.scheduling.labels import admits
from eks_gpu.scheduling.selectors import Among, is_about
from eks_gpu.scheduling.taints import repelling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from eks_gpu.scheduling.contender import Contender
    from eks_gpu.scheduling.demand import PodDemand, TopologySpread
    from eks_gpu.scheduling.nodes import Bins, Run
    from eks_gpu.scheduling.taints import Taint


@dataclass(frozen=True)
class Even:
    """A hard spread constraint.

    Attributes:
        key: The topology key.
        skew: How many pods a place may be ahead of the emptiest.
        domains: With fewer places than these, the emptiest counts as empty.
        matching: Contenders whose pods count.
        own: Whether the pod itself counts.
        counted: Keys of nodes whose places count.
    """

    key: str
    skew: int
    domains: int
    matching: frozenset[int]
    own: bool
    counted: frozenset[str]


@dataclass(frozen=True)
class Near:
    """Pods that must be in one place with pods that meet all terms; the first of its own kind may go anywhere."""

    keys: tuple[str, ...]
    matching: frozenset[int]
    own: bool


@dataclass(frozen=True)
class Apart:
    """Pods that must not be in one place with certain others."""

    key: str
    matching: frozenset[int]


@dataclass(frozen=True)
class Rules:
    """All rules that the next pod of a contender must keep."""

    even: tuple[Even, ...] = ()
    near: tuple[Near, ...] = ()
    apart: tuple[Apart, ...] = ()

    @property
    def watched(self) -> frozenset[int]:
        """Contenders whose pods these rules count."""
        sets = [*(one.matching for one in self.even), *(one.matching for one in self.near)]
        return frozenset[int]().union(*sets, *(one.matching for one in self.apart))

    def allowed(self, runs: Sequence[Run]) -> Callable[[Run], bool]:
        """Whether a node of a run may take the next pod, when these are all nodes and what they hold."""
        checks = [
            *(_even(one, runs) for one in self.even),
            *(_near(one, runs) for one in self.near),
            *(_apart(one, runs) for one in self.apart),
        ]
        return lambda run: all(check(run) for check in checks)


def rules_of(contenders: Sequence[Contender]) -> list[Rules]:
    """The rules of each contender among all of them.

    A term that is about nobody here is left out: whom it means may be in the cluster all the same.
    """
    among = Among([one.demand for one in contenders])
    return [_rules(one, among, index, among.shunned.get(index, ())) for index, one in enumerate(contenders)]


def rules_among(contender: Contender, others: Sequence[PodDemand]) -> Rules:
    """The rules of one contender, which is number 0, among pods that have their places: numbers 1 and up."""
    own = contender.demand
    shunned = [
        (term.topology_key, place)
        for place, other in enumerate(others, start=1)
        for term in other.anti_affinity
        if is_about(term, other, own)
    ]
    return _rules(contender, Among([own, *others]), 0, shunned)


def _rules(contender: Contender, among: Among, index: int, shunned: Iterable[tuple[str, int]]) -> Rules:
    own = contender.demand
    return Rules(
        tuple(_evens(contender, among, index)),
        tuple(_nears(own, among, index)),
        (*_aparts(own, among, index), *(Apart(key, frozenset({place})) for key, place in shunned)),
    )


def counts_there(
    constraint: TopologySpread, demand: PodDemand, labels: Mapping[str, frozenset[str]], taints: Iterable[Taint]
) -> bool:
    """Whether nodes with these labels and taints count in a spread constraint of a pod."""
    admitted = constraint.node_affinity_policy == "Ignore" or admits(demand, labels)
    return admitted and (constraint.node_taints_policy == "Ignore" or not repelling(taints, demand.tolerations))


def _evens(contender: Contender, among: Among, index: int) -> Iterable[Even]:
    own = contender.demand
    for number, one in enumerate(own.hard_spread):
        matching = frozenset(among.counted(one, own))
        nodes = contender.keys | (contender.counted[number] if number < len(contender.counted) else frozenset())
        yield Even(one.topology_key, one.max_skew, one.min_domains or 1, matching, index in matching, nodes)


def _nears(own: PodDemand, among: Among, index: int) -> Iterable[Near]:
    if own.affinity:
        meant = frozenset[int].intersection(*(frozenset(among.meant(term, own)) for term in own.affinity))
        if meant:
            keys = tuple(dict.fromkeys(term.topology_key for term in own.affinity))
            yield Near(keys, meant, index in meant)
    if own.shares_a_zone:
        # A volume in one zone that comes into being there, or is in a zone that nobody knows: all pods go where it is.
        yield Near((ZONE,), frozenset({index}), own=True)


def _aparts(own: PodDemand, among: Among, index: int) -> Iterable[Apart]:
    for term in own.anti_affinity:
        meant = frozenset(among.meant(term, own))
        meant -= {index} if term.topology_key == HOSTNAME else frozenset()
        if meant:
            yield Apart(term.topology_key, meant)


def _of(matching: Iterable[int], run: Run) -> int:
    return sum(run.held.get(index, 0) for index in matching)


def _by_place(key: str, matching: frozenset[int], runs: Iterable[Run]) -> dict[str, int]:
    """Pods in each place."""
    found: dict[str, int] = {}
    for run in runs:
        if place := run.bins.place(key):
            found[place.value] = found.get(place.value, 0) + run.count * _of(matching, run)
    return found


def _even(rule: Even, runs: Sequence[Run]) -> Callable[[Run], bool]:
    counted = [run for run in runs if run.bins.key in rule.counted and run.count]
    if rule.key == HOSTNAME:
        nodes = sum(run.count for run in counted)
        fewest = min((_of(rule.matching, run) for run in counted), default=0) if nodes >= rule.domains else 0
        return lambda run: _of(rule.matching, run) + rule.own - fewest <= rule.skew
    held = _by_place(rule.key, rule.matching, counted)
    widths = places(rule.key, [run.bins for run in counted])
    emptiest = min((held[value] // width for value, width in widths.items()), default=0)
    fewest = emptiest if sum(widths.values()) >= rule.domains else 0

    def check(run: Run) -> bool:
        place = run.bins.place(rule.key)
        return place is not None and held.get(place.value, 0) // place.width + rule.own - fewest <= rule.skew

    return check


def places(key: str, bins: Iterable[Bins]) -> dict[str, int]:
    """The places of nodes, with their widths.

    Nodes that may be in any of several zones make no zone of their own where other nodes are in all of those.
    """
    found = {place.value: place.width for one in bins if one.count and (place := one.place(key))}
    single = {value for value, width in found.items() if width == 1}
    return {value: width for value, width in found.items() if width == 1 or not single.issuperset(value.split(","))}


def _near(rule: Near, runs: Sequence[Run]) -> Callable[[Run], bool]:
    if rule.own and not any(_of(rule.matching, run) for run in runs):
        return lambda run: all(run.bins.carries(key) for key in rule.keys)
    held = {key: _by_place(key, rule.matching, runs) for key in rule.keys}

    def check(run: Run) -> bool:
        return all(
            _of(rule.matching, run) if key == HOSTNAME else (place := run.bins.place(key)) and held[key][place.value]
            for key in rule.keys
        )

    return check


def _apart(rule: Apart, runs: Sequence[Run]) -> Callable[[Run], bool]:
    if rule.key == HOSTNAME:
        return lambda run: not _of(rule.matching, run)
    held = _by_place(rule.key, rule.matching, runs)

    def check(run: Run) -> bool:
        place = run.bins.place(rule.key)
        return place is None or held[place.value] < place.width

    return check
