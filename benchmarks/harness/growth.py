"""How time or memory grows with the size of the input."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_POINTS = 3
# Share of the start below which a difference between two sizes is taken for noise.
NOISE = 0.1


class TooFewPointsError(Exception):
    """Growth needs three different sizes: the smallest gives the cost of the start."""


def exponent(points: Sequence[tuple[int, float]]) -> float:
    """The power of the size with which a cost grows: 1 is linear, 2 quadratic, 0 constant.

    The smallest size is taken as the start, and only what the others cost in addition to it grows: a start-up of half a
    second would hide any growth. The line through the logarithms of what remains is fitted by least squares.

    Args:
        points: Sizes, and the cost of each.

    Raises:
        TooFewPointsError: If there are fewer than three different sizes.
    """
    ordered = sorted(points)
    if len({size for size, _ in ordered}) < LEAST_POINTS:
        raise TooFewPointsError(f"{len(ordered)} points {ordered}; give three different sizes or more")
    (first, start), *others = ordered
    # A smaller difference is noise, and can even be negative.
    least = max(NOISE * start, 1e-9)
    logs = [(math.log(size - first), math.log(max(cost - start, least))) for size, cost in others if size > first]
    middle = sum(x for x, _ in logs) / len(logs)
    height = sum(y for _, y in logs) / len(logs)
    return sum((x - middle) * (y - height) for x, y in logs) / sum((x - middle) ** 2 for x, _ in logs)
