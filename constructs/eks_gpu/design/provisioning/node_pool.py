"""A node pool as Karpenter's NodePool, which Auto Mode takes as well (API `karpenter.sh/v1`).

Limits of a NodePool are checked before each launch. `limits.nodes` is always there; the GPUs are under the name that
pods ask for, because a limit on `nvidia.com/gpu` never binds where nodes offer shares or MIG slices.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eks_gpu.design.network import is_zone_id
from eks_gpu.design.nodes.labels import CAPACITY_LABEL
from eks_gpu.design.nodes.pools import POOL_LABEL
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from eks_gpu.design.nodes.pools import NodePoolDesign
    from eks_gpu.spec import DisruptionBudgetSpec

Requirement = dict[str, Any]
# API group and kind of the class of nodes.
KARPENTER_CLASS, AUTO_CLASS = ("karpenter.k8s.aws", "EC2NodeClass"), ("eks.amazonaws.com", "NodeClass")
INSTANCE_TYPE = "node.kubernetes.io/instance-type"
_ZONE, _ZONE_ID = "topology.kubernetes.io/zone", "topology.k8s.aws/zone-id"
_ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}
_POLICIES = {"empty": "WhenEmpty", "underutilized": "WhenEmptyOrUnderutilized"}
_NEVER = "never"
# Auto Mode ends every node after 21 days (EKS user guide, "EKS Auto Mode"): the drain has to fit in.
AUTO_HOURS, AUTO_GRACE = 504, "24h"
_SPAN = re.compile(r"\d+[hms]")
_SECONDS_PER_HOUR = 3600


def node_pool(pool: NodePoolDesign) -> dict[str, Any]:
    """The object."""
    group, kind = AUTO_CLASS if pool.auto else KARPENTER_CLASS
    nodes: dict[str, Any] = {
        "nodeClassRef": {"group": group, "kind": kind, "name": pool.name},
        "requirements": [*_requirements(pool)],
        "taints": [{"key": one.key, "value": one.value, "effect": one.effect.value} for one in pool.taints],
        "expireAfter": expire_after(pool),
    }
    if grace := grace_of(pool):
        nodes["terminationGracePeriod"] = grace
    spec: dict[str, Any] = {
        "template": {"metadata": {"labels": {**pool.labels}}, "spec": nodes},
        "disruption": {
            "consolidationPolicy": _POLICIES[pool.spec.consolidation.when],
            "consolidateAfter": _duration(pool.spec.consolidation.after),
            "budgets": [_budget(one) for one in pool.spec.budgets] or [{"nodes": "1"}],
        },
        "limits": limits(pool),
    }
    if pool.static:
        spec["replicas"] = pool.nodes_always
    elif pool.spec.weight is not None:
        spec["weight"] = pool.spec.weight
    return {"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": pool.name}, "spec": spec}


def limits(pool: NodePoolDesign) -> dict[str, Any]:
    """Nodes, and the most GPUs or parts of them that so many nodes offer; a static pool may limit nodes only."""
    # A static pool may have more for the time in which a node is replaced.
    nodes: dict[str, Any] = {"nodes": pool.spec.max}
    if pool.static:
        return nodes
    most: dict[str, int] = {}
    for kind in pool.types:
        for name, count in pool.sharing.offers(kind.gpu.count if kind.gpu else 0).items():
            most[name] = max(most.get(name, 0), count)
    return {**nodes, **{name: count * pool.spec.max for name, count in most.items()}}


def expire_after(pool: NodePoolDesign) -> str:
    """The age at which a node is replaced; on Auto Mode at most what leaves time for the drain."""
    wanted = pool.spec.expire_after
    if not pool.auto or wanted != _NEVER:
        return _duration(wanted)
    return f"{AUTO_HOURS - _hours(grace_of(pool) or AUTO_GRACE)}h"


def grace_of(pool: NodePoolDesign) -> str | None:
    """The longest drain; None for no limit."""
    wanted = pool.spec.grace or (AUTO_GRACE if pool.auto else _NEVER)
    return None if wanted == _NEVER else wanted


def in_pool(name: str) -> Requirement:
    """The requirement of nodes of one pool."""
    return _in(POOL_LABEL, [name])


def of_types(names: list[str]) -> Requirement:
    """The requirement of nodes of these instance types."""
    return _in(INSTANCE_TYPE, names)


def _requirements(pool: NodePoolDesign) -> tuple[Requirement, ...]:
    labels = {_ZONE_ID if is_zone_id(zone) else _ZONE for zone in pool.zones}
    return (
        _in(CAPACITY_LABEL, list(pool.capacity)),
        of_types([kind.name for kind in pool.types]),
        _in("kubernetes.io/arch", sorted({_ARCHITECTURES[kind.arch] for kind in pool.types})),
        _in("kubernetes.io/os", ["linux"]),
        # Karpenter wants all requirements to hold. Where some zones are names and some ids, the class's subnets decide.
        *(_in(label, list(pool.zones)) for label in labels if len(labels) == 1),
    )


def _in(key: str, values: list[str]) -> Requirement:
    return {"key": key, "operator": "In", "values": [*values]}


def _budget(spec: DisruptionBudgetSpec) -> dict[str, Any]:
    budget: dict[str, Any] = {"nodes": spec.nodes}
    if spec.reasons:
        budget["reasons"] = [reason.capitalize() for reason in spec.reasons]
    if spec.cron is not None and spec.duration is not None:
        budget |= {"schedule": spec.cron, "duration": spec.duration}
    return budget


def _duration(wanted: str) -> str:
    return "Never" if wanted == _NEVER else wanted


def _hours(duration: str) -> int:
    """Whole hours of a duration such as `1h30m`, rounded up."""
    return -(-sum(map(seconds, _SPAN.findall(duration))) // _SECONDS_PER_HOUR)
