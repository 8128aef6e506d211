"""Karpenter's decision whether a NodePool's new node may take a pod, and of which types that node may be.

After kubernetes-sigs/karpenter v1.14.0: `nodeclaim.go` (CanAdd, filterInstanceTypesByRequirements, fits),
`preferences.go`, `pkg/scheduling/requirements.go` (Compatible, Intersects) and `taints.go` (ToleratesPod).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.karpenter.types import CAPACITY, ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.karpenter.types import Believed, Resources

Taint = tuple[str, str, str]
# NormalizedLabels of upstream, and the one that the AWS provider adds (`pkg/operator/operator.go`).
_NORMALIZED = {
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
    "beta.kubernetes.io/os": "kubernetes.io/os",
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone": ZONE,
    "topology.ebs.csi.aws.com/zone": ZONE,
}
# Labels that a NodePool need not name (AllowUndefinedWellKnownLabels).
_WELL_KNOWN = frozenset({*_NORMALIZED.values(), CAPACITY, "karpenter.sh/nodepool"})
_WELL_KNOWN_PREFIX = "karpenter.k8s.aws/instance-"


@dataclass(frozen=True)
class Pod:
    """A pod, as far as these decisions read it; a toleration without value is Exists."""

    requests: Resources
    selector: Mapping[str, str] = field(default_factory=dict)
    tolerates: frozenset[str] = frozenset()
    # Required node affinity: terms of (key, operator, values).
    terms: tuple[tuple[tuple[str, str, tuple[str, ...]], ...], ...] = ()


@dataclass(frozen=True)
class Pool:
    """A NodePool: its requirements and labels, its taints, the pods of DaemonSets, and the types it may have."""

    requirements: Mapping[str, frozenset[str]]
    taints: tuple[Taint, ...]
    daemons: tuple[Resources, ...]
    types: tuple[Believed, ...]


def types_for(pod: Pod, pool: Pool) -> list[str]:
    """Names of the types of which a new node may take the pod; none if Karpenter buys nothing for it."""
    if not all(key in pod.tolerates for key, _, effect in pool.taints if effect != "PreferNoSchedule"):
        return []
    # Karpenter tries the first term, and drops it if nothing is found (removeRequiredNodeAffinityTerm).
    for term in pod.terms or ((),):
        found = _with_term(pod, term, pool)
        if found:
            return found
    return []


def _with_term(pod: Pod, term: Iterable[tuple[str, str, tuple[str, ...]]], pool: Pool) -> list[str]:
    wanted: list[tuple[str, str, tuple[str, ...]]] = [
        (_NORMALIZED.get(key, key), "In", (value,)) for key, value in pod.selector.items()
    ]
    wanted += [(_NORMALIZED.get(key, key), operator, values) for key, operator, values in term]
    if not all(_pool_may(pool.requirements, *one) for one in wanted):
        return []
    total = _sum([pod.requests, *pool.daemons])
    return [
        kind.name
        for kind in pool.types
        if _type_may(kind, pool, wanted)
        and all(amount <= kind.allocatable.get(name, 0) for name, amount in total.items())
    ]


def _pool_may(requirements: Mapping[str, frozenset[str]], key: str, operator: str, values: tuple[str, ...]) -> bool:
    """Compatible: a label that the pool does not name is none, unless Karpenter knows it by itself."""
    known = requirements.get(key)
    if known is None:
        well_known = key in _WELL_KNOWN or key.startswith(_WELL_KNOWN_PREFIX)
        return well_known or operator in {"NotIn", "DoesNotExist"}
    return bool(_left(known, operator, values))


def _type_may(kind: Believed, pool: Pool, wanted: list[tuple[str, str, tuple[str, ...]]]) -> bool:
    """Intersects: every label of the type keeps a value, for zone and capacity a common offering."""
    for key, has in kind.labels.items():
        left = has & pool.requirements[key] if key in pool.requirements else has
        for name, operator, values in wanted:
            if name == key:
                left = _left(left, operator, values)
        if not left:
            return False
    # A label that Karpenter knows and the type does not have.
    return all(
        key in kind.labels or key in pool.requirements or operator in {"NotIn", "DoesNotExist"}
        for key, operator, _ in wanted
    )


def _left(known: frozenset[str], operator: str, values: tuple[str, ...]) -> frozenset[str]:
    if operator == "In":
        return known & frozenset(values)
    if operator == "NotIn":
        return known - frozenset(values)
    if operator == "Exists":
        return known
    if operator == "DoesNotExist":
        return frozenset()
    bound = int(values[0])
    return frozenset(
        one for one in known if one.isdecimal() and (int(one) > bound if operator == "Gt" else int(one) < bound)
    )


def _sum(amounts: Iterable[Resources]) -> Resources:
    total: Resources = {}
    for one in amounts:
        for name, amount in one.items():
            total[name] = total.get(name, Fraction(0)) + amount
    return total
