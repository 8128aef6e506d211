"""Time, names and strips of blocks, as the pages of a simulation draw them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from eks_gpu.printable import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME, CHART = 16, 48
_BLOCKS = "▁▂▃▄▅▆▇█"
_NONE = "·"


def clock(seconds: int) -> str:
    """Hours, minutes and seconds from the start."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def row(sizes: Sequence[tuple[int, int]], peak: int, until: int) -> str:
    """A size over time; each column shows the peak of its span, so that short peaks stay visible."""
    most = [_most(sizes, until * column // CHART, until * (column + 1) // CHART) for column in range(CHART)]
    return "".join(_BLOCKS[(size * len(_BLOCKS) - 1) // peak] if size else _NONE for size in most)


def _most(sizes: Sequence[tuple[int, int]], start: int, end: int) -> int:
    before = [size for at, size in sizes if at <= start]
    return max([*before[-1:], *(size for at, size in sizes if start < at < end)], default=0)


def short(name: str) -> str:
    """A name in its column."""
    return name if len(name) <= NAME else f"{name[: NAME - 1]}…"


def folded(text: str, first: str, others: str) -> str:
    """Text in lines of the page."""
    return textwrap.fill(
        text, columns(), initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )
