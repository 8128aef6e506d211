"""Sentences in which a person reports a failure: no lines of programs, no questions about features, no changelogs."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.words.lines import FEWEST, LETTERS, has_trouble, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

# The end of a sentence; a dot within a name or a version is none.
_END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[\"'(*`]?[A-Z0-9])|[.!?]+\s*$|\s[\u2013\u2014]\s|;\s")
# Characters of a sentence, and sentences that are looked at.
LONGEST, MOST = 600, 200
# Words up to which two sentences are read as one, and from which on one is read clause by clause; a clause begins also
# behind a dot, because many people begin sentences in lower case.
MANY_WORDS = 26
_CLAUSE = re.compile(
    r",\s|\s(?=(?:but|because|since|so|which|however|although|and then|yet) )|(?<=[a-z\d)]{2}[.!?])\s(?=[a-z])"
)
# A word behind which the failure stands, and words before it that say how far everything goes well.
_CONTRAST = re.compile(r",? (?:but|yet|however),? ", re.IGNORECASE)
_WELL = re.compile(r"\b(?:healthy|fine|ok(?:ay)?|well|works?|ready|running|succe\w+|joins?|joined)\b", re.IGNORECASE)
# Behind a wish, words that say what fails.
_BUT_FAILS = (
    r"[^?]{0,300} (?:but|however|yet) [^?]{0,300}"
    r"\b(?:stuck|hangs?|fails?|failed|errors?|crash\w*|cannot|not|\w+n['\u2019]t)\b"
)
# A sentence that reports no failure of the writer: a question about a feature, a proposal, a change, advice.
_FIRST_WORDS = (
    r"(?:feat|fix|docs|chore|test|refactor|perf|ci|build|style|revert)(?:\([^)]{0,40}\))?!?:",
    r"(?:fix(?:e[sd])?|add(?:s|ed)?|bump(?:s|ed)?|remove[sd]?|update[sd]?|improve[sd]?|allow(?:s|ed)?|supports?)\b",
    r"(?:introduce[sd]?|ensure[sd]?|prevent(?:s|ed)?|avoid(?:s|ed)?|make sure|implement(?:s|ed)?|change[sd]?)\b",
    r"(?:deprecate[sd]?|handle[sd]?|refactor|document|verify|check (?:that|if|whether))\b",
    r"(?:(?:so|and|but|then|or) )?(?:how|what) (?:do|can(?! it be\b)|to|should|would|does|is|are)\b(?![^?]*\bwhy\b)",
    r"is (?:there|it)\b|are there\b|so (?:that )?(?:i|we) (?:do|did|would|wo)n['\u2019]t (?:need|have) to\b",
    r"(?:can|could|should|would|will|may) (?:i|we|you|this|it|karpenter|the)\b",
    r"do(?:es)? (?:anyone|anybody|eks|aws|it|this|karpenter|you|we)\b",
    r"(?:if|when|once|whenever|unless) you\b|in case\b|to (?:fix|avoid|prevent|solve|reproduce|use|enable|make)\b",
    r"this (?:pr|pull request|change|patch|commit|release|page|section|guide|rule|alert|setting|option|flag|field)\b",
    r"(?:expected|desired) (?:behaviou?r|result)",
    # A wish, unless the sentence says behind it that something fails.
    rf"(?:we|i|it|you) (?:should|would|could|want|need)\b(?!{_BUT_FAILS})",
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
    r"so that|in order to|(?<!not )(?<!n't )prevents?|is (?:designed|intended|expected) to|works by design",
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
# Words that say that something goes wrong; "is not a problem of" and "needs no" do not.
_FAILS = re.compile(
    r"^no\b|\b(?:never|nothing|cannot|\w+n['\u2019]t|fail\w*|crash\w*|stuck|hang(?:s|ing)?|hung|errors?|wrong\w*|missing|"
    r"instead|unable|still|out of|run(?:s|ning)? out|oom\w*|kill(?:s|ed)|los(?:es|t|ing)|slow\w*|die[sd]?|ignored|"
    r"not(?! an?\b| the\b| needed| necessary| only| required)|"
    r"no (?:permission|space|room|access|response|answer|way|luck))\b",
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
    """Sentences in which a person reports a failure, in their order; a long one is several, clause by clause.

    Args:
        text: A paste, without what a web page or a terminal adds to its lines.
    """
    found = [part for one in spoken(text) if not reports_nothing(one) for part in _clauses(one)]
    return list(dict.fromkeys(found[:MOST]))


def spoken(text: str) -> list[str]:
    """Whole sentences of a person, also those that report nothing; none of a text that reports nothing as a whole.

    Args:
        text: A paste.
    """
    if _NO_REPORT.search(text) or _teaches(text):
        return []
    parts = (_whole(part) for one in paragraphs(text) for part in _END.split(one))
    return [one for one in parts if one]


def pairs(found: Sequence[str]) -> list[str]:
    """Sentences that follow each other, as one: the first often names the subject, and the second what goes wrong.

    Args:
        found: Sentences in their order.
    """
    both = (f"{one}; {other}" for one, other in pairwise(found))
    return [one for one in both if len(one.split()) <= MANY_WORDS]


def reports_nothing(sentence: str) -> bool:
    """Whether a sentence reports no failure of the writer, or says that all is well.

    Args:
        sentence: A sentence.
    """
    settled = _SETTLED.search(sentence)
    if settled and not has_trouble(sentence.replace(settled[0], "")):
        return True
    return _OTHER.search(sentence) is not None


def contrasted(sentence: str) -> tuple[str, ...]:
    """The parts in which a sentence is looked at: first the failure behind a "but", if all is well before it.

    Args:
        sentence: A sentence; it follows as a whole, because a part may lack its subject.
    """
    *before, behind = _CONTRAST.split(sentence)
    is_well = any(map(_WELL.search, before))
    return (behind, sentence) if is_well and len(LETTERS.findall(behind)) >= FEWEST else (sentence,)


def reports_trouble(sentence: str) -> bool:
    """Whether a sentence says that something goes wrong, rather than how something is or that it is not needed.

    Args:
        sentence: A sentence.
    """
    return _FAILS.search(sentence) is not None


def _teaches(text: str) -> bool:
    """Whether a text speaks to its reader, as documentation and articles do, and not of its writer."""
    return len(_READER.findall(text)) >= _MANY and not _WRITER.search(text)


def _clauses(sentence: str) -> list[str]:
    """The clauses of a long sentence: words that stand far from each other are about different things."""
    if len(sentence.split()) <= MANY_WORDS:
        return [sentence]
    return [one.strip() for one in _CLAUSE.split(sentence) if len(LETTERS.findall(one)) >= FEWEST]


def _whole(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(LETTERS.findall(words)) >= FEWEST and len(words) <= LONGEST else ""
