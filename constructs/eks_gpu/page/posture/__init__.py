"""Security posture of a cluster: every default and every opening, by topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.posture.access import access
from eks_gpu.page.posture.data import data
from eks_gpu.page.posture.nodes import nodes
from eks_gpu.page.posture.permissions import permissions
from eks_gpu.page.posture.pods import pods

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.page.posture.row import Posture


def postures(design: ClusterDesign) -> Iterator[tuple[str, Iterable[Posture]]]:
    """Topics with their rows."""
    yield "Access to the cluster", access(design)
    yield "Data", data(design)
    yield "Nodes and network", nodes(design)
    yield "Pods", pods(design)
    yield "Permissions in AWS", permissions(design)
