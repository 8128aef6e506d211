"""Support of Kubernetes minors on a time line; all dates are the catalogue's."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.page.drawing.canvas import Canvas

if TYPE_CHECKING:
    from eks_gpu.catalog import KubernetesVersion
    from eks_gpu.page.markup import Markup

_ROW, _TOP, _LEFT, _RIGHT = 30.0, 30.0, 62.0, 20.0
_LEGEND = (("standard own", "standard support"), ("extended own", "extended support, at six times the price"))
_BEFORE, _AFTER = timedelta(days=120), timedelta(days=60)


@cache
def minors() -> tuple[KubernetesVersion, ...]:
    """The minors that EKS offers and of which support dates are known."""
    found = (catalog.kubernetes_version(minor) for minor in catalog.supported_minors())
    return tuple(one for one in found if one and one.standard_until and one.extended_until)


def timeline(own: str, width: float) -> Markup:
    """The time line; the bar of the cluster's own minor is marked, and a line marks the catalogue's date."""
    canvas, rows, now = Canvas(width), minors(), catalog.versions_as_of()
    first = min(now, *(one.standard_until for one in rows if one.standard_until)) - _BEFORE
    last = max(now, *(one.extended_until for one in rows if one.extended_until)) + _AFTER
    room = width - _LEFT - _RIGHT

    def at(day: date) -> float:
        return _LEFT + room * (day - first).days / (last - first).days

    bottom = _TOP + _ROW * len(rows)
    for year in range(first.year + 1, last.year + 1):
        x = at(date(year, 1, 1))
        canvas.line(x, _TOP - 6, x, bottom, "rule")
        canvas.text(x, _TOP - 12, str(year), size=12, kind="muted", anchor="middle")
    for place, one in enumerate(rows):
        _bar(canvas, one, own, _TOP + place * _ROW, (at(first), at))
    x = at(now)
    canvas.line(x, _TOP - 6, x, bottom + 6, "now")
    canvas.text(x, bottom + 20, f"catalogue, {now}", size=12, bold=True, anchor="middle")
    height = _legend(canvas, bottom + 34)
    return canvas.svg(height, _in_words(own))


def _bar(canvas: Canvas, one: KubernetesVersion, own: str, y: float, scale: tuple[float, Scale]) -> None:
    start, at = scale
    if one.standard_until is None or one.extended_until is None:
        return
    mine = one.minor == own
    standard, extended = at(one.standard_until), at(one.extended_until)
    canvas.text(8, y + 17, f"{'▸ ' if mine else ''}{one.minor}", bold=mine, kind="ink" if mine else "muted")
    canvas.box(start, y + 4, standard - start, 18, f"standard{' own' if mine else ''}", radius=3)
    canvas.box(standard, y + 4, extended - standard, 18, f"extended{' own' if mine else ''}", radius=3)
    if mine and canvas.wide:
        canvas.text(standard - 6, y + 17, str(one.standard_until), size=12, anchor="end", kind="on-bar")
        canvas.text(extended - 6, y + 17, str(one.extended_until), size=12, anchor="end")


def _legend(canvas: Canvas, y: float) -> float:
    x = 8.0
    for kind, words in _LEGEND:
        canvas.box(x, y, 22, 12, kind, radius=2)
        wide = canvas.text(x + 28, y + 11, words, size=12, kind="muted")
        if canvas.wide:
            x += wide + 56
        else:
            y += 20
    return y + (20 if canvas.wide else 0)


def _in_words(own: str) -> str:
    dates = ((one.minor, one.standard_until, one.extended_until) for one in minors())
    said = (f"{minor}: standard until {standard}, extended until {extended}" for minor, standard, extended in dates)
    return f"Support of Kubernetes minors; this cluster has {own}. {'; '.join(said)}"


if TYPE_CHECKING:
    from collections.abc import Callable

    Scale = Callable[[date], float]
