"""Docstrings and comments: texts that only readers of the code see, with the lines they stand on.

They are counted in a baseline of their own, because there are many more of them than of the texts that users see.
"""

from __future__ import annotations

import ast
import re
import tokenize
from io import StringIO
from typing import TYPE_CHECKING

from tools.style.texts import PACKAGE, ROOT, Text, docstrings, found_in, is_seen, markdown, prose, speaks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE = (f"{PACKAGE}/**/*.py", "stacks/**/*.py", "tools/**/*.py", "tests/**/*.py", "benchmarks/**/*.py", "main.py")
# A section of a Google docstring, and an entry of one: the text of an entry begins after its name.
_SECTION = re.compile(r"^\s*(Args|Attributes|Raises|Returns|Yields):$")
_ENTRY = re.compile(r"^( {4,})\*{0,2}[\w.]+: (?=\S)")
# Comments for tools; the reason behind them is text.
_DIRECTIVE = re.compile(r"^(ruff: )?(noqa|type: ignore|pragma: no cover)[^ ]*( ?[A-Z]{1,4}\d+,?)*( - )?|^!.*")


def code(root: Path = ROOT) -> Iterator[Text]:
    """Every docstring and comment that users do not see, file by file."""
    for path in found_in(root, CODE):
        yield from module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))


def module(file: str, source: str) -> Iterator[Text]:
    """Docstrings and comments of a module."""
    spoken = speaks(file)
    for node, owner in docstrings(ast.parse(source)):
        if not (spoken and is_seen(file, owner)):
            yield from _docstring(file, node.lineno, str(node.value))
    yield from _comments(file, source)


def _docstring(file: str, start: int, text: str) -> Iterator[Text]:
    """Paragraphs of a docstring, and each entry of its sections."""
    lines = ("" if _SECTION.match(line) else _ENTRY.sub(r"\1- ", line) for line in text.splitlines())
    for part in markdown(file, "\n".join(lines)):
        yield Text(file, start + part.line - 1, part.words, part.is_heading)


def _comments(file: str, source: str) -> Iterator[Text]:
    """Comments; those on consecutive lines of their own are one text."""
    begun, last, parts = 0, 0, list[str]()
    for token in tokenize.generate_tokens(StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        row, is_alone = token.start[0], not token.line[: token.start[1]].strip()
        if parts and not (is_alone and last == row - 1):
            yield Text(file, begun, prose("\n".join(parts)))
            parts = []
        begun = begun if parts else row
        parts.append(_DIRECTIVE.sub("", token.string.lstrip("#").strip()))
        last = row if is_alone else 0
    if parts:
        yield Text(file, begun, prose("\n".join(parts)))
