"""Collections in brackets: JSON, and the part of YAML that looks like it."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from eks_gpu.manifests.reading.located import Fields, Items, resolved
from eks_gpu.manifests.reading.unusual import DEEPEST, UnusualError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.reading.located import Value

# A plain word of a collection ends at its punctuation; a colon belongs to it unless a space follows.
_TOKEN = re.compile(
    r"""(?P<skip>[ \t]+|(?:(?<=\s)|^)\#[^\n]*)
    |(?P<line>\n)
    |(?P<mark>[\[\]{},]|:(?=[\s,\[\]{}]|$))
    |(?P<double>"(?:[^"\\\n]|\\[^\n])*")(?P<key>(?=:))?
    |(?P<single>'(?:[^'\n]|'')*')
    |(?P<plain>[^\s\[\]{},\#&*!|>'"%@`:?-](?:[^\s\[\]{},:\#]|:(?![\s,\[\]{}]|$)|(?<!\s)\#|[ \t]+(?=[^\s\[\]{},:\#]))*
        |[-?:](?=[^\s\[\]{},])(?:[^\s\[\]{},:\#]|:(?![\s,\[\]{}]|$))*)""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|(.))", re.DOTALL)
# YAML 1.2.2, 5.7.
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_HALF = re.compile("[\ud800-\udfff]")


class _Tokens:
    """Tokens of a text from a place on, with a token of look-ahead."""

    def __init__(self, text: str, start: int, line: int) -> None:
        self.text, self.end, self.line = text, start, line
        self._next: tuple[str, str] | None = None

    def peek(self) -> tuple[str, str]:
        """The next token; from then on `line` is its line."""
        if self._next is None:
            self._next = self._read()
        return self._next

    def take(self) -> tuple[str, str]:
        token, self._next = self.peek(), None
        return token

    def _read(self) -> tuple[str, str]:
        while True:
            match = _TOKEN.match(self.text, self.end)
            if match is None:
                if self.end >= len(self.text):
                    return "end", ""
                raise UnusualError(self.line, "a bracket is not closed, or a character is out of place")
            self.end = match.end()
            kind = match.lastgroup or ""
            if kind == "line":
                self.line += 1
            elif kind == "key":
                # `"a":1` needs no space behind the colon.
                self.end += 1
                return "name", match["double"]
            elif kind != "skip":
                return kind, match[0]


def read_flow(text: str, start: int, line: int, column: int = 1) -> tuple[Value, int, int]:
    """The collection that begins at a place of a text; where the text behind it begins, and in which line.

    Raises:
        UnusualError: It is not closed, or holds more than plain values.
    """
    tokens = _Tokens(text, start, line)
    return _value(tokens, column, 0), tokens.end, tokens.line


def _value(tokens: _Tokens, column: int, depth: int) -> Value:
    if depth > DEEPEST:
        raise UnusualError(tokens.line, f"it is nested more than {DEEPEST} levels deep", hopeless=True)
    kind, text = tokens.take()
    if kind == "mark":
        if text == "{":
            return _fields(tokens, column, depth)
        if text == "[":
            return _items(tokens, column, depth)
    elif kind in {"double", "single", "plain"}:
        return scalar(kind, text, tokens.line)
    raise UnusualError(tokens.line, "a value is missing, or a bracket is not closed")


def _fields(tokens: _Tokens, column: int, depth: int) -> Fields:
    tokens.peek()
    found = Fields(tokens.line, column)
    for _ in _separated(tokens, "}"):
        line = tokens.line
        kind, text = tokens.take()
        if kind not in {"name", "double", "single", "plain"}:
            raise UnusualError(line, "a key is missing")
        key = scalar("double" if kind == "name" else kind, text, line)
        if kind != "name" and tokens.take() != ("mark", ":"):
            raise UnusualError(line, "a key has no value")
        name = key if isinstance(key, str) else text
        if name in found:
            raise UnusualError(line, f"the key {name!r} is written twice")
        found.put(name, _value(tokens, column, depth + 1), line)
    return found


def _items(tokens: _Tokens, column: int, depth: int) -> Items:
    tokens.peek()
    found = Items(tokens.line, column)
    for _ in _separated(tokens, "]"):
        line = tokens.line
        found.put(_value(tokens, column, depth + 1), line)
        if tokens.peek() == ("mark", ":"):
            raise UnusualError(line, "a list holds a key with a value")
    return found


def _separated(tokens: _Tokens, closing: str) -> Iterator[None]:
    """One step for each member of a collection, and the brackets and commas between them."""
    while tokens.peek() != ("mark", closing):
        yield
        if tokens.peek() == ("mark", ","):
            tokens.take()
        elif tokens.peek() != ("mark", closing):
            raise UnusualError(tokens.line, f"a comma or '{closing}' is missing")
    tokens.take()


def scalar(kind: str, text: str, line: int) -> Value:
    """A scalar in double or single quotes, or without any, that stands in one line."""
    if kind == "plain":
        return resolved(text)
    inner = text[1:-1]
    if kind == "single":
        return inner.replace("''", "'")
    if "\\" not in inner:
        return inner
    value = _ESCAPE.sub(lambda match: _unescaped(match, line), inner)
    if _HALF.search(value):
        # JSON writes a character beyond the first 65,536 as two halves.
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _unescaped(match: re.Match[str], line: int) -> str:
    digits, letter = match[1], match[2]
    if digits:
        number = int(digits[1:], 16)
        if number <= sys.maxunicode:
            return chr(number)
    elif letter in _ESCAPES:
        return _ESCAPES[letter]
    raise UnusualError(line, "a text in quotes has an escape that YAML lacks")
