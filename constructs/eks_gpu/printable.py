"""Text of others as it may be printed: no control of a terminal, and no line that the sentence did not have."""

from __future__ import annotations


def printable(text: str, kept: str = "") -> str:
    """The text with everything that cannot be seen written out as an escape, the way Python writes it.

    A name with a line break could otherwise forge a line such as ``::error::`` of GitHub, and an escape sequence could
    hide what is printed above it.

    Args:
        text: A name, a key or a message of others.
        kept: Characters that stay as they are, such as the line break in a text of several lines.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in kept else _written(one) for one in text)


def _written(letter: str) -> str:
    return letter.encode("unicode_escape", "backslashreplace").decode("ascii")
