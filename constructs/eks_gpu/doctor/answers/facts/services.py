"""Services and monitors of a paste that select none of its pods, or another port than these listen at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.facts.pieces import mappings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.doctor.answers.facts.pieces import Pieces

_TARGET = re.compile(r"targetPort:[ \t]*[\"']?(\d{2,5})\b")
# Ports of a container, and of a flag of its program.
_LISTENS = re.compile(
    r"containerPort:[ \t]*[\"']?(\d{2,5})\b|--(?:[a-z]+-)?port[\"']?(?:[= ,]|\s{1,24}-\s){1,4}[\"']?(\d{2,5})\b"
)


def facts(pieces: Pieces) -> Iterator[str]:
    """Selectors without pods, ports without listeners, monitors that Prometheus does not look for."""
    labelled = [labels for piece in pieces.pods if (labels := _labels(piece))]
    for service in pieces.of_kind("Service"):
        selector = {pair for pairs in mappings(service, "selector") for pair in pairs.items()}
        if labelled and selector and not any(selector <= labels for labels in labelled):
            key, value = min(selector - max(labelled, key=lambda labels: len(selector & labels)))
            yield f"Service selects {key}={value} and no pod has it"
        yield from _ports(service, pieces.pods)
    for monitor in pieces.of_kind("ServiceMonitor", "PodMonitor"):
        if "release" not in {key for key, _ in _labels(monitor)}:
            yield "monitor without label release"


def _ports(service: str, pods: Sequence[str]) -> Iterator[str]:
    listens = {port for piece in pods for found in _LISTENS.findall(piece) for port in found if port}
    for port in _TARGET.findall(service):
        if listens and port not in listens:
            yield f"Service sends to port {port} and the containers listen at {', '.join(sorted(listens)[:3])}"


def _labels(piece: str) -> set[tuple[str, str]]:
    return {pair for labels in mappings(piece, "labels") for pair in labels.items()}
