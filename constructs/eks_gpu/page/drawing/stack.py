"""The VPC on a telephone: zones and groups below each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.drawing.canvas import Area
from eks_gpu.page.drawing.nodes import describe, draw_nodes, head_height, nodes_height
from eks_gpu.page.drawing.zones import (
    PODS,
    PRIVATE,
    PUBLIC,
    Addresses,
    draw_pods,
    draw_private,
    draw_public,
    has_public,
)

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign, MachinesDesign, ZoneDesign
    from eks_gpu.page.drawing.canvas import Canvas

_LEFT = 22.0


def draw_stack(canvas: Canvas, design: ClusterDesign, groups: tuple[MachinesDesign, ...], y: float) -> float:
    """Draw the zones, then the groups; the height that they take comes back."""
    width, at, held = canvas.width - 2 * _LEFT, y, Addresses(design)
    for zone in design.network.zones:
        at = _zone(canvas, design, zone, held, at)
    for group in groups:
        at = _group(canvas, group, at, width)
    return at - y


def _zone(canvas: Canvas, design: ClusterDesign, zone: ZoneDesign, held: Addresses, y: float) -> float:
    width = canvas.width - 2 * _LEFT
    canvas.text(_LEFT, y + 14, zone.zone, bold=True, room=width)
    at = y + 22
    if has_public(design):
        draw_public(canvas, design, zone, Area(_LEFT, at, width))
        at += PUBLIC
    canvas.box(_LEFT, at, width, PRIVATE, "private")
    draw_private(canvas, design, zone, held, Area(_LEFT, at, width))
    at += PRIVATE + 8
    if zone.pods or zone.pod_subnet_id:
        draw_pods(canvas, zone, held, Area(_LEFT, at, width))
        at += PODS
    return at + 6


def _group(canvas: Canvas, group: MachinesDesign, y: float, width: float) -> float:
    room = width - 24
    parts = [(one, nodes_height(group, one.max, room)) for one in group.node_groups]
    head = head_height(group, room)
    tall = head - 12 + sum(height + 30 for _, height in parts)
    canvas.box(_LEFT, y, width, tall, "private")
    describe(canvas, group, Area(_LEFT + 12, y + 8, room))
    at = y + head - 10
    for one, height in parts:
        canvas.text(_LEFT + 12, at + 12, f"in {' or '.join(one.zones)}", size=12, kind="muted", room=room)
        draw_nodes(canvas, group, one, Area(_LEFT + 12, at + 18, room))
        at += height + 30
    return y + tall + 8
