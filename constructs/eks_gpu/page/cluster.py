"""The page of one cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.drawing.canvas import both
from eks_gpu.page.drawing.cluster import draw_cluster
from eks_gpu.page.frame import document, skip
from eks_gpu.page.markup import Markup, element, joined
from eks_gpu.page.parts import section
from eks_gpu.page.sections.capacity import capacity
from eks_gpu.page.sections.changes import changes
from eks_gpu.page.sections.costs import costs
from eks_gpu.page.sections.day import day_section
from eks_gpu.page.sections.findings import findings
from eks_gpu.page.sections.matrix import matrix
from eks_gpu.page.sections.quotas import quotas
from eks_gpu.page.sections.security import security
from eks_gpu.page.sections.summary import summary
from eks_gpu.page.sections.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.page.subject import Subject

_TITLES = {
    "edits": "Edits",
    "drawing": "The cluster",
    "run": "Will it run?",
    "findings": "Findings",
    "costs": "Costs",
    "capacity": "Capacity",
    "quotas": "Quotas",
    "day": "A day",
    "security": "Security",
    "versions": "Versions",
}


def cluster_page(subject: Subject, index: str = "") -> str:
    """The page as HTML.

    Args:
        subject: The cluster.
        index: Address of the page of the whole fleet; empty without one.
    """
    sections = {key: made for key, made in _sections(subject) if made is not None}
    up = [element("li", element("a", "All clusters", href=index))] if index else []
    links = [element("li", element("a", _TITLES[key], href=f"#{key}")) for key in sections]
    nav = element("nav", element("ul", *up, *links), aria_label="Sections")
    main = element("main", *sections.values(), id="content")
    return document(f"{subject.name}: eks-gpu report", skip(), summary(subject), nav, main, _foot(subject))


def _sections(subject: Subject) -> Iterator[tuple[str, Markup | None]]:
    design = subject.design
    if subject.edits is not None:
        yield "edits", changes(subject, subject.edits)
    if design is None:
        yield "findings", findings(subject)
        return
    yield "drawing", drawing(design)
    yield "run", matrix(subject)
    yield "findings", findings(subject)
    yield "costs", costs(subject)
    yield "capacity", capacity(design)
    yield "quotas", quotas(subject)
    yield "day", day_section(subject, subject.day) if subject.day else None
    yield "security", security(design)
    yield "versions", versions(design)


def drawing(design: ClusterDesign) -> Markup:
    """The section with the drawing."""
    figure = element("figure", both(lambda width: draw_cluster(design, width)), class_="drawing")
    return section("drawing", "The cluster", figure)


def _foot(subject: Subject) -> Markup:
    command = element("code", f"eks-gpu report {subject.typed}")
    prices = [f" Prices {subject.cost.prices.origin}."] if subject.cost else []
    return element("footer", element("p", "Made by ", command, " from the cluster file only.", joined(prices)))
