"""Lines that a terminal folded at its width, joined again.

A terminal breaks a long line at its last column, mostly in the middle of a word. A copy has pieces of exactly that
many characters, and none longer. Texts that people or programs break (prose, tables, objects, stacks, messages of
several lines) stay as they are: they have lines of other lengths near the longest one, lines that begin in one form,
or breaks between whole words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures import PROSE, signatures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Columns of terminals, and characters of a text that is looked through: a longer text is not a copy of a screen.
_NARROWEST, _WIDEST, _MOST = 60, 400, 400_000
# Columns before the last one in which a folded text has few ends of lines, and text broken at words has most.
_NEAR = 12
# The beginning of a line of a log or an event, and of other lines that no terminal made of a longer line.
_LOG = re.compile(
    r"\s*(?:(?:Normal|Warning)\s+\S+\s|[IWEF]\d{4} \d\d:|\[?\d{4}[-/]\d\d[-/]\d\d[T ]|\w{3} [ \d]\d \d\d:\d\d:\d\d |"
    r"\{\s*\"|(?:time|ts|level)=|(?:INFO|WARN(?:ING)?|ERROR|DEBUG|FATAL|TRACE)\b|\[(?:INFO|WARN|ERROR|DEBUG|rank|pod/))"
)
_OTHER = re.compile(
    r"\s*(?:[-*+#>$%~] |[|`│┃╷╵]|[{}\[\]]+,?$|\d+[.)] |[A-Z][\w-]*(?: [A-Z][\w-]*){0,3}:(?:\s|$)|Traceback |={3,}|"
    r"(?:NAME|NAMESPACE|LAST SEEN)\b|(?:kubectl|aws|helm|terraform|eksctl) )|\s{2}|\t"
)
# An entry of YAML, and a gap between the columns of a table.
_ENTRY = re.compile(r"\s*(?:- )?\"?[\w./-]+\"?:(?:\s|$)")
_GAP = re.compile(r"\S(?: {2,}|\t\S*\t)\S")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[A-Za-z]{2,}")
_END, _BEGIN = re.compile(r"[A-Za-z]+$"), re.compile(r"[A-Za-z]+")
_NEVER_FIRST = " .:;]/&?"
# Letters of a word that the two sides of a break make.
_SHORTEST = 4
_SHORT_WORDS = {"a", "i"}
# Characters at the beginning of lines that are compared.
_SHAPE = 8


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines between empty lines or fences.

    Attributes:
        first: Number of the first line.
        lines: The lines, without the spaces before all of them.
        indent: The number of these spaces.
    """

    first: int
    lines: tuple[str, ...]
    indent: int

    @property
    def width(self) -> int:
        """Characters of the longest line."""
        return max(map(len, self.lines)) + self.indent

    @property
    def is_yaml(self) -> bool:
        """Whether it looks like an object or a list of settings."""
        return sum(map(bool, map(_ENTRY.match, self.lines))) > len(self.lines) / 2

    def pairs(self, length: int) -> Iterator[tuple[int, str, str]]:
        """Lines of a length that the next line can continue: the number, the line, and the next one."""
        full = {number for number, line in enumerate(self.lines[:-1]) if len(line) == length}
        # Beginnings of lines that no full line stands before: another such beginning is another line.
        heads = {_shape(line) for number, line in enumerate(self.lines) if number - 1 not in full}
        for number in sorted(full):
            line, after = self.lines[number : number + 2]
            is_other = _begins(after) or _GAP.search(after) or (self.is_yaml and _ENTRY.match(after))
            if (" " in line or '"' in line) and not is_other:
                shape = _shape(after)
                if shape not in heads and shape != _shape(line):
                    yield number, line, after

    def folds(self) -> list[tuple[int, str, str]]:
        """Lines that the next line continues; none if the block was not folded."""
        length = self.width - self.indent
        if not _NARROWEST <= self.width <= _WIDEST:
            return []
        found = list(self.pairs(length))
        near = sum(length - _NEAR <= len(line) < length and not _begins(after) for line, after in pairwise(self.lines))
        strays = sum(len(line) == length for line in self.lines) - len(found)
        return found if near <= max(1, len(found) // 2) and strays <= len(found) // 2 else []


def unfolded(text: str) -> str:
    """The text, with the lines joined that a terminal folded.

    Args:
        text: A paste, or the output of a command.
    """
    if len(text) > _MOST:
        return text
    lines = text.split("\n")
    found: dict[int, list[tuple[_Block, list[tuple[int, str, str]]]]] = {}
    for block in _blocks(lines):
        if folds := block.folds():
            found.setdefault(block.width, []).append((block, folds))
    joints: dict[int, tuple[int, str]] = {}
    for blocks in found.values():
        breaks = [fold for _, folds in blocks for fold in folds]
        if not _are_breaks(breaks, text):
            continue
        for block, folds in blocks:
            joints |= {block.first + number: (block.indent, "") for number, _, _ in folds}
            # A copy loses a space at the last column.
            spaces = block.pairs(block.width - block.indent - 1)
            joints |= {block.first + number: (block.indent, " ") for number, _, _ in spaces}
    return "\n".join(_joined(lines, joints)) if joints else text


def _joined(lines: Sequence[str], joints: Mapping[int, tuple[int, str]]) -> Iterator[str]:
    """The lines; behind each joint the next line follows, without the spaces that its block is moved by."""
    whole, indent = "", 0
    for number, line in enumerate(lines):
        whole += line[indent:]
        indent, between = joints.get(number, (0, ""))
        whole += between
        if number not in joints:
            yield whole
            whole = ""


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    first = 0
    for number, line in enumerate((*lines, "")):
        if line.strip() and not _FENCE.match(line):
            continue
        block = lines[first:number]
        if len(block) > 1:
            indent = min(len(one) - len(one.lstrip(" ")) for one in block)
            yield _Block(first, tuple(one[indent:] for one in block), indent)
        first = number + 1


def _are_breaks(breaks: Sequence[tuple[int, str, str]], text: str) -> bool:
    """Whether lines of one length were broken in the middle of words, and not between them."""
    known = _vocabulary()
    own = {word.lower() for word in _WORD.findall(text)}
    inside = between = 0
    for _, line, after in breaks:
        # Such a character begins no line of a log.
        inside += after[0] in _NEVER_FIRST and bool(_LOG.match(line))
        end, begin = _END.search(line), _BEGIN.match(after)
        if end is None or begin is None:
            continue
        whole = f"{end[0]}{begin[0]}".lower()
        is_word = len(whole) >= _SHORTEST and (whole in known or whole in own)
        # Both "node group" and "nodegroup" are words: such a break says nothing.
        are_words = {end[0].lower(), begin[0].lower()} <= known | _SHORT_WORDS
        inside += is_word and not are_words
        between += are_words or (not is_word and begin[0].lower() in known)
    return inside > between


@cache
def _vocabulary() -> frozenset[str]:
    """Words of the messages of programs that the table knows."""
    rows = (row for row in signatures() if row.area != PROSE)
    return frozenset(word.lower() for row in rows for word in _WORD.findall(f"{row.said} {row.means}"))


def _begins(line: str) -> bool:
    return bool(_LOG.match(line) or _OTHER.match(line))


def _shape(line: str) -> str:
    return _DIGITS.sub("0", line)[:_SHAPE].strip()
