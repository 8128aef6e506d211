"""A drawing: parts are put on it from the top down, and it becomes SVG.

Colours and line widths are in the style sheet (`data/drawing.css`), by class.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal, NamedTuple

from eks_gpu.on_first_use import dataclass
from eks_gpu.page.drawing.glyphs import room_of, shortened
from eks_gpu.page.markup import Markup, element, joined, number

if TYPE_CHECKING:
    from collections.abc import Sequence

Anchor = Literal["start", "middle", "end"]
# Drawings exist in two widths, for screens and paper, and for telephones.
WIDE, NARROW = 960.0, 340.0


class Area(NamedTuple):
    """A place with the width that is there."""

    x: float
    y: float
    width: float


@dataclass
class Canvas:
    """Parts of a drawing.

    Attributes:
        width: Its width.
        parts: Its parts, in the order in which they are drawn.
    """

    width: float
    parts: list[Markup] = field(default_factory=list)

    @property
    def wide(self) -> bool:
        """Whether it is the drawing for screens and paper."""
        return self.width > NARROW

    def box(self, x: float, y: float, width: float, height: float, kind: str, *, radius: float = 6) -> None:
        """Add a rectangle; `kind` is its class."""
        self.parts.append(element("rect", class_=kind, x=x, y=y, width=width, height=height, rx=radius or None))

    def line(self, x: float, y: float, to_x: float, to_y: float, kind: str) -> None:
        """Add a line."""
        self.parts.append(element("line", class_=kind, x1=x, y1=y, x2=to_x, y2=to_y))

    def path(self, points: Sequence[tuple[float, float]], kind: str, *, closed: bool = False) -> None:
        """Add a line of straight pieces, or an area."""
        steps = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self.parts.append(element("path", class_=kind, d=f"M{steps}{'Z' if closed else ''}"))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 13,
        kind: str = "ink",
        room: float | None = None,
        anchor: Anchor = "start",
        bold: bool = False,
        mono: bool = False,
    ) -> float:
        """Add a line of text on the baseline `y`, shortened to its room; its width comes back."""
        shown = words if room is None else shortened(words, size, room, bold=bold, mono=mono)
        classes = " ".join([f"s{size}", kind, *(["bold"] if bold else []), *(["mono"] if mono else [])])
        # The whole text is there for those who point at it.
        title = element("title", words) if shown != words else None
        place = None if anchor == "start" else anchor
        self.parts.append(element("text", shown, title, class_=classes, x=x, y=y, text_anchor=place))
        return room_of(shown, size, bold=bold, mono=mono)

    def chip(self, x: float, y: float, words: str, kind: str, room: float) -> float:
        """Add a small label with a border, 20 high; its width comes back."""
        wide = min(room, room_of(words, 12) + 16)
        self.box(x, y, wide, 20, f"chip {kind}", radius=10)
        self.text(x + 8, y + 14, words, size=12, room=wide - 14)
        return wide

    def chips(self, x: float, y: float, words: Sequence[str], kind: str, room: float) -> float:
        """Add labels next to each other, in as many lines as they need; their height comes back."""
        at, top = x, y
        for one in words:
            wide = min(room, room_of(one, 12) + 16)
            if at > x and at + wide > x + room:
                at, top = x, top + 26
            at += self.chip(at, top, one, kind, room) + 8
        return top - y + 26 if words else 0

    def svg(self, height: float, label: str, inset: float = 0, **attributes: str) -> Markup:
        """The drawing; `label` says in words what it shows, and `inset` cuts off margins that a page has by itself."""
        size = f"{number(inset)} 0 {number(self.width - 2 * inset)} {number(height)}"
        return element("svg", joined(self.parts), viewBox=size, role="img", aria_label=label, **attributes)


def both(draw: Drawer) -> Markup:
    """A drawing in both widths, of which the style sheet shows one."""
    wide, narrow = draw(WIDE), draw(NARROW)
    return joined([element("div", wide, class_="wide"), element("div", narrow, class_="narrow")])


if TYPE_CHECKING:
    from collections.abc import Callable

    Drawer = Callable[[float], Markup]
