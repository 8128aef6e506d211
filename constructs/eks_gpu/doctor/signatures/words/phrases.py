"""Patterns of sentences: what somebody says of a symptom, in any order.

A row of `table/prose/` has phrases in place of a pattern. A phrase lists, between `&`, what one sentence must contain
in any order; a part after `!` is what it must not contain. Words in capitals stand for the many words of one thing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
                "node[ -]?groups?",
                "asgs?",
                "auto[ -]?scaling[ -]groups?",
                "node[ -]?pools?",
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


def pattern_of(phrases: Iterable[str]) -> str:
    """The pattern of a sentence that one of several phrases fits.

    Args:
        phrases: Between `&` the parts that a sentence must contain, in any order; after `!` those that it must not.
    """
    return "(?i)" + "|".join(f"^{''.join(map(_part, phrase.split(' & ')))}[^\\n]*$" for phrase in phrases)


def _part(words: str) -> str:
    kind = "!" if words.startswith("!") else "="
    spelled = _WORD.sub(lambda found: f"(?:{_WORDS[found[0]]})", words.removeprefix("!").strip())
    return rf"(?{kind}[^\n]*(?<![\w-])(?:{spelled})(?!\w))"
