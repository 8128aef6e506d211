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
    from collections.abc import Iterable, Iterator, Sequence

    from eks_gpu.doctor.signatures.signature import Signature
    from eks_gpu.doctor.signatures.words.likeness import Likeness

# Likeness from which on a symptom counts against one whose phrases fit, how many times that one's it must be, and the
# part of the most that the sentence may say; then likeness and part where no phrase fits (decision 0038 has figures).
_NEAR, _TIMES, _SHARE = 23.0, 1.5, 0.3
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
    """

    known: Sequence[Signature]
    unknown: Signature
    likeness: Likeness

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
            # A branch has evidence elsewhere in the paste.
            is_sure = any(one.beside.search(text) for one in match.signature.branches)
            nearest = None if is_sure else self._nearest(match.line, _NEAR, _SHARE)
            own = self.likeness.to(match.line).get(match.signature.id, 0.0)
            is_other = nearest and nearest[1] > _TIMES * own
            yield _of(nearest[0], match) if nearest and is_other else match

    def _by_likeness(self, said: Iterable[str]) -> Iterator[Match]:
        for number, sentence in enumerate(said):
            nearest = self._nearest(sentence, _NEAR_ALONE, _SHARE_ALONE) if reports_trouble(sentence) else None
            if nearest:
                row = nearest[0]
                yield Match(row, number, sentence, row.means, row.next, begin=number)

    def _nearest(self, sentence: str, near: float, share: float) -> tuple[Signature, float] | None:
        """The symptom that a sentence is most like, and how much; None where it is like none or several, or long."""
        values = self.likeness.to(sentence) if len(sentence.split()) <= _MOST_WORDS else {}
        first, second, *_ = [*sorted(values.items(), key=lambda one: (-one[1], one[0])), ("", 0.0), ("", 0.0)]
        row = next((row for row in self.known if row.id == first[0]), None)
        is_near = first[1] >= near and self.likeness.share(sentence, first[1]) >= share
        if row is None or not is_near or first[1] < _AHEAD * second[1]:
            return None
        return (row, first[1]) if names_subject(row.needed, sentence.lower()) else None


def _of(row: Signature, match: Match) -> Match:
    return replace(match, signature=row, means=row.means, next=row.next)


def _fitting(rows: Sequence[Signature], said: Iterable[str]) -> Iterator[Match]:
    """For each sentence, the first row whose phrases fit it."""
    for number, sentence in enumerate(said):
        parts = ((part, part.lower()) for part in contrasted(sentence))
        found = (row.place_in(part) for part, lowered in parts for row in rows if row.may_say(lowered))
        match = next(filter(None, found), None)
        if match:
            yield replace(match, line=sentence, at=number, begin=number)
