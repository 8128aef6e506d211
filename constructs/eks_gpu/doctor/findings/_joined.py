"""Findings of rules and of signatures together: each failure once, causes first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.doctor import findings
from eks_gpu.doctor.finding import Stage, ranked
from eks_gpu.doctor.findings import _signed
from eks_gpu.doctor.findings._merged import merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

_WORDS_UNKNOWN = "words-unknown"
_UNEXPLAINED, _CRASHING = "failure-unexplained", "pod-crashing"
# Ends of a pod that say why the other processes of its job get no answer.
_ENDS = re.compile(r"\((?:OOMKilled|Evicted|NodeLost|ContainerStatusUnknown)\)$")
# Symptoms in words that are reported: the first sentences say what matters.
_MOST_WORDS = 2
# The random end of a pod's name.
_TAIL = re.compile(r"-[a-z0-9]{4,10}$")
# The title of a paste, which no program printed: a few plain words.
_HEADING = re.compile(r"[A-Za-z][A-Za-z ,.!?-]{0,80}")


def joined(situation: Situation, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Every finding once, causes first.

    Args:
        situation: The cluster.
        found: Findings of the rules.
    """
    stages = _signed.stages()
    # Answers from another cluster lead to wrong advice, so only the mistake is reported.
    mistaken = [one for one in found if stages[one.id] == Stage.EVIDENCE]
    if mistaken:
        return ranked(mistaken, stages, findings.follows())
    signed = _signed.signed(situation, found)
    kept = _without_explained([*found, *signed])
    follows = dict(findings.follows())
    for more in (_signed.follows(kept, findings.symptoms()), _signed.in_time(situation, kept)):
        for name, causes in more.items():
            follows[name] = follows.get(name, frozenset()) | (causes - {name})
    peers = _signed.peers(kept)
    if all(not one.seen for one in kept if one.id == _CRASHING):
        # The log of a pod that ends with a mere exit code says more, even where it blames another one.
        worded = _signed.worded(kept)
        follows[_CRASHING] = follows.get(_CRASHING, frozenset()) | worded
        follows |= {name: follows[name] - {_CRASHING} for name in worded & set(follows)}
    if any(one.severity == "error" and _is_end(one) for one in kept):
        follows[_UNEXPLAINED] -= peers
        for name in peers:
            follows[name] |= {_UNEXPLAINED}
    return _with_words(merged(ranked(kept, stages, follows, peers)))


def _with_words(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Without symptoms that a person describes in words, where anything explains the failure; else with them first."""
    others = [one for one in found if not _signed.is_in_words(one)]
    if any((one.id != _UNEXPLAINED or _is_end(one)) and not _signed.is_quote(one) for one in others):
        return tuple(sorted(others, key=_is_heading))
    known = {one.id for one in found}
    worded = (one for one in found if _signed.is_in_words(one) and not _signed.causes(one) & known)
    in_words = sorted(worded, key=lambda one: one.at)
    if others:
        in_words = [one for one in in_words if one.id != _WORDS_UNKNOWN]
    # A sentence that one of them explains needs no quote.
    explained = _lines(in_words)
    quotes = [one for one in others if not (_signed.is_quote(one) and _lines([one]) & explained)]
    quotes.sort(key=_is_heading)
    return (*(replace(one, because=()) for one in in_words[:_MOST_WORDS]), *quotes)


def _is_heading(one: Finding) -> bool:
    """Whether a finding quotes only the title of a paste, behind which every other one comes."""
    return _signed.is_quote(one) and bool(one.seen) and all(map(_HEADING.fullmatch, one.seen))


def _lines(found: Iterable[Finding]) -> set[str]:
    """Quotes of findings, without the end of a sentence."""
    return {line.rstrip(" .!?") for one in found for line in one.seen}


def _is_end(one: Finding) -> bool:
    """Whether a visible failure says why a pod ended."""
    return one.id == _UNEXPLAINED and bool(_ENDS.search(one.message))


def _without_explained(found: Sequence[Finding]) -> list[Finding]:
    """Without visible failures about which another finding says more; next to a cause the others are warnings."""
    known = [one for one in found if one.id != _UNEXPLAINED]
    peers = _signed.peers(known)
    causes = [one for one in known if one.severity == "error" and not _signed.is_guess(one)]
    is_known, is_peer = bool(causes), all(one.id in peers for one in causes)
    kept = list(known)
    for one in found:
        if one.id != _UNEXPLAINED:
            continue
        name = _TAIL.sub("", one.where.removesuffix(" more").rpartition(" and ")[0] or one.where)
        name = name.partition(" ")[2].rpartition("/")[2]
        if any(_is_about(other, name, one) for other in known):
            continue
        is_kept = not is_known or (is_peer and _is_end(one))
        kept.append(one if is_kept else replace(one, severity="warning"))
    return kept


def _is_about(other: Finding, name: str, one: Finding) -> bool:
    named = bool(name) and name in f"{other.where} {other.about} {other.message}"
    return named or bool(set(one.seen) & set(other.seen))
