"""The parts of a picture: rectangles, boxes, lines of text, arrows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eks_gpu.page.drawing.glyphs import width

if TYPE_CHECKING:
    from tools.pictures.palette import Ink, Tone

Point = tuple[float, float]
# Shares of the font size above and below the baseline: letters of DejaVu Sans have 0.76 and 0.24.
ASCENT, DESCENT = 0.78, 0.24


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """The centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def holds(self, other: Rect) -> bool:
        """Whether the other lies inside, borders included."""
        inside = self.x <= other.x and other.right <= self.right
        return inside and self.y <= other.y and other.bottom <= self.bottom

    def meets(self, other: Rect) -> bool:
        """Whether both have an area in common."""
        apart = self.right <= other.x or other.right <= self.x
        return not (apart or self.bottom <= other.y or other.bottom <= self.y)

    def inset(self, by: float) -> Rect:
        """The rectangle without a margin of so many pixels."""
        return Rect(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True, slots=True)
class Box:
    """A box.

    Attributes:
        key: Name of the depicted part, which arrows use for their ends.
        rect: Where it is.
        tone: Its colour.
        parent: The box that it lies in; None on the background.
        dashed: Whether its border is dashed, for something that is not always there.
        bar: Whether it is a bar of a chart: filled with the colour of borders, and without one.
    """

    key: str
    rect: Rect
    tone: Tone
    parent: Box | None = None
    dashed: bool = False
    bar: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text.

    Attributes:
        words: The text.
        at: Its place: x by `anchor`, y of the baseline.
        size: Font size.
        ink: Its colour.
        anchor: The part of it that is at x.
        bold: Whether it is bold.
        mono: Whether it is in a font of fixed width.
        owner: The box that it lies in; None on the background.
    """

    words: str
    at: Point
    size: float = 13
    ink: Ink = "ink"
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False
    mono: bool = False
    owner: Box | None = None

    @property
    def rect(self) -> Rect:
        """The area that it takes at the most."""
        wide = width(self.words, self.size, bold=self.bold, mono=self.mono)
        left = self.at[0] - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return Rect(left, self.at[1] - self.size * ASCENT, wide, self.size * (ASCENT + DESCENT))


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line of straight pieces with a head at its end.

    Attributes:
        points: Where it goes along.
        source: Key of the box that it starts at.
        target: Key of the box that it ends at.
        dashed: Whether it is dashed.
    """

    points: tuple[Point, ...]
    source: str
    target: str
    dashed: bool = False
