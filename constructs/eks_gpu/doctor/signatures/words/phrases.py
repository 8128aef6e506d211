"""Patterns of sentences: what somebody says of a symptom, in any order.

A row of `table/prose/` has phrases in place of a pattern. A phrase lists, between `&`, what one sentence must contain
in any order; a part after `!` is what it must not contain. Words in capitals stand for the many words of one thing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.needles import needles_of

if TYPE_CHECKING:
    from collections.abc import Iterable

# The plain words of each choice of a pattern.
Needles = tuple[tuple[str, ...], ...]
# The folder of the rows whose patterns are phrases.
PROSE = "prose"
_NO = ("not", "no", "never", "cannot", "can ?not", r"\w+n['\u2019]t", "dont", "doesnt", "wont", "cant", "isnt", "didnt")
_WORDS = {
    word: "|".join(words)
    for word, words in {
        "NO": (*_NO, "without", "nothing", "none", "zero"),
        "NOT": (
            *(*_NO, "unable", "without", "nothing", "none", "neither", "fails?", "failed", "failing", "failure"),
            *(r"refus\w+", "stop(?:s|ped)?", "impossible", "missing", "absent", "lacks?"),
        ),
        "STUCK": (
            *(
                "stuck",
                "stays?",
                "staying",
                r"remain\w*",
                "keeps?",
                "kept",
                r"hang\w*",
                "hung",
                "forever",
                "indefinitely",
            ),
            *(r"endless\w*", r"freez\w+", "still", "always", "waiting", "sits?", "sitting", "blocked"),
        ),
        "POD": (*("pods?", "containers?", "jobs?", "deployments?", "workloads?", "tasks?", "replicas?", "notebooks?"),),
        "NODE": ("nodes?", "instances?", "workers?", "machines?", "ec2s?", "vms?", "hosts?", "hostname"),
        "GROUP": (
            *(
                "node[ _-]?groups?",
                "asgs?",
                "auto[ -]?scaling[ -]groups?",
                "node[ _-]?pools?",
                "ngs?",
                "mngs?",
                "groups?",
            ),
        ),
        "SCALER": ("(?:cluster[ -])?auto[ -]?scal(?:er|ing)", "ca", "cas", "karpenter", "auto mode"),
        "GPU": (
            *("gpus?", r"nvidia\S*", "cuda", r"p[2-6]\w*(?:\.\w+)?", r"g[3-7]\w*(?:\.\w+)?", "a100s?", "h[12]00s?"),
            *("t4s?", "v100s?", "l40s?", "a10gs?", "accelerators?", r"neuron\w*"),
        ),
    }.items()
}
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")


# Words of which any stands for the same thing, wherever a sentence is compared.
_CLASSES = {name: re.compile(rf"(?:{_WORDS[name]})\Z") for name in ("NO", "STUCK", "POD", "NODE", "GPU")}


def class_of(word: str) -> str:
    """The name of the many words for one thing to which a word in lower case belongs; empty for none."""
    return next((name for name, pattern in _CLASSES.items() if pattern.match(word)), "")


def pattern_of(phrases: Iterable[str]) -> str:
    """The pattern of a sentence that one of several phrases fits.

    Args:
        phrases: Between `&` the parts that a sentence must contain, in any order; after `!` those that it must not.
    """
    return "(?i)" + "|".join(f"^{''.join(map(_part, phrase.split(' & ')))}[^\\n]*$" for phrase in phrases)


def needed_by(phrases: Iterable[str]) -> tuple[tuple[Needles, ...], ...]:
    """For each phrase, the plain words of each part of it, the part with the fewest choices first.

    A pattern of many words takes long to compile, and a sentence has the words of few rows.

    Args:
        phrases: As above.
    """
    return tuple(_needed_by(phrase) for phrase in phrases)


def _needed_by(phrase: str) -> tuple[Needles, ...]:
    parts = (needles_of(_spelled(part)) for part in phrase.split(" & ") if not part.startswith("!"))
    return tuple(sorted(filter(None, parts), key=len))


def may_fit(needed: tuple[tuple[Needles, ...], ...], lowered: str) -> bool:
    """Whether a sentence in lower case has the plain words of all parts of a phrase."""
    return any(all(_has_any(part, lowered) for part in phrase) for phrase in needed)


def names_subject(needed: tuple[tuple[Needles, ...], ...], lowered: str) -> bool:
    """Whether a sentence in lower case has most parts of a phrase, and the one with the fewest choices: its subject."""
    found = ([_has_any(part, lowered) for part in phrase] for phrase in needed if phrase)
    return any(parts[0] and sum(parts) * 2 >= len(parts) for parts in found)


def _has_any(part: Needles, lowered: str) -> bool:
    return any(all(word in lowered for word in words) for words in part)


def _part(words: str) -> str:
    kind = "!" if words.startswith("!") else "="
    return rf"(?{kind}[^\n]*(?<![\w-])(?:{_spelled(words.removeprefix('!').strip())})(?!\w))"


def _spelled(words: str) -> str:
    return _WORD.sub(lambda found: f"(?:{_WORDS[found[0]]})", words)
