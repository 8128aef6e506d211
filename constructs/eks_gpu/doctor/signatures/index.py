"""Find the few rows of a long table that a text may contain: by four letters of a word that each row needs."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.doctor.signatures.signature import Signature

_LETTERS = 4


class Index:
    """Rows by four letters of each of their needles.

    A cluster of 50,000 pods has as many messages. Each is compared with the needles whose letters it contains, and not
    with those of every row.
    """

    def __init__(self, rows: Sequence[Signature]) -> None:
        """Choose, for each needle, the four letters that the fewest needles share.

        Args:
            rows: The table, in its order.
        """
        self._rows = rows
        needles = [(number, words) for number, row in enumerate(rows) for words in row.needles]
        shared = Counter(letters for _, words in needles for letters in _pieces_of(words))
        self._by_letters: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        # Needles of three letters have no four; they are few.
        self._short: list[tuple[tuple[str, ...], int]] = []
        self._always = {number for number, row in enumerate(rows) if not row.needles}
        for number, words in needles:
            rarest = min(_pieces_of(words), key=lambda letters: (shared[letters], letters), default="")
            chosen = self._by_letters.setdefault(rarest, []) if rarest else self._short
            chosen.append((words, number))

    def candidates(self, lowered: str) -> Iterator[Signature]:
        """The rows that a text in lower case may contain, in the table's order; never one too few."""
        found = set(self._always)
        present = _pieces(lowered)
        lists = (self._by_letters[letters] for letters in self._by_letters.keys() & present)
        for words, number in chain(self._short, *lists):
            # Most needles lack some four letters, and looking for a word reads the whole text.
            if number not in found and _pieces_of(words) <= present and all(word in lowered for word in words):
                found.add(number)
        for number in sorted(found):
            yield self._rows[number]


@cache
def _pieces_of(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(letters for word in words for letters in _pieces(word))


def _pieces(text: str) -> set[str]:
    return {text[at : at + _LETTERS] for at in range(len(text) - _LETTERS + 1)}
