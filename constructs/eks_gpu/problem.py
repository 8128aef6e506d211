"""Problems of a declaration, each with the edit that fixes it."""

from __future__ import annotations

import difflib
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from eks_gpu.on_first_use import dataclass
from eks_gpu.printable import columns, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Severity = Literal["error", "warning"]
# Longer than any name that is allowed anywhere; comparing takes time that grows with the square of the length.
_LONGEST_WORD = 300
# Characters of a path or of a word that are printed.
_SHOWN = 200


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text file; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Problem:
    """One thing to change in a declaration.

    Attributes:
        id: Stable, readable name of the rule, such as ``size-order``.
        severity: ``error`` stops synthesis; ``warning`` does not.
        where: Path into the spec, such as ``gpu_node_groups[0].instance_types``.
        message: The given value, the allowed values, and why the difference matters.
        fix: The edit to make.
        file: The file the spec was read from, as the user named it; empty when it was built in Python.
        position: Line and column in that file, when it is known.
        read_for: Cluster files that the file is read for, if it lies below them and is not a cluster file itself.
        rests_on: Other paths that the finding follows from; if one of them is a stand-in for a wrong value, the
            finding is dropped.
    """

    id: str
    severity: Severity
    where: str
    message: str
    fix: str
    file: str = ""
    position: Position | None = None
    rests_on: tuple[str, ...] = ()
    read_for: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Escape the characters that a terminal or the log of a pipeline would interpret as a command."""
        object.__setattr__(self, "message", printable(self.message))
        object.__setattr__(self, "fix", printable(self.fix))

    def __str__(self) -> str:
        """The place, the rule with its message, and the fix; at most as wide as the terminal if the words allow it."""
        file, where = printable(self.file), shortened(printable(self.where))
        place = ":".join(filter(None, (file, f"{self.position.line}:{self.position.column}" if self.position else "")))
        head = f"{place}: {where}" if place and where else place or where
        if self.read_for:
            head = f"{head} (read for {printable(listed(self.read_for, 3))})"
        lines = (head, _folded(f"{self.severity} [{self.id}]: {self.message}"), _folded(f"fix: {self.fix}"))
        # Folded text begins lines that the sentence did not have.
        return printable("\n".join(filter(None, lines)), "\n")


def _folded(text: str) -> str:
    """Indented text below its place; words are never broken, because people copy them."""
    return textwrap.fill(
        text, columns(), initial_indent="  ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def shortened(text: str) -> str:
    """The beginning of what is too long for a sentence, such as a key of a megabyte."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


class DeclarationError(ValueError):
    """A declaration has errors; the exception carries every problem, not only the first.

    Attributes:
        problems: All problems found, warnings included.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems, and use their text as the message."""
        self.problems = tuple(problems)
        super().__init__(render(self.problems))


def distinct(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, with all clusters it was found for, so that a mistake below fifty files is reported once."""
    found: dict[Problem, tuple[str, ...]] = {}
    for problem in problems:
        key = replace(problem, read_for=())
        found[key] = (*found.get(key, ()), *(one for one in problem.read_for if one not in found.get(key, ())))
    return [replace(problem, read_for=read_for) for problem, read_for in found.items()]


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems stops synthesis."""
    return any(problem.severity == "error" for problem in problems)


def render(problems: Sequence[Problem]) -> str:
    """All problems as text, file by file, errors first."""
    ordered = sorted(problems, key=lambda problem: (problem.file, problem.severity != "error"))
    return "\n\n".join(map(str, ordered))


def nearest(given: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that was most likely meant, or None when nothing is close."""
    if len(given) > _LONGEST_WORD:
        return None
    words = {word.lower(): word for word in allowed}
    close = difflib.get_close_matches(given.lower(), words, n=1, cutoff=0.7)
    return words[close[0]] if close else _part_of(given.lower(), words)


def _part_of(given: str, words: Mapping[str, str]) -> str | None:
    """The word whose parts are all contained in the given one: ``max`` in ``max_nodes``."""
    parts = set(given.split("_"))
    contained = [word for word in words if set(word.split("_")) <= parts]
    return words[max(contained, key=len)] if contained else None


def listed(words: Iterable[object], limit: int = 12) -> str:
    """Words as a short list for a message; a long list is cut, with the number of words that are left out."""
    items = [str(word) for word in words]
    rest = len(items) - limit
    return ", ".join(items) if rest <= 0 else f"{', '.join(items[:limit])} and {rest} more"


def plural(count: int, word: str) -> str:
    """A number with its word: ``1 node``, ``2 nodes``."""
    return f"{count} {word}{'' if count == 1 else 's'}"
