"""JSON that is read in pieces: a list of hundreds of thousands of objects is never in memory as a whole.

Pure Python around the standard library's decoder, which parses each element in C. Parts that nobody asks for are
skipped without being decoded, by counting brackets outside of strings.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Bytes of the first piece. A value that is longer doubles it, so that each character is decoded a few times at most.
PIECE = 2**18
_LARGEST_PIECE = 2**24
# PowerShell writes UTF-16 when it redirects output to a file.
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SPACES = " \t\n\r"
_SPACE = re.compile(rf"[{_SPACES}]*")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{\]}]', re.DOTALL)
_REST = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_OPENING, _CLOSING = "[{", "]}"
# The last character of strings, lists and objects.
_ENDS = '"]}'
_ESCAPE = re.compile(r'\\["\\]')
_AS_BRACES = bytes.maketrans(b"[]", b"{}")
_OTHERS = bytes(set(range(256)) - set(b'[]{}"'))
# The end of a scalar outside of strings.
_AFTER = re.compile(r"[,:\]}\s]")
# The decoder's own limit is about as high.
_DEEPEST = 1000
_DECODER = json.JSONDecoder()


class TooLongError(ValueError):
    """The stream has more bytes than it may have."""


class Stream:
    """A JSON text that a binary file holds, read as far as it is needed.

    Attributes:
        start: The beginning of the text, which says what was given if it is not JSON.
    """

    def __init__(self, file: BinaryIO, most: int) -> None:
        """Begin to read.

        Args:
            file: The file.
            most: Bytes that it may have.

        Raises:
            UnicodeDecodeError: If it is not text.
        """
        self._file, self._left = file, most
        first = file.read(PIECE)
        self._left -= len(first)
        encoding = next((name for mark, name in _MARKS if first.startswith(mark)), "utf-8")
        self.head = first[:8]
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._text, self._at, self._over = self._decoder.decode(first), 0, False
        self.start = self._text[:4000]
        self._piece = PIECE
        # The place of the first character that is still held.
        self._line, self._column = 1, 0

    def next(self) -> str:
        """The next character that is not space; empty at the end."""
        # Programs write little space, and most characters are none.
        if self._at < len(self._text) and (found := self._text[self._at]) not in _SPACES:
            return found
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, characters: str) -> str:
        """The next character, if it is one of these.

        Raises:
            ValueError: If it is another one.
        """
        found = self.next()
        if not found or found not in characters:
            message = f"expecting one of {' '.join(characters)}"
            raise json.JSONDecodeError(message, self._text, self._at)
        self._at += 1
        return found

    def value(self) -> tuple[object, str]:
        """The next value, and its text.

        Raises:
            ValueError: If it is not JSON, or is cut off.
        """
        self.next()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except ValueError:
                # It may go on in the next piece.
                if not self._more():
                    raise
                continue
            # A number at the end of a piece may have more digits, as `1.` has; other values have an end.
            if self._text[end - 1] in _ENDS or _AFTER.match(self._text, end) or not self._more():
                text = self._text[self._at : end]
                self._at = end
                return value, text

    def skip(self) -> None:
        """Leave the next value out.

        Raises:
            RecursionError: If it is nested too deeply to be decoded.
            ValueError: If it is cut off.
        """
        opening = self.next()
        if opening == '"':
            self.value()
        elif opening not in _OPENING:
            while not (found := _AFTER.search(self._text, self._at)):
                self._at = len(self._text)
                if not self._more():
                    return
            self._at = found.start()
        else:
            self._skip_brackets()

    def _skip_brackets(self) -> None:
        self.take(_OPENING)
        depth, inside = 1, False
        while True:
            # A backslash at the end of the piece belongs to the character after it.
            piece = self._text[self._at :].rstrip("\\") if not self._over else self._text[self._at :]
            closed, opened, odd = _unmatched(piece, inside=inside)
            if closed >= depth:
                self._at += _end(piece, depth, inside=inside)
                return
            depth, inside = depth + opened - closed, inside != odd
            if depth > _DEEPEST:
                raise RecursionError
            self._at += len(piece)
            if not self._more():
                message = "it is cut off"
                raise json.JSONDecodeError(message, self._text, len(self._text))

    def ends(self) -> bool:
        """Whether nothing follows."""
        return not self.next()

    def end(self) -> None:
        """Expect that nothing follows.

        Raises:
            ValueError: If something does.
        """
        if not self.ends():
            message = "Extra data"
            raise json.JSONDecodeError(message, self._text, self._at)

    def place(self, error: json.JSONDecodeError) -> str:
        """An error of this stream, with its place in the whole text."""
        before = self._text.count("\n", 0, error.pos)
        column = error.pos - self._text.rfind("\n", 0, error.pos) + (0 if before else self._column)
        return f"{error.msg}: line {self._line + before} column {column}"

    def _more(self) -> bool:
        """Read on; whether there was anything."""
        if self._over:
            return False
        data = self._file.read(self._piece)
        self._left -= len(data)
        if self._left < 0:
            raise TooLongError
        passed, rest = self._text[: self._at], self._text[self._at :]
        self._line += passed.count("\n")
        self._column = len(passed) - passed.rfind("\n") - 1 + (0 if "\n" in passed else self._column)
        self._piece = min(self._piece * 2, _LARGEST_PIECE) if len(rest) > self._piece // 2 else PIECE
        self._over = not data
        self._text, self._at = rest + self._decoder.decode(data, final=self._over), 0
        return bool(data)


def _unmatched(piece: str, *, inside: bool) -> tuple[int, int, bool]:
    """Brackets of a piece without a partner in it: closing and opening ones; and whether its quotes are odd.

    Args:
        piece: A part of a text.
        inside: Whether it begins within a string.
    """
    unescaped = _ESCAPE.sub("", piece) if "\\" in piece else piece
    marks = unescaped.encode("utf-8", "replace").translate(_AS_BRACES, _OTHERS)
    # Most strings contain no brackets, or pairs as in `this["a"]`, so that nothing is left of them.
    bare = marks.replace(b"{}", b"").replace(b'""', b"")
    odd = bare.count(b'"') % 2 == 1
    if inside or b'"' in bare:
        between = bare.split(b'"')
        bare = b"".join(between[1::2] if inside else between[::2])
    while b"{}" in bare:
        bare = bare.replace(b"{}", b"")
    closed = bare.count(b"}")
    return closed, len(bare) - closed, odd


def _end(piece: str, depth: int, *, inside: bool) -> int:
    """The place behind the bracket that closes the last open one, which the piece contains."""
    rest = _REST.match(piece) if inside else None
    for found in _TOKEN.finditer(piece, rest.end() if rest else 0):
        depth += (found[0] in _OPENING) - (found[0] in _CLOSING)
        if depth == 0:
            return found.end()
    return len(piece)


Element = tuple[str, object, str]


def members(stream: Stream, wanted: Callable[[str], bool], listed: Callable[[str], bool]) -> Iterator[Element]:
    """The members of an object: key, value and the value's text.

    Args:
        stream: The text, before the object.
        wanted: Whether a key's value is to be decoded; of any other the key is given with None and an empty text.
        listed: Whether each element of a list below a key is given by itself, after the key with an empty list.

    Raises:
        ValueError: If it is not JSON.
    """
    stream.take("{")
    if stream.next() == "}":
        stream.take("}")
        return
    while True:
        key, _ = stream.value()
        if not isinstance(key, str):
            message = "a key that is no text"
            raise TypeError(message)
        stream.take(":")
        if listed(key) and stream.next() == "[":
            yield key, [], ""
            yield from _elements(stream, key)
        elif wanted(key):
            yield (key, *stream.value())
        else:
            stream.skip()
            yield key, None, ""
        if stream.take(",}") == "}":
            return


def _elements(stream: Stream, key: str) -> Iterator[Element]:
    stream.take("[")
    if stream.next() == "]":
        stream.take("]")
        return
    while True:
        yield (key, *stream.value())
        if stream.take(",]") == "]":
            return
