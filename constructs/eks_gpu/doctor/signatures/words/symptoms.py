"""Symptoms that a person names in the sentences of a paste: by phrases, corrected by likeness where they mislead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.signature import Match
from eks_gpu.doctor.signatures.words.phrases import names_subject
from eks_gpu.doctor.signatures.words.requests import asked
from eks_gpu.doctor.signatures.words.sentences import contrasted, pairs, reports_trouble, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from eks_gpu.doctor.signatures.signature import Signature
    from eks_gpu.doctor.signatures.words.likeness import Likeness

# Likeness from which on a symptom counts against one whose phrases fit, how many times that one's it must be, and the
# part of the most that the sentence may say; then likeness and part where no phrase fits (decision 0038 has figures).
_NEAR, _TIMES, _SHARE = 23.0, 1.5, 0.3
# Likeness from which on another row counts whose phrases fit as well.
_NEAR_FITTING = 15.0
_NEAR_ALONE, _SHARE_ALONE = 15.0, 0.45
# How many times the likeness to the next symptom that of the first must be.
_AHEAD = 1.2
# Words of a sentence that is compared as a whole; a longer one is about several things.
_MOST_WORDS = 30
# Sentences that are compared where no phrase fits: the first say what matters.
_MOST_SENTENCES = 4


@dataclass(frozen=True, slots=True)
class Symptoms:
    """The symptoms of the table.

    Attributes:
        known: Rows in the order of the table: the first whose phrases fit a sentence reports it.
        unknown: The row that only says that something fails.
        likeness: How much a sentence is like each of them.
        by_id: The known rows by their ids.
    """

    known: Sequence[Signature]
    unknown: Signature
    likeness: Likeness
    by_id: Mapping[str, Signature]

    def named_in(self, text: str) -> Iterator[Match]:
        """The symptoms that a text names, the first sentence first; a later one may only repeat it.

        Args:
            text: A paste in which no program names a cause.
        """
        said = sentences(text)
        found = (
            [*self._by_phrases(said, text)]
            or [*self._by_phrases(pairs(said), text)]
            or [*self._by_phrases(asked(text), text)]
            or [*self._by_likeness(said[:_MOST_SENTENCES])]
        )
        # The last row only says that something fails.
        yield from found or islice(_fitting([self.unknown], said), 1)

    def _by_phrases(self, said: Iterable[str], text: str) -> Iterator[Match]:
        for match in _fitting(self.known, said):
            better = self._better(match)
            # A branch has evidence elsewhere in the paste.
            if better and not any(one.beside.search(text) for one in match.signature.branches):
                yield replace(match, signature=better, means=better.means, next=better.next)
            else:
                yield match

    def _better(self, match: Match) -> Signature | None:
        """A row that a sentence is clearly more like than the first one whose phrases fit it."""
        values = self._likeness_of(match.line)
        least = _TIMES * values.get(match.signature.id, 0.0)
        for name, value in values.items():
            if value <= max(least, _NEAR_FITTING):
                break
            if _place(self.by_id[name], match.line, match.line.lower()):
                return self.by_id[name]
        nearest = self._nearest(match.line, _NEAR, _SHARE)
        return nearest if nearest and values[nearest.id] > least else None

    def _by_likeness(self, said: Iterable[str]) -> Iterator[Match]:
        for number, sentence in enumerate(said):
            row = self._nearest(sentence, _NEAR_ALONE, _SHARE_ALONE) if reports_trouble(sentence) else None
            if row:
                yield Match(row, number, sentence, row.means, row.next, begin=number)

    def _nearest(self, sentence: str, near: float, share: float) -> Signature | None:
        """The symptom that a sentence is most like; None where it is like none or several."""
        values = self._likeness_of(sentence)
        (name, first), (_, second), *_ = *values.items(), ("", 0.0), ("", 0.0)
        if first < near or self.likeness.share(sentence, first) < share or first < _AHEAD * second:
            return None
        row = self.by_id[name]
        return row if names_subject(row.needed, sentence.lower()) else None

    def _likeness_of(self, sentence: str) -> Mapping[str, float]:
        """How much a sentence is like each symptom, the most first; nothing for a long one."""
        values = self.likeness.to(sentence) if len(sentence.split()) <= _MOST_WORDS else {}
        known = ((name, value) for name, value in values.items() if name in self.by_id)
        return dict(sorted(known, key=lambda one: (-one[1], one[0])))


def _fitting(rows: Sequence[Signature], said: Iterable[str]) -> Iterator[Match]:
    """For each sentence, the first row whose phrases fit it."""
    for number, sentence in enumerate(said):
        parts = [(part, part.lower()) for part in contrasted(sentence)]
        found = (_place(row, part, lowered) for part, lowered in parts for row in rows)
        match = next(filter(None, found), None)
        if match:
            yield replace(match, line=sentence, at=number, begin=number)


def _place(row: Signature, words: str, lowered: str) -> Match | None:
    return row.place_in(words) if row.may_say(lowered) else None
