"""How tests read a picture, and where its parts may be."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from tools.pictures.parts import Box, Point, Rect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.pictures.parts import Arrow
    from tools.pictures.picture import Picture

# Text keeps this distance from the border of its box and of the picture.
_AIR = 3.0


def words(picture: Picture) -> list[str]:
    """All lines of text on a picture."""
    return [text.words for text in picture.texts]


def ancestors(box: Box | None) -> list[Box]:
    """The box and all boxes that it lies in."""
    return [box, *ancestors(box.parent)] if box else []


def outside(picture: Picture) -> Iterator[str]:
    """Parts that leave the box that they belong to, or the picture."""
    for box in picture.boxes:
        if not (box.parent.rect if box.parent else picture.card).holds(box.rect):
            yield f"box {box.key}"
    for text in picture.texts:
        if not (text.owner.rect if text.owner else picture.card).inset(_AIR).holds(text.rect):
            yield f"text {text.words}"


def overlaps(picture: Picture) -> Iterator[str]:
    """Boxes and texts that cover each other, though neither lies in the other."""
    for one, other in combinations(picture.boxes, 2):
        if one not in ancestors(other) and other not in ancestors(one) and one.rect.meets(other.rect):
            yield f"{one.key} and {other.key}"
    for first, second in combinations(picture.texts, 2):
        if first.rect.meets(second.rect):
            yield f"{first.words} and {second.words}"
    for text in picture.texts:
        for box in picture.boxes:
            if box not in ancestors(text.owner) and text.rect.meets(box.rect):
                yield f"{text.words} and {box.key}"


def astray(picture: Picture) -> Iterator[str]:
    """Arrows that do not begin and end at their boxes, or that cross a text or another box."""
    for arrow in picture.arrows:
        source, target = picture.boxed(arrow.source), picture.boxed(arrow.target)
        name = f"{arrow.source} to {arrow.target}"
        if not (_on_border(arrow.points[0], source.rect) and _on_border(arrow.points[-1], target.rect)):
            yield f"{name} has a loose end"
        homes = [*ancestors(source.parent), *ancestors(target.parent)]
        for piece in _pieces(arrow):
            yield from (f"{name} crosses {text.words}" for text in picture.texts if piece.meets(text.rect))
            yield from (
                f"{name} crosses {box.key}" for box in picture.boxes if box not in homes and piece.meets(box.rect)
            )


def _on_border(point: Point, rect: Rect) -> bool:
    return Rect(*point, 0, 0).meets(rect.inset(-0.1)) and not Rect(*point, 0, 0).meets(rect.inset(0.1))


def _pieces(arrow: Arrow) -> Iterator[Rect]:
    """The straight pieces; each is drawn along an axis, so it is a thin rectangle. Its ends may touch a border."""
    for (x, y), (to_x, to_y) in pairwise(arrow.points):
        assert x == to_x or y == to_y, f"{arrow.source} to {arrow.target} is aslant"
        thin = 0.05
        left, right = sorted((x, to_x))
        top, bottom = sorted((y, to_y))
        if x == to_x:
            yield Rect(left - thin, top + thin, 2 * thin, bottom - top - 2 * thin)
        else:
            yield Rect(left + thin, top - thin, right - left - 2 * thin, 2 * thin)
