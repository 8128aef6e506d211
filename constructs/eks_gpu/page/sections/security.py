"""Security posture: each default, and each opening that the file makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.markup import Markup, joined
from eks_gpu.page.parts import listing, section, table
from eks_gpu.page.posture import postures
from eks_gpu.page.words import badge
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign
    from eks_gpu.page.posture.row import Posture

_STATES = {
    "default": ("✓", "default", "good"),
    "set": ("●", "set by the file", "info"),
    "open": ("!", "opened by the file", "warn"),
}


def security(design: ClusterDesign) -> Markup:
    """The section."""
    rows = [(topic, list(found)) for topic, found in postures(design)]
    opened = sum(one.state == "open" for _, found in rows for one in found)
    rest = "Everything else is a default that opens nothing to others, or as the file sets it."
    lead = f"The file opens {plural(opened, 'thing')}. {rest}"
    openings = [f"{one.what}: {one.value}" for _, found in rows for one in found if one.state == "open"]
    heads = ("what", "state", "value")
    tables = [table(topic, heads, map(_row, found), kind="posture") for topic, found in rows if found]
    return section("security", "Security posture", listing(openings, "openings"), joined(tables), lead=lead)


def _row(one: Posture) -> list[str | Markup]:
    return [one.what, badge(*_STATES[one.state]), one.value]
