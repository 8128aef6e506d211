"""Which of many demands a term or a constraint is about, without a look at each of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu.scheduling.selectors import counts, is_about

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.scheduling.demand import LabelSelector, PodDemand, PodTerm, TopologySpread


class Among:
    """Demands with an index of their labels: most selectors name a label that few demands have.

    Attributes:
        demands: The demands; they are known by their numbers.
    """

    def __init__(self, demands: Sequence[PodDemand]) -> None:
        """Index the demands."""
        self.demands = demands
        self._by_label: dict[tuple[str, str], list[int]] = {}
        for index, one in enumerate(demands):
            for label in one.labels.items():
                self._by_label.setdefault(label, []).append(index)

    def meant(self, term: PodTerm, own: PodDemand) -> list[int]:
        """The demands whose pods a term of `own` is about."""
        return [index for index in self._candidates(term.selector) if is_about(term, own, self.demands[index])]

    def counted(self, constraint: TopologySpread, own: PodDemand) -> list[int]:
        """The demands whose pods a constraint of `own` counts."""
        return [
            index for index in self._candidates(constraint.selector) if counts(constraint, own, self.demands[index])
        ]

    @cached_property
    def shunned(self) -> dict[int, list[tuple[str, int]]]:
        """By a demand's number, the topology keys of others' anti-affinity that is about it, and their numbers."""
        found: dict[int, list[tuple[str, int]]] = {}
        for place, other in enumerate(self.demands):
            for term in other.anti_affinity:
                for index in self.meant(term, other):
                    if index != place:
                        found.setdefault(index, []).append((term.topology_key, place))
        return found

    def _candidates(self, selector: LabelSelector | None) -> Iterable[int]:
        """Demands that a selector may select: those with the rarest of its labels, or all if it has none."""
        if selector is None:
            return ()
        if not selector.labels:
            return range(len(self.demands))
        return min((self._by_label.get(label, ()) for label in selector.labels.items()), key=len)
