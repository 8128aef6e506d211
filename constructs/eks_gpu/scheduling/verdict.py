"""The verdicts on a workload and a node group."""

from __future__ import annotations

from typing import Literal

Verdict = Literal["runs", "capacity", "stays-pending", "never-scales", "excluded"]

MEANINGS: dict[Verdict, str] = {
    "runs": "fits the autoscaler's template of an empty group, and the node that starts",
    "capacity": "fits by itself, but not together with all other workloads at maximum size",
    "stays-pending": "the autoscaler would add a node, but the pod would not fit on it",
    "never-scales": "the autoscaler sees no use for a node of this group, so it adds none",
    "excluded": "a taint, label, zone or resource keeps the pod out",
}
