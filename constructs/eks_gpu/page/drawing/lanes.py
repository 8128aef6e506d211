"""The VPC on screens and paper: a lane for each zone, and a row for each group across the lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.drawing.canvas import Area
from eks_gpu.page.drawing.glyphs import room_of
from eks_gpu.page.drawing.nodes import describe, draw_nodes, glyph, head_height, nodes_height
from eks_gpu.page.drawing.zones import (
    PODS,
    PRIVATE,
    PUBLIC,
    Addresses,
    draw_pods,
    draw_private,
    draw_public,
    has_pods,
    has_public,
)

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign, MachinesDesign, NodeGroupDesign
    from eks_gpu.page.drawing.canvas import Canvas

_LEFT, _RIGHT, _GUTTER, _GAP = 40.0, 40.0, 252.0, 12.0
_PADDING = 12.0


class Lanes:
    """The lanes of a drawing."""

    def __init__(self, canvas: Canvas, design: ClusterDesign) -> None:
        """Divide the width among the zones."""
        self.canvas, self.design = canvas, design
        self.zones = design.network.zone_names
        start = _LEFT + _GUTTER
        self.wide = (canvas.width - _RIGHT - start - _GAP * (len(self.zones) - 1)) / max(1, len(self.zones))
        self.at = {zone: start + place * (self.wide + _GAP) for place, zone in enumerate(self.zones)}

    def draw(self, groups: tuple[MachinesDesign, ...], y: float) -> float:
        """Draw them from `y` on; the height that they take comes back."""
        top = self._heads(y)
        bottom = top + sum(self._height(group) for group in groups) + PRIVATE + 6
        held = Addresses(self.design)
        for zone in self.design.network.zones:
            x = self.at[zone.zone]
            self.canvas.box(x, top, self.wide, bottom - top, "private")
            draw_private(self.canvas, self.design, zone, held, Area(x, top, self.wide))
        self._label(top + 18, "private subnets", "all nodes are here")
        at = top + PRIVATE
        for group in groups:
            self._row(group, at)
            at += self._height(group)
        if has_pods(self.design):
            for zone in self.design.network.zones:
                draw_pods(self.canvas, zone, held, Area(self.at[zone.zone], bottom + 8, self.wide))
            self._label(bottom + 26, "subnets only for pods", "")
            bottom += PODS
        return bottom - y

    def _heads(self, y: float) -> float:
        for zone in self.zones:
            self.canvas.text(self.at[zone] + 2, y + 14, zone, bold=True, room=self.wide)
        self._label(y + 14, "zones", "")
        top = y + 24
        if has_public(self.design):
            for one in self.design.network.zones:
                draw_public(self.canvas, self.design, one, Area(self.at[one.zone], top, self.wide))
            self._label(top + 18, "public subnets", "way to the internet")
            top += PUBLIC
        return top

    def _label(self, y: float, words: str, below: str) -> None:
        self.canvas.text(_LEFT, y, words, size=12, bold=True, kind="muted", room=_GUTTER - 10)
        if below:
            self.canvas.text(_LEFT, y + 16, below, size=12, kind="muted", room=_GUTTER - 10)

    def _row(self, group: MachinesDesign, y: float) -> None:
        self.canvas.line(_LEFT, y, self.canvas.width - _RIGHT, y, "rule")
        describe(self.canvas, group, Area(_LEFT, y + _PADDING, _GUTTER - 12))
        for one in group.node_groups:
            start, room = self._span(one)
            if len(one.zones) > 1:
                tall = nodes_height(group, one.max, room - 24)
                self.canvas.box(start + 6, y + _PADDING - 6, room - 12, tall + 12, "span")
            draw_nodes(self.canvas, group, one, Area(start + 12, y + _PADDING, room - 24))
            self._any(group, one, start + room - 18, y + _PADDING)

    def _any(self, group: MachinesDesign, one: NodeGroupDesign, right: float, y: float) -> None:
        """Say that EKS chooses the zones, where the nodes leave room for it."""
        words = "in any of these zones"
        used = one.max * (glyph(group)[0] + 6)
        if len(one.zones) > 1 and used + room_of(words, 12) + 30 < self._span(one)[1]:
            self.canvas.text(right, y + 16, words, size=12, kind="muted", anchor="end")

    def _span(self, one: NodeGroupDesign) -> tuple[float, float]:
        """The left edge and the width of the lanes that a node group is in."""
        lanes = [self.at[zone] for zone in one.zones if zone in self.at] or [_LEFT + _GUTTER]
        return min(lanes), max(lanes) + self.wide - min(lanes)

    def _height(self, group: MachinesDesign) -> float:
        tallest = max((nodes_height(group, one.max, self._span(one)[1] - 24) for one in group.node_groups), default=0)
        return max(head_height(group, _GUTTER - 12), tallest + 2 * _PADDING + 4)
