"""Sentences in which a person reports a failure: no lines of programs, no questions about features, no changelogs."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.words.lines import paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

# The end of a sentence; a dot within a name or a version is none.
_END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[\"'(*`]?[A-Z0-9])|[.!?]+\s*$|\s[\u2013\u2014]\s|;\s")
_LETTERS = re.compile(r"[A-Za-z]{2,}")
# Words of a sentence, its characters, and sentences that are looked at.
_FEWEST, LONGEST, _MOST = 3, 600, 200
# Words up to which two sentences are read as one, and from which on one is read clause by clause; a clause begins also
# behind a dot, because many people begin sentences in lower case.
_MANY_WORDS = 26
_CLAUSE = re.compile(
    r",\s|\s(?=(?:but|because|since|so|which|however|although|and then|yet) )|(?<=[a-z\d)]{2}[.!?])\s(?=[a-z])"
)
# A word behind which the failure stands, and words before it that say how far everything goes well.
_CONTRAST = re.compile(r",? (?:but|yet|however),? ", re.IGNORECASE)
_WELL = re.compile(r"\b(?:healthy|fine|ok(?:ay)?|well|works?|ready|running|succe\w+|joins?|joined)\b", re.IGNORECASE)
# A sentence that reports no failure of the writer: a question about a feature, a proposal, a change, advice.
_FIRST_WORDS = (
    r"(?:feat|fix|docs|chore|test|refactor|perf|ci|build|style|revert)(?:\([^)]{0,40}\))?!?:",
    r"(?:fix(?:e[sd])?|add(?:s|ed)?|bump(?:s|ed)?|remove[sd]?|update[sd]?|improve[sd]?|allow(?:s|ed)?|supports?)\b",
    r"(?:introduce[sd]?|ensure[sd]?|prevent(?:s|ed)?|avoid(?:s|ed)?|make sure|implement(?:s|ed)?|change[sd]?)\b",
    r"(?:deprecate[sd]?|handle[sd]?|refactor|document|verify|check (?:that|if|whether))\b",
    r"(?:how|what) (?:do|can(?! it be\b)|to|should|would|does|is|are)\b(?![^?]*\bwhy\b)|is (?:there|it)\b|are there\b",
    r"(?:can|could|should|would|will|may) (?:i|we|you|this|it|karpenter|the)\b",
    r"do(?:es)? (?:anyone|anybody|eks|aws|it|this|karpenter|you|we)\b",
    r"(?:if|when|once|whenever|unless) you\b|in case\b|to (?:fix|avoid|prevent|solve|reproduce|use|enable|make)\b",
    r"this (?:pr|pull request|change|patch|commit|release|page|section|guide|rule|alert|setting|option|flag|field)\b",
    r"(?:expected|desired) (?:behaviou?r|result)|(?:we|i|it|you) (?:should|would|could|want|need)\b",
    r"please (?:add|support|allow|expose|provide|make|document|consider|enable)|note\b|warning:|tip\b",
    r"important:|without |for (?:example|more)",
    r"(?:provide|expose|enable|consider|(?:an? )?(?:option|way|possibility)) (?:an?|the|to|for)\b",
    r"do(?:es)? (?:[\w-]+ ){1,4}(?:need|require|support|use)\b[^?]*\?",
    r"(?:use|set|run|see|create|install|deploy|configure|specify) ",
)
_ANY_WORDS = (
    r"would be (?:nice|great|good|useful|helpful)|feature request|it is (?:possible|recommended)",
    r"(?:was|is|been|got|now|finally) (?:fixed|resolved|solved)",
    r"works? (?:fine |well |again |as expected )?(?:now|again)\b",
    r"no (?:issues?|problems?|errors?) (?:so far|now|anymore)|should (?:not be|now|be) |must (?:not |be )",
    r"so that|in order to|prevents?|is (?:designed|intended|expected) to|works by design",
    r"(?:may|might|can|could|will|would) (?:not )?(?:be stuck|get stuck|remain|stay|hang|take|become|happen|fail)\b",
    r"(?:may|might|can|could|will|would) (?:cause|end up)\b|your|wish|propos\w+|roadmap",
    r"no (?:more|longer) (?:hangs?|fails?|crash\w*|stuck)",
)
_OTHER = re.compile(
    rf"^\W*(?:{'|'.join(_FIRST_WORDS)})|\b(?:{'|'.join(_ANY_WORDS)})\b|as an? \w+(?: \w+){{0,3}}, i (?:want|would)",
    re.IGNORECASE,
)
# A sentence that says that all is well, and has no word of trouble.
_SETTLED = re.compile(
    r"\b(?:by design|as (?:planned|expected|intended|designed|wanted)|(?:fast|good|long) enough|gracefully|"
    r"without (?:any )?(?:problems?|issues?|errors?|trouble)|works? (?:well|fine|great|perfectly)|"
    r"(?:is|are) (?:fine|ok(?:ay)?|intended|wanted))\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:not|no|never|nothing|cannot|\w+n['\u2019]t|but|however|yet|although|though|fail\w*|crash\w*|stuck|hangs?|errors?|"
    r"wrong|missing|instead|unable|still|except|out of|oom\w*|killed|lost|slow\w*|die[sd]?)\b",
    re.IGNORECASE,
)
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
_FAILS = re.compile(
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
# The reader, and the writer, in a text; an article speaks to its reader several times.
_READER, _MANY = re.compile(r"\byou(?:r|['\u2019]re|['\u2019]ll)?\b", re.IGNORECASE), 3
_WRITER = re.compile(r"\b(?:I|I['\u2019](?:m|ve|d)|i['\u2019]?m|my|we|our|us|me)\b(?!-)")
# A paste about something else than a failure, as a whole.
_HEADINGS = (
    r"change ?log|release notes|what['\u2019]?s (?:changed|new)|unreleased|\[?v?\d+\.\d+\.\d+\]? ?[-(] ?\d{4}",
    r"breaking changes|full changelog|new contributors|this (?:pr|pull request)\b|what this pr does",
    r"(?:proposal|motivation|non-goals|user stor(?:y|ies)|alternatives considered|why is this needed)\W*$",
    r"tell us about your request\W*$|\[[\w -]{1,30}\] ?\[request\]",
)
_NO_REPORT = re.compile(
    rf"^[^\w\n\[]*(?:{'|'.join(_HEADINGS)})|"
    r"(?<!or )(?<!\[ \] )\bfeature[ _-]request\b|describe the solution you['\u2019]d like|how could \w+ help solve|"
    r"\b(?:fix(?:es|ed)|close[sd]?|resolve[sd]?):? (?:\w+/\w+)?#\d+|what would you like to be added|\bkind/feature\b",
    re.IGNORECASE | re.MULTILINE,
)


def sentences(text: str) -> list[str]:
    """Sentences in which a person reports a failure, in their order.

    Args:
        text: A paste, without what a web page or a terminal adds to its lines.
    """
    if _NO_REPORT.search(text) or _teaches(text):
        return []
    found: list[str] = []
    for paragraph in paragraphs(text):
        whole = (one for one in map(_whole, _END.split(paragraph)) if one and not _is_other(one))
        found += [part for one in whole for part in _clauses(one)]
        if len(found) >= _MOST:
            break
    return list(dict.fromkeys(found))


def pairs(found: Sequence[str]) -> list[str]:
    """Sentences that follow each other, as one: the first often names the subject, and the second what goes wrong.

    Args:
        found: Sentences in their order.
    """
    both = (f"{one}; {other}" for one, other in pairwise(found))
    return [one for one in both if len(one.split()) <= _MANY_WORDS]


def asked(text: str) -> list[str]:
    """Failures that are the reason of a request or question, with what is asked for, which often names the subject.

    Args:
        text: A paste in whose sentences no failure was found.
    """
    if _NO_REPORT.search(text) or _teaches(text):
        return []
    found: list[str] = []
    said = [whole for one in paragraphs(text) for part in _END.split(one) if (whole := _whole(part))]
    for one, other in pairwise([*said, ""]):
        if not _REQUEST.search(one):
            continue
        request, *reasons = _REASON.split(one, maxsplit=1)
        reason = next(filter(_is_failure, reasons), "")
        if reason:
            found += [f"{request}; {reason}", reason]
        elif other and _is_failure(other):
            found.append(f"{one}; {other}")
    return [one for one in found if len(one.split()) <= _MANY_WORDS * 2][:_MOST]


def _is_failure(words: str) -> bool:
    """Whether words report a failure of what is there, and not the absence of what is asked for."""
    return bool(_TROUBLE.search(words) or _FAILS.search(words)) and not _ABSENT.search(words) and not _is_other(words)


def _is_other(sentence: str) -> bool:
    """Whether a sentence reports no failure."""
    settled = _SETTLED.search(sentence)
    if settled and not _TROUBLE.search(sentence.replace(settled[0], "")):
        return True
    return _OTHER.search(sentence) is not None


def contrasted(sentence: str) -> tuple[str, ...]:
    """The parts in which a sentence is looked at: first the failure behind a "but", if all is well before it.

    Args:
        sentence: A sentence; it follows as a whole, because a part may lack its subject.
    """
    *before, behind = _CONTRAST.split(sentence)
    is_well = any(map(_WELL.search, before))
    return (behind, sentence) if is_well and len(_LETTERS.findall(behind)) >= _FEWEST else (sentence,)


def _teaches(text: str) -> bool:
    """Whether a text speaks to its reader, as documentation and articles do, and not of its writer."""
    return len(_READER.findall(text)) >= _MANY and not _WRITER.search(text)


def _clauses(sentence: str) -> list[str]:
    """The clauses of a long sentence: words that stand far from each other are about different things."""
    if len(sentence.split()) <= _MANY_WORDS:
        return [sentence]
    return [one.strip() for one in _CLAUSE.split(sentence) if len(_LETTERS.findall(one)) >= _FEWEST]


def _whole(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(_LETTERS.findall(words)) >= _FEWEST and len(words) <= LONGEST else ""
