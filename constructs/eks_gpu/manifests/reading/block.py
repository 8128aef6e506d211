"""Documents of the form that charts and kubectl write: indented mappings, lists and scalars, without anchors or tags.

Kubernetes' tools write a small part of YAML. Reading that part line by line takes a tenth of the time of a complete
reader in Python. Whatever is not certain to mean the same to both raises `UnusualError`; a test holds them next to each
other.
"""

from __future__ import annotations

import re
from itertools import accumulate

from eks_gpu.manifests.reading.flow import read_flow, scalar
from eks_gpu.manifests.reading.located import Fields, Items, Value, resolved
from eks_gpu.manifests.reading.unusual import DEEPEST, UnusualError

# A key, a colon, and the rest of the line. Keys with a colon or '#' inside are for the other reader.
_ENTRY = re.compile(
    r"""(?:(?P<plain>[^\s\[\]{},#&*!|>'"%@`?:-][^\s:#]*(?:\ +[^\s:#]+)*|[-?:][^\s:#-][^\s:#]*)
    |(?P<quoted>"[^"\\]*"|'[^']*'))\ *:(?:[ \t]+(?P<rest>.*))?$""",
    re.VERBOSE,
)
# The most frequent entries: a simple key, and nothing or a value that is no more than a word.
_SIMPLE = re.compile(r"([A-Za-z][A-Za-z0-9_./-]*):(?: +([A-Za-z0-9_./][A-Za-z0-9_./:-]*(?<!:)))?")
_BLOCK_SCALAR = re.compile(r"([|>])([-+]?)([1-9]?)([-+]?)[ \t]*(?:[ \t]#.*)?")
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"')
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_COMMENT = re.compile(r"[ \t]+#.*$")
_NOTHING_MORE = re.compile(r"[ \t]*(?:[ \t]#.*)?")
# Lines of a text in quotes that hold a quote and do not close it.
_TRIES = 1000
_STARTS = {"'": "single", '"': "double"}


def read_block(text: str, line: int) -> Value:
    """The value of a document.

    Args:
        text: The document, without the line that separates it from others.
        line: Line of its file that it begins in, counted from 1.

    Raises:
        UnusualError: It is not certain what the document means.
    """
    return _Reader(text, line).document()


class _Reader:
    """Lines of a document, and the next one to read."""

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.lines = text.split("\n")
        # Where each line begins in the text; worked out once, by the first collection that goes on over lines.
        self.offsets: list[int] = []
        if not self.lines[-1]:
            self.lines.pop()
        self.first = line
        self.at = 0
        # The next line with content: how far it is indented, and what it says.
        self.indent, self.said = -1, ""

    def document(self) -> Value:
        self._skip()
        if self.at == len(self.lines):
            return None
        value = self._node(self.indent, 0)
        if self.at < len(self.lines):
            raise self._unusual("the indentation does not match the lines above")
        return value

    def _unusual(self, reason: str) -> UnusualError:
        return UnusualError(self.first + min(self.at, len(self.lines) - 1), reason)

    def _skip(self) -> None:
        """Go on to the next line that is neither empty nor a comment."""
        lines = self.lines
        while self.at < len(lines):
            line = lines[self.at]
            said = line.lstrip(" ")
            if said and said[0] != "#":
                self.indent, self.said = len(line) - len(said), said.rstrip()
                if said[0] != "\t":
                    return
                if self.said:
                    raise self._unusual("a tab is used as indentation")
            self.at += 1
        self.indent, self.said = -1, ""

    def _node(self, indent: int, depth: int) -> Value:
        """The value that begins at the next line, at this indentation."""
        if depth > DEEPEST:
            raise UnusualError(self.first + self.at, f"it is nested more than {DEEPEST} levels deep", hopeless=True)
        if self.said.startswith("- ") or self.said == "-":
            return self._items(indent, depth)
        if _ENTRY.match(self.said):
            return self._fields(indent, depth)
        # A document or item that is a lone scalar or collection.
        said = self.said
        return self._value(said, indent - 1)

    def _items(self, indent: int, depth: int) -> Items:
        found = Items(self.first + self.at, indent + 1)
        while self.indent == indent and (self.said.startswith("- ") or self.said == "-"):
            line = self.first + self.at
            inner = self.said[1:].lstrip(" ")
            if inner.startswith("\t"):
                raise self._unusual("a tab is used as indentation")
            if not inner or inner[0] == "#":
                self.at += 1
                self._skip()
                found.put(self._node(self.indent, depth + 1) if self.indent > indent else None, line)
            elif inner.startswith("- ") or inner == "-" or _ENTRY.match(inner):
                # The rest of the line is the first line of a block of its own.
                self.indent += len(self.said) - len(inner)
                self.said = inner
                found.put(self._node(self.indent, depth + 1), line)
            else:
                found.put(self._value(inner, indent), line)
        if self.indent > indent:
            raise self._unusual("the indentation does not match the lines above")
        return found

    def _fields(self, indent: int, depth: int) -> Fields:
        found = Fields(self.first + self.at, indent + 1)
        while self.indent == indent:
            if simple := _SIMPLE.fullmatch(self.said):
                self._simple(found, simple, indent, depth)
                continue
            match = _ENTRY.match(self.said)
            if match is None:
                raise self._unusual("a key with a colon is expected here")
            key, quoted, rest = match.groups()
            key = key if quoted is None else quoted[1:-1]
            if key in found or key == "<<":
                raise self._unusual(f"the key {key!r} is written twice")
            line = self.first + self.at
            if rest and rest[0] != "#":
                found.put(key, self._value(rest, indent), line)
                continue
            self.at += 1
            self._skip()
            if self.indent > indent or (self.indent == indent and (self.said.startswith("- ") or self.said == "-")):
                found.put(key, self._node(self.indent, depth + 1), line)
            else:
                found.put(key, None, line)
        if self.indent > indent:
            raise self._unusual("the indentation does not match the lines above")
        return found

    def _simple(self, found: Fields, match: re.Match[str], indent: int, depth: int) -> None:
        """A simple key with a word, or with what stands in the lines below it."""
        key, word = match.groups()
        if key in found:
            raise self._unusual(f"the key {key!r} is written twice")
        line = self.first + self.at
        found.lines[key] = line
        self.at += 1
        self._skip()
        if self.indent > indent:
            found[key] = (
                self._node(self.indent, depth + 1) if word is None else self._longer(word, indent, goes_on=True)
            )
        elif word is not None:
            found[key] = resolved(word)
        elif self.indent == indent and (self.said.startswith("- ") or self.said == "-"):
            found[key] = self._node(indent, depth + 1)
        else:
            found[key] = None

    def _value(self, text: str, indent: int) -> Value:
        """The value that begins within the current line, below a parent at this indentation."""
        first = text[0]
        if first in "&*!%@`?,]}" or (first in "-?:" and text[1:2] in {"", " "}):
            raise self._unusual("an anchor, an alias, a tag or a character that begins no value")
        if first in "|>":
            return self._block_scalar(text, indent)
        if first in "{[":
            return self._collection(text, indent)
        if first in _STARTS:
            return self._quoted(text, first)
        return self._plain(text, indent)

    def _plain(self, text: str, indent: int) -> Value:
        if "#" in text:
            bare = _COMMENT.sub("", text)
            goes_on = bare == text
        else:
            bare, goes_on = text, True
        if ": " in bare or bare[-1] == ":" or ":\t" in bare:
            raise self._unusual("a value holds a colon and a space, and no quotes")
        self.at += 1
        self._skip()
        if self.indent <= indent:
            return resolved(bare)
        return self._longer(bare, indent, goes_on=goes_on)

    def _longer(self, text: str, indent: int, *, goes_on: bool) -> str:
        """A text without quotes that goes on in lines that are indented more than its parent."""
        parts = [text]
        while self.indent > indent:
            said, lines = self.said, self.lines
            above = self.at - 1
            while not lines[above].strip(" "):
                above -= 1
            comment = lines[above].lstrip(" ").startswith("#")
            if not goes_on or comment or ": " in said or said[-1] == ":" or " #" in said or "\t" in said:
                raise self._unusual("a key with a colon is expected here, or a text without quotes holds one")
            parts += ["\n" * (self.at - 1 - above) or " ", said]
            self.at += 1
            self._skip()
        return "".join(parts)

    def _quoted(self, text: str, quote: str) -> Value:
        first = self.first + self.at
        pattern = _DOUBLE if quote == '"' else _SINGLE
        match = pattern.match(text)
        if match is None:
            text = self._closed(text, quote, first)
            match = pattern.match(text)
        if match is None or not _NOTHING_MORE.fullmatch(text, match.end()):
            raise self._unusual("something follows a text in quotes")
        value = scalar(_STARTS[quote], match[0], first)
        self.at += 1
        self._skip()
        return value

    def _closed(self, text: str, quote: str, first: int) -> str:
        """A text in quotes with the lines that it goes on in, up to the one with a quote that may close it."""
        parts, tries = [text], 0
        pattern = _DOUBLE if quote == '"' else _SINGLE
        while True:
            self.at += 1
            blank = 0
            while self.at < len(self.lines) and not self.lines[self.at].strip(" \t"):
                self.at, blank = self.at + 1, blank + 1
            if self.at == len(self.lines):
                raise UnusualError(first, "a text in quotes is not closed")
            line = self.lines[self.at].strip(" \t")
            _join(parts, line, blank, quote)
            if quote not in line:
                continue
            whole = "".join(parts)
            parts, tries = [whole], tries + 1
            if pattern.match(whole):
                return whole
            if tries > _TRIES:
                raise UnusualError(first, "a text in quotes goes on over very many lines")

    def _collection(self, text: str, indent: int) -> Value:
        """A collection in brackets, which may go on over lines."""
        line = self.first + self.at
        if text in {"{}", "[]"}:
            self.at += 1
            self._skip()
            return Fields(line, indent + 1) if text == "{}" else Items(line, indent + 1)
        if not self.offsets:
            self.offsets = [0, *accumulate(len(one) + 1 for one in self.lines)]
        start = self.offsets[self.at] + len(self.lines[self.at].rstrip()) - len(text)
        value, end, last = read_flow(self.text, start, line, self.indent + 1)
        stop = self.text.find("\n", end)
        if not _NOTHING_MORE.fullmatch(self.text[end : stop if stop >= 0 else len(self.text)]):
            self.at = last - self.first
            raise self._unusual("something follows a closing bracket")
        self.at = last - self.first + 1
        self._skip()
        return value

    def _block_scalar(self, text: str, indent: int) -> str:
        match = _BLOCK_SCALAR.fullmatch(text)
        if match is None or (match[2] and match[4]):
            raise self._unusual("a block of text begins with something else than its marks")
        style, digit, chomp = match[1], match[3], match[2] or match[4]
        self.at += 1
        start = self.at
        depth = max(indent, 0) + int(digit) if digit else self._depth()
        if depth <= indent:
            depth = indent + 1
        lines = self.lines
        while self.at < len(lines):
            line = lines[self.at]
            if line[:depth].strip(" "):
                break
            self.at += 1
        body = [line[depth:] for line in lines[start : self.at]]
        if not digit and any(body[: next((count for count, line in enumerate(body) if line.strip(" ")), 0)]):
            raise self._unusual("a block of text begins with lines of spaces")
        self._skip()
        if self.indent > indent:
            raise self._unusual("the indentation does not match the lines above")
        return _chomped(self._folded(body) if style == ">" else body, chomp)

    def _depth(self) -> int:
        """How far the block of text that begins here is indented."""
        for index in range(self.at, len(self.lines)):
            line = self.lines[index]
            said = line.lstrip(" ")
            if said:
                return len(line) - len(said)
        return 0

    def _folded(self, body: list[str]) -> list[str]:
        """Lines joined by a space each; of blank lines between them, each is a line break."""
        if any(line.startswith((" ", "\t")) for line in body):
            raise self._unusual("a folded text holds lines that are indented more")
        found: list[str] = []
        blank = True
        for line in body:
            if not line:
                found.append("")
            elif blank:
                # The first blank line ended the line before it.
                if found and found[-1] == "" and any(found):
                    found.pop()
                found.append(line)
            else:
                found[-1] = f"{found[-1]} {line}"
            blank = not line
        return found


def _join(parts: list[str], line: str, blank: int, quote: str) -> None:
    """Add the next line of a text in quotes: after a space, or after a break for each blank line."""
    last = parts[-1]
    if quote == '"' and (len(last) - len(last.rstrip("\\"))) % 2:
        # The break itself is escaped.
        parts[-1] = last[:-1]
        parts += ["\\n" * blank, line]
        return
    parts[-1] = last.rstrip(" \t")
    parts += [("\n" if quote == "'" else "\\n") * blank or " ", line]


def _chomped(body: list[str], chomp: str) -> str:
    """The lines of a block of text, without those at its end that its mark drops."""
    text = "".join(f"{line}\n" for line in body)
    if chomp == "+":
        return text
    bare = text.rstrip("\n")
    return f"{bare}\n" if bare and not chomp else bare
