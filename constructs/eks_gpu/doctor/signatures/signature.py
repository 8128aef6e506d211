"""A row of the table of signatures, and a place where it fits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures import branches
from eks_gpu.doctor.signatures.derived import DERIVATIONS
from eks_gpu.doctor.signatures.derived.told import Told, quoted
from eks_gpu.doctor.signatures.needles import needles_of
from eks_gpu.doctor.signatures.words.causes import named_first
from eks_gpu.doctor.signatures.words.phrases import PROSE, may_fit, needed_by, pattern_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.doctor.signatures.branches import Branch, Evidence
    from eks_gpu.doctor.signatures.words.phrases import Needles

# The derivation that fills the fields of a row's own words with the named groups of its pattern.
_WORDS = "words"
# The file of rows that know the form of a message, and not its text.
DERIVED = "derived"
# The folder of rows that know a setting and the failure that it causes.
SETTINGS = "settings"
# The file of rows that know nothing, so that a failure is never silence.
LAST = "unknown"

# The words of a person describe a possibility; no program's line proves it.
_BY_WORDS = "no program's line says why, but the words describe this: "
# The rank of rows that know nothing.
_LAST = 3
# Characters of a line that are quoted on either side of a match.
_AROUND = 600
# A space of a pattern that no quantifier counts and no class contains.
_SPACE = re.compile(r" (?![?*+{])(?![^\[\]]*(?<!\\)\])")
# A class of letters that is repeated without end; what stands in brackets is passed over, and so are other escapes.
# From each place of a long run such a pattern would look through the rest of it. No word, number or gap is longer.
_ENDLESS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\(?P<letter>[dswS])(?P<quantifier>[*+])|\\.")
_LONGEST = {"d": 30, "s": 200, "w": 200, "S": 400}


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a signature fits.

    Attributes:
        signature: The row.
        at: Position in the text; earlier lines of a log are earlier in time.
        line: The line, without the spaces around it.
        means: The cause, in the words of the row or as the form of the line gives it away.
        next: The next step.
        file: Name of the file or command that printed the text.
        part: Number of the text, in the order in which texts were read.
        is_log: Whether the text is a log, of which earlier lines are earlier in time.
        begin: Position of the line's first character: of a long line only the surroundings are quoted.
    """

    signature: Signature
    at: int
    line: str
    means: str
    next: str
    file: str = ""
    part: int = 0
    is_log: bool = False
    begin: int = 0

    def branched(self, beside: Evidence) -> Match:
        """The same place in the words of the first branch that its line shows, or its paste.

        A program that may have made a call comes before others of the paste if the line names it.

        Args:
            beside: The pastes in which a branch looks for its evidence.
        """
        fitting = (one for one in self.signature.branches if one.beside.search(self.line) or beside.has(one))
        one = next(fitting, None)
        if one and one.is_caller:
            callers = (other for other in self.signature.branches if other.is_caller)
            one = next((other for other in callers if other.beside.search(self.line)), one)
        found = replace(self, means=one.means or self.means, next=one.next) if one else self
        if found.signature.area != PROSE:
            return found
        symptom = f"{found.signature.pattern} {one.pattern if one else ''}"
        return replace(found, means=named_first(found.means, symptom, beside.texts))


@dataclass(frozen=True, slots=True)
class Signature:
    """A row of the table.

    Attributes:
        id: The id of the finding.
        area: The file of the table that it stands in.
        pattern: The text of the pattern; a space in it stands for any white space, because terminals fold long lines.
        means: The cause, as the message of the finding.
        where: The stage to which the cause belongs: ``cluster``, ``account``, ``group``, ``autoscaler``, ``node``,
            ``devices`` or ``pod``.
        next: The next step.
        source: The thread, page or source file that has the text, or documents the cause.
        said: A text as people paste it.
        is_symptom: Whether it only repeats that something else failed: any cause is reported before it.
        is_echo: Whether a symptom only says that something failed: every line with a reason is reported before it.
        is_fallback: Whether it is looked for only where nothing else is known.
        is_mild: Whether pods run nevertheless: the finding is a warning.
        is_general: Whether it fits messages about any object: every other row that fits the same line reports it.
        is_peer: Whether it says that another process of the job does not answer: the end of one explains it.
        covers: Ids of rules that say the same with more knowledge; where one of them is found, this one is not.
        after: Ids of rules that explain it, where one of them is found.
        code: A number that NVIDIA's catalogue has for it; empty for none.
        context: A pattern that the same text must fit somewhere else, in any place; empty for no condition.
        needles: Plain words of which a text must have those of one choice, before the pattern is tried.
        needed: For each phrase of a symptom in words, such words of each of its parts.
        branches: Other words where the row's line, or the same paste, says more: the first that fits counts.
        derive: How the place completes the row's words: a name of `DERIVATIONS`, or ``words`` for the named groups of
            the pattern; empty for the row's own words.
    """

    id: str
    area: str
    pattern: str
    means: str
    where: str
    next: str
    source: str
    said: str
    is_symptom: bool = False
    is_echo: bool = False
    is_fallback: bool = False
    is_mild: bool = False
    is_general: bool = False
    is_peer: bool = False
    covers: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    code: str = ""
    derive: str = ""
    context: str = ""
    needles: Needles = ()
    needed: tuple[tuple[Needles, ...], ...] = ()
    branches: tuple[Branch, ...] = ()

    @staticmethod
    def of_row(area: str, row: Mapping[str, object]) -> Signature:
        """A row as `tomllib` reads it."""
        texts = {key: value for key, value in row.items() if isinstance(value, str)}
        covers, after = (
            tuple(map(str, ids)) if isinstance(ids, list) else () for ids in (row.get("covers"), row.get("after"))
        )
        phrases = row.get("phrases")
        says = pattern_of(list(map(str, phrases))) if isinstance(phrases, list) else texts["says"]
        is_prose = area == PROSE
        return Signature(
            id=texts["id"],
            area=area,
            pattern=says,
            means=f"{_BY_WORDS}{texts['means']}" if is_prose else texts["means"],
            where=texts["where"],
            next=texts["next"],
            source=texts["source"],
            said=texts["said"].strip(),
            is_symptom=is_prose or row.get("symptom") is True,
            is_echo=is_prose or row.get("echo") is True,
            is_fallback=is_prose or row.get("fallback") is True,
            is_mild=row.get("mild") is True,
            is_general=row.get("general") is True,
            is_peer=row.get("peer") is True,
            covers=covers,
            after=after,
            code=texts.get("code", ""),
            derive=texts.get("derive", ""),
            context=texts.get("beside", ""),
            needles=() if is_prose else needles_of(says),
            needed=needed_by(map(str, phrases)) if isinstance(phrases, list) else (),
            branches=tuple(map(_hedged, branches.of_row(row))) if is_prose else branches.of_row(row),
        )

    @property
    def says(self) -> re.Pattern[str]:
        """The pattern, compiled when a text may fit it: a paste needs few of 3,700 patterns."""
        return _compiled(self.pattern)

    @property
    def beside(self) -> re.Pattern[str] | None:
        """The pattern of what must stand somewhere else; None for no condition."""
        return _compiled(self.context) if self.context else None

    def may_say(self, sentence: str) -> bool:
        """Whether a sentence in lower case has the plain words of one of its phrases, so that the pattern may fit."""
        return may_fit(self.needed, sentence)

    def found_in(self, text: str) -> bool:
        """Whether it fits a message."""
        return self.says.search(text) is not None and self._has_context(text)

    def place_in(self, text: str, begin: int = 0) -> Match | None:
        """The first place in a text, with its line.

        Args:
            text: A log, an output, a message.
            begin: Position from which on it is looked for.
        """
        found = self.says.search(text, begin)
        if found is None or not self._has_context(text):
            return None
        # A pattern may look back over many lines for the one that matters.
        first, last = found.span("line") if found.groupdict().get("line") else found.span()
        first_of_line = text.rfind("\n", 0, first) + 1
        left = max(first_of_line, first - _AROUND)
        end = text.find("\n", last)
        end = min(end if end >= 0 else len(text), last + _AROUND)
        told = self._told(found)
        line = text[left:end].strip()
        means = f"{told.means or self.means}{told.adds}"
        return Match(self, found.start(), line, means, told.next or self.next, begin=first_of_line)

    @property
    def is_derived(self) -> bool:
        """Whether it knows the form of a message only: every row that names a cause knows more."""
        return self.area == DERIVED and bool(self.derive)

    @property
    def rank(self) -> int:
        """The place among rows that fit one line: a cause, a known symptom, a form, a line that only looks bad."""
        if self.area == LAST and self.is_symptom:
            return _LAST
        return 2 if self.is_derived else int(self.is_symptom)

    @property
    def order(self) -> tuple[int, bool]:
        """The place among rows that fit one line: by rank, and an echo after what says more, a form too."""
        return 2 if self.is_echo and self.rank < _LAST else self.rank, self.is_echo

    @property
    def weight(self) -> int:
        """The place among the rows of a text, whose lines explain each other; an echo explains nothing."""
        return 4 if self.is_echo else self.rank

    def _has_context(self, text: str) -> bool:
        return self.beside is None or self.beside.search(text) is not None

    def _told(self, found: re.Match[str]) -> Told:
        if self.derive == _WORDS:
            values = {name: quoted(text or "") for name, text in found.groupdict().items()}
            return Told(self.means.format(**values), self.next.format(**values))
        derivation = DERIVATIONS.get(self.derive)
        return (derivation(found) if derivation else None) or Told()


def _hedged(one: Branch) -> Branch:
    """The branch of a symptom in words: only a fact of a pasted file is more than a possibility."""
    return one if one.pattern.startswith("^fact:") else replace(one, means=f"{_BY_WORDS}{one.means}")


@cache
def _compiled(says: str) -> re.Pattern[str]:
    bounded = _ENDLESS.sub(_bounded, _SPACE.sub(r"\\s{1,24}", says))
    return re.compile(bounded, re.MULTILINE)


def _bounded(found: re.Match[str]) -> str:
    letter, quantifier = found["letter"], found["quantifier"]
    return f"\\{letter}{{{int(quantifier == '+')},{_LONGEST[letter]}}}" if letter else found[0]
