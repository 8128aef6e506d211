"""The nodes of a group as small boxes, each with its GPUs: solid if they are always there, dashed up to the maximum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.drawing.glyphs import room_of, wrapped_any
from eks_gpu.page.words import gpus_of, market, sizes_of, types_of

if TYPE_CHECKING:
    from eks_gpu.design import MachinesDesign, NodeGroupDesign
    from eks_gpu.page.drawing.canvas import Area, Canvas

_CELL, _STEP, _COLUMNS, _GAP = 9, 12, 4, 6
_LINES = 2
_MORE = 44
# Heights of a group's name with the lines below it, and of a line.
_HEAD, _LINE = 72, 16


def glyph(group: MachinesDesign) -> tuple[float, float]:
    """Width and height of one of its nodes."""
    columns = min(group.gpus_per_node, _COLUMNS)
    rows = -(-group.gpus_per_node // _COLUMNS)
    return max(22, columns * _STEP + 7), max(22, rows * _STEP + 7)


def nodes_height(group: MachinesDesign, nodes: int, room: float) -> float:
    """The height that so many of its nodes take."""
    wide, tall = glyph(group)
    lines = min(_LINES, -(-nodes // max(1, _in_line(room, wide))))
    return lines * (tall + _GAP) - _GAP if nodes else 0


def draw_nodes(canvas: Canvas, group: MachinesDesign, one: NodeGroupDesign, area: Area) -> None:
    """Draw nodes from the left, in at most two lines, and the number of those without room."""
    x, y, room = area
    least, most = one.min, one.max
    wide, tall = glyph(group)
    per_line = max(1, _in_line(room, wide))
    places = per_line * _LINES
    shown = most
    if most > places:
        # The number needs a place of its own.
        shown = max(1, places - max(1, -(-_MORE // int(wide + _GAP))))
    for place in range(shown):
        left, top = x + place % per_line * (wide + _GAP), y + place // per_line * (tall + _GAP)
        _node(canvas, group, left, top, always=place < least)
    if shown < most:
        left, top = x + shown % per_line * (wide + _GAP), y + shown // per_line * (tall + _GAP)
        canvas.text(left + 2, top + tall / 2 + 5, f"+{most - shown:,}", kind="muted", bold=True)


def describe(canvas: Canvas, group: MachinesDesign, area: Area) -> None:
    """The group's name, size, types and GPUs, each in a line or two."""
    x, y, room = area
    wide = canvas.text(x, y + 13, group.name, size=14, bold=True, room=room - 90)
    canvas.text(x + wide + 8, y + 13, sizes_of(group), size=12, kind="muted")
    canvas.text(x, y + 31, types_of(group), size=12, room=room)
    for place, line in enumerate(_lines(group, room)):
        canvas.text(x, y + 47 + place * _LINE, line, size=12, kind="muted", room=room)


def head_height(group: MachinesDesign, room: float) -> float:
    """The height of its description."""
    return _HEAD + _LINE * (len(_lines(group, room)) - 1)


def _lines(group: MachinesDesign, room: float) -> list[str]:
    """How it is bought and what GPUs it has, in one line if there is room."""
    parts = [market(group), *filter(None, [gpus_of(group)])]
    together = " · ".join(parts)
    return [together] if room_of(together, 12) <= room else [market(group), *wrapped_any(gpus_of(group), 12, room)]


def _in_line(room: float, wide: float) -> int:
    return int((room + _GAP) // (wide + _GAP))


def _node(canvas: Canvas, group: MachinesDesign, x: float, y: float, *, always: bool) -> None:
    wide, tall = glyph(group)
    canvas.box(x, y, wide, tall, f"node{'' if always else ' maybe'}{'' if group.has_gpus else ' cpu'}", radius=4)
    for place in range(group.gpus_per_node):
        left = x + 5 + place % _COLUMNS * _STEP
        if group.gpus_per_node == 1:
            left = x + (wide - _CELL) / 2
        top = y + (tall - _CELL) / 2 if group.gpus_per_node <= _COLUMNS else y + 5 + place // _COLUMNS * _STEP
        canvas.box(left, top, _CELL, _CELL, f"gpu{'' if always else ' maybe'}", radius=1.5)
