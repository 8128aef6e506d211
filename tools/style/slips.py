"""Slips in a text, exceptions, and the baseline of known slips."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tools.style.texts import Text

TABLES = Path(__file__).parent
WORDS, EXCEPTIONS, BASELINE = "words.toml", "exceptions.toml", "baseline.json"
# Docstrings and comments have their own baseline.
CODE_BASELINE = "baseline_code.json"
# The end of a sentence; quotes and brackets may close after it.
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+|(?<=[.!?])[\"')\]]+\s*$")
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Word:
    """A word or pattern to look for.

    Attributes:
        id: Its name in the table.
        find: The pattern, over one sentence.
        write: The words to write instead.
        headings: Whether it is wrong in headings too.
    """

    id: str
    find: re.Pattern[str]
    write: str
    headings: bool = True


@dataclass(frozen=True, slots=True)
class Slip:
    """A word found in a sentence."""

    file: str
    line: int
    word: Word
    found: str
    sentence: str

    def __str__(self) -> str:
        """The place, what was found, and what to write."""
        return f"{self.file}:{self.line}: [{self.word.id}] {self.found!r}: write {self.word.write}"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A place where a word is right."""

    word: str
    file: str
    reason: str
    text: str = ""

    def excuses(self, slip: Slip) -> bool:
        """Whether it is about this one."""
        return (
            fnmatchcase(slip.word.id, self.word)
            and fnmatchcase(slip.file, self.file)
            and self.text in " ".join(slip.sentence.split())
        )


def words(tables: Path = TABLES) -> list[Word]:
    """The table of words."""
    table = tomllib.loads((tables / WORDS).read_text(encoding="utf-8"))
    return [
        Word(name, re.compile(row["find"], re.IGNORECASE | re.DOTALL), row["write"], row.get("headings", True))
        for name, row in table.items()
    ]


def exceptions(tables: Path = TABLES) -> list[Exemption]:
    """The table of exceptions."""
    table = tomllib.loads((tables / EXCEPTIONS).read_text(encoding="utf-8"))
    return [Exemption(**row) for row in table.get("exception", [])]


def slips(text: Text, table: Iterable[Word]) -> Iterator[Slip]:
    """Every slip in a text."""
    table = list(table)
    for start, sentence in sentences(text.words):
        for word in table:
            if text.is_heading and not word.headings:
                continue
            for match in word.find.finditer(sentence):
                line = text.line + text.words.count("\n", 0, start + match.end())
                yield Slip(text.file, line, word, " ".join(match[0].split())[-60:], sentence)


def sentences(words: str) -> Iterator[tuple[int, str]]:
    """Sentences of a text, each with its offset; a line break counts as a space."""
    text, start = words.replace("\n", " "), 0
    for end in [match.end() for match in _END.finditer(text)] + [len(text)]:
        sentence = text[start:end]
        inner = sentence.lstrip("\"'([ ")
        if inner.strip():
            yield start + len(sentence) - len(inner), inner.rstrip()
        start = end


def count(found: Iterable[Slip]) -> Counts:
    """How many slips of each word there are in each file."""
    counted = Counter((slip.file, slip.word.id) for slip in found)
    counts: Counts = {}
    for (file, word), number in sorted(counted.items()):
        counts.setdefault(file, {})[word] = number
    return counts


def grown(now: Counts, known: Counts) -> list[tuple[str, str, int, int]]:
    """Where there are more slips than were known: file, word, how many now, how many known."""
    pairs = ((file, word, number) for file, found in now.items() for word, number in found.items())
    return [
        (file, word, number, known.get(file, {}).get(word, 0))
        for file, word, number in pairs
        if number > known.get(file, {}).get(word, 0)
    ]


def lowered(now: Counts, known: Counts) -> Counts:
    """The baseline after an improvement: never above what was known, and without files that are clean or gone."""
    least = {
        file: {word: min(number, now[file][word]) for word, number in found.items() if word in now.get(file, {})}
        for file, found in known.items()
    }
    return {file: found for file, found in least.items() if found}


def read_baseline(tables: Path = TABLES, name: str = BASELINE) -> Counts:
    """The known slips of one class of texts."""
    counts: Counts = json.loads((tables / name).read_text(encoding="utf-8"))
    return counts


def write_baseline(counts: Mapping[str, Mapping[str, int]], tables: Path = TABLES, name: str = BASELINE) -> None:
    """Write the known slips of one class of texts, sorted."""
    (tables / name).write_text(f"{json.dumps(counts, indent=1, sort_keys=True)}\n", encoding="utf-8")
