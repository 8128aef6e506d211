"""A picture: parts are put on it, and it becomes SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack
from xml.sax.saxutils import escape

from eks_gpu.page.drawing.glyphs import wrapped
from tools.pictures.palette import style_sheet
from tools.pictures.parts import Arrow, Box, Point, Rect, Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from tools.pictures.palette import Ink, Tone

MARGIN = 20
WIDTH = 720
_HEAD = 4.5


class Look(TypedDict, total=False):
    """How a line of text looks; see `Text`."""

    size: float
    ink: Ink
    anchor: Literal["start", "middle", "end"]
    bold: bool
    mono: bool
    owner: Box | None


class Picture:
    """Parts of a picture, in the order in which they are drawn."""

    def __init__(self, heading: str, description: str, height: float) -> None:
        """Start a picture with its heading.

        Args:
            heading: Its title, also drawn.
            description: The same in words, for readers who do not see it.
            height: In pixels; every picture is as wide.
        """
        self.heading = heading
        self.description = description
        self.card = Rect(0, 0, WIDTH, height)
        self.boxes: list[Box] = []
        self.texts: list[Text] = []
        self.arrows: list[Arrow] = []
        self.text(heading, (MARGIN, 34), size=17, bold=True)

    def box(self, key: str, rect: Rect, tone: Tone = "grey", parent: Box | None = None, *, dashed: bool = False) -> Box:
        """Add a box; `parent` is the one that it lies in."""
        self.boxes.append(Box(key, rect, tone, parent, dashed))
        return self.boxes[-1]

    def bar(self, key: str, rect: Rect, tone: Tone, parent: Box | None = None) -> Box:
        """Add a bar of a chart."""
        self.boxes.append(Box(key, rect, tone, parent, bar=True))
        return self.boxes[-1]

    def text(self, words: str, at: Point, **look: Unpack[Look]) -> Text:
        """Add a line of text."""
        self.texts.append(Text(words, at, **look))
        return self.texts[-1]

    def paragraph(self, words: str, at: Point, room: float, **look: Unpack[Look]) -> float:
        """Add text that is broken into lines of at most `room`; the baseline of a line after it comes back."""
        size = look.get("size", 13)
        y = at[1]
        for line in wrapped(words, size, room, bold=look.get("bold", False)):
            self.text(line, (at[0], y), **look)
            y += size * 1.35
        return y

    def labelled(
        self, key: str, rect: Rect, tone: Tone, lines: Iterable[str], parent: Box | None = None, *, dashed: bool = False
    ) -> Box:
        """Add a box with a heading and lines below it; lines too long for the box are broken.

        The lines are put in the middle of its height.
        """
        made = self.box(key, rect, tone, parent, dashed=dashed)
        heading, *rest = lines
        room = rect.width - 20
        broken = [line for text in rest for line in wrapped(text, 12, room)]
        tall = 14 + len(broken) * 16
        y = rect.y + (rect.height - tall) / 2 + 12
        self.text(heading, (rect.x + 10, y), size=14, bold=True, ink=_ink(tone), owner=made)
        for number, line in enumerate(broken, start=1):
            self.text(line, (rect.x + 10, y + number * 16 + 1), size=12, owner=made)
        return made

    def arrow(self, source: str, target: str, *points: Point, dashed: bool = False) -> None:
        """Add an arrow from a box to another along these points."""
        self.arrows.append(Arrow(points, source, target, dashed))

    def boxed(self, key: str) -> Box:
        """The box of a key."""
        return next(box for box in self.boxes if box.key == key)

    def svg(self) -> str:
        """The picture as SVG: nothing in it is loaded, and the same parts give the same bytes."""
        wide, tall = _number(self.card.width), _number(self.card.height)
        size = f'width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}"'
        head = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title description">',
            f'<title id="title">{escape(self.heading)}</title>',
            f'<desc id="description">{escape(self.description)}</desc>',
            f"<style>\n{style_sheet()}\n</style>",
            _rect(self.card.inset(0.5), "card", 10),
        ]
        boxes = (_box(box) for box in self.boxes)
        arrows = (line for arrow in self.arrows for line in _arrow(arrow))
        return "\n".join([*head, *boxes, *arrows, *map(_text, self.texts), "</svg>"]) + "\n"


def _ink(tone: Tone) -> Ink:
    return "ink" if tone == "grey" else tone


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _rect(rect: Rect, classes: str, radius: float) -> str:
    place = f'x="{_number(rect.x)}" y="{_number(rect.y)}" width="{_number(rect.width)}" height="{_number(rect.height)}"'
    return f'<rect class="{classes}" {place} rx="{_number(radius)}"/>'


def _box(box: Box) -> str:
    if box.bar:
        return _rect(box.rect, f"bar-{box.tone}", 2)
    return _rect(box.rect, f"box {box.tone}{' dashed' if box.dashed else ''}", 7)


def _text(text: Text) -> str:
    ink = text.ink if text.ink in {"ink", "muted"} else f"text-{text.ink}"
    classes = " ".join([ink, *(["bold"] if text.bold else []), *(["mono"] if text.mono else [])])
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    x, y = map(_number, text.at)
    size = _number(text.size)
    return f'<text class="{classes}" x="{x}" y="{y}" font-size="{size}"{anchor}>{escape(text.words)}</text>'


def _arrow(arrow: Arrow) -> list[str]:
    """The line, which ends where the head begins, and the head."""
    (x, y), (tip_x, tip_y) = arrow.points[-2:]
    far = max(abs(tip_x - x), abs(tip_y - y))
    along = ((tip_x - x) / far, (tip_y - y) / far)
    end = (tip_x - along[0] * _HEAD, tip_y - along[1] * _HEAD)
    back = (tip_x - along[0] * 2 * _HEAD, tip_y - along[1] * 2 * _HEAD)
    across = (-along[1] * _HEAD, along[0] * _HEAD)
    corners = [(tip_x, tip_y), (back[0] + across[0], back[1] + across[1]), (back[0] - across[0], back[1] - across[1])]
    classes = "arrow dashed" if arrow.dashed else "arrow"
    return [
        f'<polyline class="{classes}" points="{_points([*arrow.points[:-1], end])}"/>',
        f'<polygon class="head" points="{_points(corners)}"/>',
    ]


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
