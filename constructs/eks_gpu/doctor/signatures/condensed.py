"""Long logs repeat themselves: lines that differ in numbers only are kept a few times, in their order."""

from __future__ import annotations

import re

# Characters from which on a text is worth the work.
_LONG = 200_000
# Lines of one form that are kept: several objects may report the same, and the first of them is quoted.
_MOST = 3
# Numbers, times, addresses, ids.
_VARYING = re.compile(r"[0-9a-f]*\d[0-9a-f]*")


def condensed(text: str) -> str:
    """The text without most lines that repeat an earlier one in all but numbers.

    Args:
        text: A log; a short one stays as it is.
    """
    if len(text) < _LONG:
        return text
    seen: dict[str, int] = {}
    kept = []
    for line in text.split("\n"):
        form = _VARYING.sub("0", line)
        seen[form] = seen.get(form, 0) + 1
        if seen[form] <= _MOST:
            kept.append(line)
    return "\n".join(kept)
