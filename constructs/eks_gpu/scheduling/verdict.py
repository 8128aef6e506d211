"""The verdicts on a workload and a node group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Verdict = Literal["runs", "capacity", "stays-pending", "never-scales", "excluded"]

MEANINGS: dict[Verdict, str] = {
    "runs": "the pod fits the node that the autoscaler expects, and the node that really starts",
    "capacity": "the pod fits by itself, but not together with all other workloads at the maxima",
    "stays-pending": "the autoscaler would buy a node, but the pod would not fit on it",
    "never-scales": "the autoscaler expects that no node of this group would help, so it buys none",
    "excluded": "a taint, a label, a zone or a resource keeps the pod off this group",
}


def meant(verdict: Verdict, buyers: Iterable[str]) -> str:
    """The meaning of a verdict, where these components add nodes."""
    names = list(dict.fromkeys(buyers)) or ["the autoscaler"]
    return MEANINGS[verdict].replace("the autoscaler", " or ".join(names))
