"""Nodes of each group over a simulated day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.drawing.canvas import Area, Canvas
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.page.drawing.canvas import Anchor
    from eks_gpu.page.markup import Markup
    from eks_gpu.simulation.result import GroupUse, Result

_ROW, _TOP, _PLOT = 62.0, 26.0, 40.0
_HOURS = range(0, 25, 3)


def day_chart(result: Result, width: float) -> Markup:
    """A row for each group that had nodes, all with the same hours; each is scaled to its own maximum."""
    canvas = Canvas(width)
    left = 180.0 if canvas.wide else 12.0
    room, until = width - left - 20, result.plan.settings.until
    used = [group for group in result.groups if group.peak]
    top = _TOP if canvas.wide else _TOP + 16
    for hour in _HOURS if canvas.wide else _HOURS[::2]:
        x = left + room * hour * 3600 / until
        canvas.line(x, _TOP - 4, x, _TOP + _row(canvas) * max(1, len(used)), "rule")
        canvas.text(x, _TOP - 10, f"{hour}:00", size=12, kind="muted", anchor=_anchor(canvas, hour))
    for place, group in enumerate(used):
        _draw(canvas, group, Area(left, top + place * _row(canvas), room), until)
    if not used:
        canvas.text(left + 8, top + 24, "no group had a node", kind="muted")
    return canvas.svg(_TOP + _row(canvas) * max(1, len(used)) + 10, _in_words(result))


def _anchor(canvas: Canvas, hour: int) -> Anchor:
    """The first and the last hour of a narrow chart stand within it."""
    if canvas.wide or hour not in {_HOURS[0], _HOURS[-1]}:
        return "middle"
    return "end" if hour else "start"


def _row(canvas: Canvas) -> float:
    return _ROW if canvas.wide else _ROW + 18


def _draw(canvas: Canvas, group: GroupUse, area: Area, until: int) -> None:
    left, y, room = area
    words = f"at most {group.peak} of {plural(group.max, 'node')}"
    if canvas.wide:
        canvas.text(12, y + 20, group.group, bold=True, room=left - 24)
        canvas.text(12, y + 37, words, size=12, kind="muted", room=left - 24)
    else:
        wide = canvas.text(left, y - 2, group.group, size=12, bold=True, room=room / 2)
        canvas.text(left + wide + 8, y - 2, words, size=12, kind="muted", room=room - wide - 8)
    base = y + _PLOT + 6
    scale = _PLOT / max(group.max, group.peak, 1)
    points = [(left + room * at / until, base - size * scale) for at, size in _steps(group, until)]
    canvas.path([(left, base), *points, (left + room, base)], "area", closed=True)
    canvas.path(points, "curve")
    canvas.line(left, base, left + room, base, "base")
    limit = base - group.max * scale
    canvas.line(left, limit, left + room, limit, "limit")


def _steps(group: GroupUse, until: int) -> Iterator[tuple[int, int]]:
    """The corners of the line."""
    before = 0
    for at, size in group.sizes:
        yield min(at, until), before
        yield min(at, until), size
        before = size
    yield until, before


def _in_words(result: Result) -> str:
    used = "; ".join(
        f"{one.group} at most {one.peak} of {plural(one.max, 'node')}" for one in result.groups if one.peak
    )
    return f"Nodes of each group over 24 hours: {used or 'none'}. The table below has the node-hours."
