"""The documents of a text: YAML or JSON, separated by ``---``, each parsed only if its kind may hold pods."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from eks_gpu.manifests.reading.block import read_block
from eks_gpu.manifests.reading.complete import read_complete
from eks_gpu.manifests.reading.flow import read_flow
from eks_gpu.manifests.reading.unusual import UnusualError
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eks_gpu.manifests.reading.located import Value

_NAMED = re.compile(r"^metadata:[ \t]*$", re.MULTILINE)
_SEPARATOR = re.compile(r"^(?:---(?=[ \t]|$)|\.\.\.[ \t]*$)", re.MULTILINE)
_KIND = re.compile(r"""^kind:[ \t]+["']?([A-Za-z][A-Za-z0-9]*)["']?[ \t]*(?:#.*)?$""", re.MULTILINE)
# A line that is neither a comment nor a directive.
_SOMETHING = re.compile(r"^(?!%)[ \t]*[^#\s].*$", re.MULTILINE)
# Characters that YAML 1.2.2, 5.1 does not admit, but for the sign of bytes that were lost.
_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Characters of all documents together that the complete reader gets: it takes ten seconds for so many.
_PATIENCE = 500_000
# In one file. Two thousand objects are a large installation.
MOST_DOCUMENTS = 50_000


@dataclass(frozen=True)
class Document:
    """A document of a file.

    Attributes:
        line: Where it begins.
        kind: Its kind, if a line of its text says it; such a document need not have been parsed.
        value: Its value; None where it was not parsed.
        text: Its text.
        parsed: Whether it was parsed.
    """

    line: int
    kind: str
    value: Value
    text: str
    parsed: bool = True


@dataclass(frozen=True)
class Broken:
    """A document that cannot be read.

    Attributes:
        line: The line that is wrong.
        reason: The mistake, in words.
        start: The line that the document begins in.
        text: The document's text.
        last: Whether nothing follows it, so that the file may be cut off.
    """

    line: int
    reason: str
    start: int
    text: str
    last: bool = False


class Reader:
    """Reads documents of several files, with patience for some unusual ones."""

    def __init__(self, skipped: Callable[[str], bool]) -> None:
        """Start without having read anything.

        Args:
            skipped: Says of a kind that its objects need not be parsed.
        """
        self._skipped = skipped
        self._patience = _PATIENCE

    def documents(self, text: str) -> Iterator[Document | Broken]:
        """All documents of a file that hold something; comments are nothing."""
        if found := _UNPRINTABLE.search(text):
            line = text.count("\n", 0, found.start()) + 1
            yield Broken(
                line, f"the character {found[0].encode('unicode_escape').decode()} cannot stand in YAML", line, ""
            )
            return
        before: tuple[int, str] | None = None
        for number, piece in enumerate(_pieces(text)):
            if number == MOST_DOCUMENTS:
                yield Broken(piece[0], f"the file has more than {MOST_DOCUMENTS:,} documents", piece[0], "")
                break
            if before:
                yield self._read(*before, last=False)
            before = piece
        if before:
            yield self._read(*before, last=True)

    def _read(self, line: int, text: str, *, last: bool) -> Document | Broken:
        match = _KIND.search(text)
        kind = match[1] if match else ""
        # Without a name in a line of its own, only parsing finds it.
        if kind and self._skipped(kind) and _NAMED.search(text):
            return Document(line, kind, None, text, parsed=False)
        try:
            return Document(line, kind, self._value(text, line), text)
        except UnusualError as error:
            return Broken(error.line, error.reason, line, text, last)

    def _value(self, text: str, line: int) -> Value:
        try:
            return read_json(text, line) if text.lstrip()[:1] == "{" else read_block(text, line)
        except UnusualError as error:
            if error.hopeless:
                raise
            if len(text) > self._patience:
                reason = (
                    f"{error.reason}; and there is more such YAML than {_PATIENCE:,} characters, which would take long"
                )
                raise UnusualError(error.line, reason) from None
            self._patience -= len(text)
        return read_complete(text, line)


def read_json(text: str, line: int) -> Value:
    """A document that begins with a bracket.

    Raises:
        UnusualError: It is not all of the document.
    """
    value, end, last = read_flow(text, len(text) - len(text.lstrip()), line + text[: -len(text.lstrip())].count("\n"))
    if _SOMETHING.search(text, end):
        raise UnusualError(last, "something follows the last bracket")
    return value


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text of each document with its first line; without those that hold nothing."""
    start, line = 0, 1
    for match in chain(_SEPARATOR.finditer(text), [None]):
        end = match.start() if match else len(text)
        piece = text[start:end]
        if _SOMETHING.search(piece):
            yield line, piece
        line += text.count("\n", start, end)
        if match is None:
            return
        # The rest of the separator's line belongs to the next document.
        start = match.end()
