"""Failures that are the reason of a request or a question: "Support X, because currently Y fails"."""

from __future__ import annotations

import re
from itertools import pairwise

from eks_gpu.doctor.signatures.words.lines import has_trouble
from eks_gpu.doctor.signatures.words.sentences import MANY_WORDS, MOST, reports_nothing, spoken

# A request or a question, behind which its reason may stand: what fails until then. A title of a change does not count.
_REQUEST = re.compile(
    r"^\W*(?:feat(?:ure)?:|add|allow|enable|support|provide|expose|document|(?:an? )?(?:option|way|possibility)|how|"
    r"what|which|is (?:there|it|this)|are there|can|could|should|would|do(?:es)?|any(?:one|body)?|please|"
    r"(?:we|i) (?:want|need))\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"(?:[:?;]|\s[-\u2013\u2014]|,? (?:but|because|since|otherwise|however|so(?! that)|why)\b|"
    r"\b(?:fix|solve|resolve|debug|troubleshoot)\b:?|"
    r"\b(?:normal|expected|intended|known|supposed|a bug)\b(?: \w+){0,2} (?:that|when|if))"
    r"[\s.,]+(?:(?:currently|right now|at the moment|now|today)\b[,:]? *)?",
    re.IGNORECASE,
)
_ENDS_BADLY = re.compile(
    r"\b(?:pending|evict\w*|tim(?:es|ed) out|reached|exceed\w*|full|fills|denied|refused|rejected|"
    r"restart\w*|ends?|wait\w*)\b",
    re.IGNORECASE,
)
# An option that is missing is the request itself, and not a failure.
_ABSENT = re.compile(
    r"\b(?:not|n['\u2019]t|no)\b(?: \w+){0,2} (?:support\w*|possible|available|implement\w*|expos\w*|configurable|"
    r"documented|options?|way|settings?|flags?|parameters?|fields?|examples?|docs|documentation|mentioned?)\b|"
    r"\b(?:missing|lacks?) (?:\w+ ){0,2}(?:options?|settings?|flags?|features?|docs|documentation)\b",
    re.IGNORECASE,
)


def asked(text: str) -> list[str]:
    """Failures that are the reason of a request or question, with what is asked for, which often names the subject.

    Args:
        text: A paste in whose sentences no failure was found.
    """
    found: list[str] = []
    for one, other in pairwise([*spoken(text), ""]):
        if not _REQUEST.search(one):
            continue
        request, *reasons = _REASON.split(one, maxsplit=1)
        reason = next(filter(_is_failure, reasons), "")
        if reason:
            found += [f"{request}; {reason}", reason]
        elif other and _is_failure(other):
            found.append(f"{one}; {other}")
    return [one for one in found if len(one.split()) <= MANY_WORDS * 2][:MOST]


def _is_failure(words: str) -> bool:
    """Whether words report a failure of what is there, and not the absence of what is asked for."""
    is_bad = has_trouble(words) or _ENDS_BADLY.search(words) is not None
    return is_bad and not _ABSENT.search(words) and not reports_nothing(words)
