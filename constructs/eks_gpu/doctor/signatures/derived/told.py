"""The words that a derivation has for a message."""

from __future__ import annotations

from dataclasses import dataclass

# Characters of other programs' words in a message.
_MOST = 240
# Characters around words that say nothing, and marks that open and close.
_ENDS = " .:,;"
_MARKS = ("'", '"')


@dataclass(frozen=True, slots=True)
class Told:
    """A cause that the form of a message gives away.

    Attributes:
        means: The cause, as the message of the finding; empty for that of the row.
        adds: The words after the row's own cause, such as the error at the end of the chain.
        next: The next step; empty for that of the row.
    """

    means: str = ""
    next: str = ""
    adds: str = ""


def quoted(text: str) -> str:
    """Words of another program on one line, shortened."""
    words = " ".join(text.split()).strip(_ENDS)
    for mark in _MARKS:
        # A mark that belongs to another one inside stays: pods "serve-0".
        if words.count(mark) % 2 or words[:1] == words[-1:] == mark:
            words = words.strip(f"{mark}{_ENDS}")
    return words if len(words) <= _MOST else f"{words[:_MOST]}…"
