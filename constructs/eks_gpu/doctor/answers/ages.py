"""Ages instead of times, as tables and descriptions have them: texts that sort as times would."""

from __future__ import annotations

import re

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "y": 31536000}
_LONGEST = 10**9
_ORDER = re.compile(r"\A(\d{9,10})(?:\.\d+)?\Z")


def order(age: str, place: int | None = None) -> str:
    """A text for an age that sorts as the time would; empty if it is none.

    Args:
        age: An age as kubectl writes it, such as `2m28s (x8 over 7m47s)`.
        place: The place in a list that is sorted by time, which decides between equal ages.
    """
    found = re.findall(r"(\d+)([smhdy])", age.partition(" ")[0])
    if not found and place is None:
        return ""
    seconds = min(sum(int(number) * _UNITS[unit] for number, unit in found), _LONGEST)
    return f"{_LONGEST - seconds:09}" + ("" if place is None else f".{place:05}")


def seconds_ago(text: str) -> int | None:
    """The age in seconds that such a text stands for; None for any other text."""
    found = _ORDER.match(text)
    return _LONGEST - int(found[1]) if found else None
