"""For each field of queues, an edit of it."""

from __future__ import annotations

from typing import Any

from eks_gpu.effects.queueing import WITH_QUEUES
from tools.edits.edit import Changes, Edit

_TWO: Changes = {"namespaces": [{"name": "a", "gpu_quota": 4}, {"name": "b", "gpu_quota": 4}]}
_ONE: Changes = {"namespaces": [{"name": "a"}, {"name": "b", "gpu_quota": 4}]}
_ON: Changes = {"queueing": {"kind": "kueue"}, **_TWO}
_ALL = {"name": "all", "namespaces": ["a", "b"]}
_GROUP = {
    "name": "gpu",
    "instance_types": ["p5.48xlarge"],
    "zones": ["us-west-2a"],
    "min": 2,
    "max": 2,
    "efa": True,
}


def _kueue(**more: Any) -> Changes:
    return {"queueing": {"kind": "kueue", **more}, **_TWO}


QUEUES = (
    Edit("queueing", {}, {"timeout": "6m"}),
    Edit("queueing.version", "0.18.6", "0.18.5", given=_ON),
    Edit("queueing.values", {"a": 1}, {"a": 2}, given=_ON),
    Edit("queueing.timeout", "6m", "7m", given=_ON),
    Edit("queueing.cohorts", [_ALL], [{**_ALL, "namespaces": ["a"]}], given=_ON),
    Edit("queueing.cohorts[].name", "one", "two", given=_kueue(cohorts=[_ALL])),
    Edit("queueing.cohorts[].namespaces", ["a"], ["b"], given=_kueue(cohorts=[_ALL])),
    Edit("queueing.fair_sharing", on=True, given=_ON),
    Edit("queueing.preemption.reclaim", "never", "lower-priority", given=_ON),
    Edit("queueing.preemption.within_queue", "never", "lower-or-newer", given=_ON),
    Edit("queueing.ready_timeout", "1h", "2h", given=_ON),
    Edit("queueing.topology", on=True, given={**_ON, "gpu_node_groups": [_GROUP]}),
    Edit("namespaces[].queue", {"lending_limit": 1}, {"lending_limit": 2}, given=_ON),
    Edit("namespaces[].queue.quotas", {"gpu": 2}, {"gpu": 3}, given=_ON),
    Edit("namespaces[].queue.borrowing_limit", 1, 2, given=_ON),
    Edit("namespaces[].queue.lending_limit", 1, 2, given=_ON),
    Edit("namespaces[].queue.weight", 2, 3, given=_kueue(fair_sharing=True)),
    Edit("namespaces[].gpu_quota", 4, 5, given={"queueing": {"kind": "kueue"}, **_ONE}, case=WITH_QUEUES),
)
