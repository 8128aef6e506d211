"""Versions, and how long EKS supports them, by the dates of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.page.drawing.canvas import both
from eks_gpu.page.drawing.timeline import minors, timeline
from eks_gpu.page.markup import Markup, element
from eks_gpu.page.parts import section, table
from eks_gpu.page.words import several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign


def versions(design: ClusterDesign) -> Markup:
    """The section."""
    own = design.spec.kubernetes_version
    chart = both(lambda width: timeline(own, width)) if minors() else None
    return section(
        "versions",
        "Versions and their support",
        element("figure", chart, class_="drawing") if chart else None,
        table("Pinned versions", ("part", "version"), list(_rows(design))),
        lead=_lead(design),
    )


def _lead(design: ClusterDesign) -> str:
    own = design.spec.kubernetes_version
    found = catalog.kubernetes_version(own)
    if found is None or found.standard_until is None:
        return f"The catalogue has no support dates for Kubernetes {own}."
    late = found.standard_until < catalog.versions_as_of()
    then = "has ended, and the control plane costs six times as much" if late else f"ends on {found.standard_until}"
    last = f"; EKS upgrades the control plane by itself after {found.extended_until}" if found.extended_until else ""
    return f"Standard support of Kubernetes {own} {then}{last}."


def _rows(design: ClusterDesign) -> Iterator[list[str]]:
    yield ["Kubernetes", design.spec.kubernetes_version]
    images = dict.fromkeys(group.ami_type for group in design.all_groups)
    yield ["AMI types", several(images)]
    for addon in design.addons:
        if not addon.existing:
            yield [f"add-on {addon.name}", addon.version or "EKS's default"]
    if design.device_plugin:
        yield ["device plugin", _tag(design.device_plugin.image)]
    for release in design.releases:
        yield [f"chart {release.name}", str(release.version or "as the repository has it")]


def _tag(image: str) -> str:
    return image.rpartition("/")[2]
