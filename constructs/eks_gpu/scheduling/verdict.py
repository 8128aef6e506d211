"""The verdicts on a workload and a node group."""

from __future__ import annotations

from typing import Literal

Verdict = Literal["runs", "capacity", "stays-pending", "never-scales", "excluded"]

MEANINGS: dict[Verdict, str] = {
    "runs": "the pod fits the node that the autoscaler expects, and the node that really starts",
    "capacity": "the pod fits by itself, but not together with all other workloads at the maxima",
    "stays-pending": "the autoscaler would buy a node, but the pod would not fit on it",
    "never-scales": "the autoscaler expects that no node of this group would help, so it buys none",
    "excluded": "a taint, a label, a zone or a resource keeps the pod off this group",
}
