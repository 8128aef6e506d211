"""How much a sentence is like the words of a symptom: by the terms that both have, rare ones counting most.

Phrases say which words a symptom needs, and nobody foresees all of them. The ranking function of text search (Okapi
BM25; Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) compares a sentence with everything that a
row says of its symptom instead: its name, its cause, its example and the words of its phrases.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.words.phrases import PROSE, class_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from eks_gpu.doctor.signatures.signature import Signature

_TERM = re.compile(r"[a-z0-9](?:[a-z0-9_./']*[a-z0-9])?")
# Words that any sentence has.
_COMMON = re.compile(
    r"(?:the|an?|of|to|in|on|at|is|are|was|were|be|been|its?|this|that|these|those|and|or|but|so|for|from|with|by|as|"
    r"we|i|our|my|your?|they|their|he|she|do|does|did|has|have|had|will|would|can|could|if|when|then|than|t?here|which|"
    r"who|into|out|up|down|over|after|before|while|because|since|any|some|all|each|one|two|more|most|other|such|only|"
    r"same|own|just|also|very|gets?|got|using|used?|via)\Z"
)
_ENDINGS, _SHORTEST = ("ing", "ed", "es", "s"), 4
# The usual constants of BM25: how soon a repeated term counts no more, and how much the length of a row counts.
_REPEATED, _LENGTH = 1.2, 0.5
# How much a term counts that no name and no phrase of a symptom has.
_INCIDENTAL = 0.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """The weight of each term for each symptom.

    Attributes:
        ids: Ids of the symptoms.
        weights: For each term, its weight for a symptom, by the symptom's number.
        most: For each term, its largest possible weight.
    """

    ids: tuple[str, ...]
    weights: Mapping[str, Mapping[int, float]]
    most: Mapping[str, float]

    @staticmethod
    def of(rows: Iterable[Signature]) -> Likeness:
        """The likeness to all symptoms in words of a table."""
        symptoms = [row for row in rows if row.area == PROSE]
        counts = [Counter((*_names(row), *_terms(f"{row.means} {row.said} {row.said}"))) for row in symptoms]
        subjects = {term for row in symptoms for term in _names(row)}
        lengths = [count.total() for count in counts]
        usual = sum(lengths) / max(1, len(lengths))
        rows_with = Counter(term for count in counts for term in count)
        # Words of causes and examples only mostly belong to no subject, and rare ones such as "although" weigh most.
        rarity = {
            term: math.log1p((len(counts) - many + 0.5) / (many + 0.5)) * (1 if term in subjects else _INCIDENTAL)
            for term, many in rows_with.items()
        }
        weights: dict[str, dict[int, float]] = {}
        for number, count in enumerate(counts):
            slow = _REPEATED * (1 - _LENGTH + _LENGTH * lengths[number] / usual)
            for term, many in count.items():
                weights.setdefault(term, {})[number] = rarity[term] * many * (_REPEATED + 1) / (many + slow)
        most = {term: rare * (_REPEATED + 1) for term, rare in rarity.items()}
        return Likeness(tuple(row.id for row in symptoms), weights, most)

    def to(self, sentence: str) -> Mapping[str, float]:
        """How much a sentence is like each symptom that shares a term with it, by the symptom's id."""
        found: dict[int, float] = {}
        for term in self._known(sentence):
            for number, weight in self.weights[term].items():
                found[number] = found.get(number, 0.0) + weight
        return {self.ids[number]: value for number, value in found.items()}

    def share(self, sentence: str, value: float) -> float:
        """The part of the largest likeness that the terms of a sentence allow, from 0 to 1."""
        most = sum(self.most[term] for term in self._known(sentence))
        return value / most if most else 0.0

    def _known(self, sentence: str) -> Sequence[str]:
        return [term for term in dict.fromkeys(_terms(sentence)) if term in self.weights]


def _names(row: Signature) -> Iterator[str]:
    """The terms of a row's name and of its phrases, which are about the subject."""
    yield from _terms(row.id.removeprefix("words-").replace("-", " "))
    yield from _terms(" ".join(word for phrase in row.needed for part in phrase for choice in part for word in choice))


def _terms(text: str) -> Iterator[str]:
    for found in _TERM.finditer(text.lower()):
        word = found[0]
        if not _COMMON.match(word):
            yield class_of(word) or _stem(word)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word
