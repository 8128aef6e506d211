"""The verdicts on a workload and a node group."""

from __future__ import annotations

from typing import Literal

Verdict = Literal["runs", "capacity", "stays-pending", "never-scales", "excluded"]

MEANINGS: dict[Verdict, str] = {
    "runs": "fits what the autoscaler believes of an empty group, and the node that comes",
    "capacity": "fits by itself, but not beside all others at the maxima",
    "stays-pending": "the autoscaler would buy a node, and the pod would not fit on it",
    "never-scales": "the autoscaler finds no use for a node of this group, so none is bought",
    "excluded": "a taint, a label, a zone or a resource keeps it out",
}
