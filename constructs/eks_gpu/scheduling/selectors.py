"""Which pods a label selector, an affinity term or a spread constraint is about.

From Kubernetes: `component-helpers` and the scheduler's `framework/types.go` (AffinityTerm.Matches, getNamespaces...),
`podtopologyspread/common.go` (filterTopologySpreadConstraints, countPodsMatchSelector), and
`pkg/registry/core/pod/strategy.go` (applyMatchLabelKeysAndMismatchLabelKeys).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu.scheduling.labels import meets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eks_gpu.scheduling.demand import LabelSelector, PodDemand, PodTerm, TopologySpread

# The API server puts it on every namespace (pkg/apis/core/v1/defaults.go, SetDefaults_Namespace).
_NAMESPACE_NAME = "kubernetes.io/metadata.name"
# Labels that controllers add to the pods that they make, with one value for all pods of one revision or Job.
_OF_CONTROLLERS = frozenset(
    {
        "pod-template-hash",
        "controller-revision-hash",
        "batch.kubernetes.io/controller-uid",
        "batch.kubernetes.io/job-name",
        "controller-uid",
        "job-name",
    }
)


def selects(selector: LabelSelector | None, labels: Mapping[str, str]) -> bool:
    """Whether a selector selects a pod or namespace with these labels; none selects nothing, an empty one all."""
    if selector is None:
        return False
    if any(labels.get(key) != value for key, value in selector.labels.items()):
        return False
    known = {one.key: frozenset({labels[one.key]}) for one in selector.expressions if one.key in labels}
    return all(meets(one, known) == "yes" for one in selector.expressions)


def counts(constraint: TopologySpread, own: PodDemand, other: PodDemand) -> bool:
    """Whether pods of another demand, or of the same one, count in a spread constraint."""
    return (
        own.namespace == other.namespace
        and selects(constraint.selector, other.labels)
        and all(_alike(key, own, other) for key in constraint.match_label_keys)
    )


def is_about(term: PodTerm, own: PodDemand, other: PodDemand) -> bool:
    """Whether an affinity or anti-affinity term is about pods of another demand, or of the same one.

    Namespaces by labels that nobody knows are left out: only their names are known.
    """
    return (
        _in_namespaces(term, own, other)
        and selects(term.selector, other.labels)
        and all(_alike(key, own, other) for key in term.match_label_keys)
        and not any(_alike(key, own, other, absent=False) for key in term.mismatch_label_keys)
    )


def _in_namespaces(term: PodTerm, own: PodDemand, other: PodDemand) -> bool:
    if not term.namespaces and term.namespace_selector is None:
        return own.namespace == other.namespace
    return other.namespace in term.namespaces or selects(term.namespace_selector, {_NAMESPACE_NAME: other.namespace})


def _alike(key: str, own: PodDemand, other: PodDemand, *, absent: bool = True) -> bool:
    """Whether pods of two demands share the value of a label; one that the own pods do not have is ignored.

    A controller adds some labels when it makes pods: pods of one demand share them, and no two demands do.
    """
    if key in own.labels:
        return own.labels[key] == other.labels.get(key)
    if key in _OF_CONTROLLERS:
        return own is other
    return absent


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
