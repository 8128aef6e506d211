"""The exception for documents that the fast reader leaves to the complete one."""

from __future__ import annotations

# Levels of mappings and lists. The deepest known objects, definitions of resources, have about forty.
DEEPEST = 120


class UnusualError(Exception):
    """A document uses a part of YAML that the fast reader does not read, or is wrong.

    Attributes:
        line: The line, counted from 1.
        reason: The reason, in words; it is shown if no other reader looks at the document.
        hopeless: Whether no other reader should try.
    """

    def __init__(self, line: int, reason: str, *, hopeless: bool = False) -> None:
        """Keep the place and the reason."""
        super().__init__(reason)
        self.line, self.reason, self.hopeless = line, reason, hopeless
