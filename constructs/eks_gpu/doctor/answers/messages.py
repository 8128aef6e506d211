"""Lines of texts, and of objects without a model, that a signature knows."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from eks_gpu.doctor import signatures
from eks_gpu.doctor.answers.ages import order
from eks_gpu.doctor.answers.cleaned import cleaned, fences, without_entities
from eks_gpu.doctor.answers.facts import facts
from eks_gpu.doctor.answers.progress import behind
from eks_gpu.doctor.hidden import hidden
from eks_gpu.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from eks_gpu.doctor.signatures import Match

# Characters of one text that are looked through: a log's end tells more than its middle.
_MOST, _HEAD = 12_000_000, 4_000_000
# Strings of one document, and the depth in which they are looked for.
_MOST_STRINGS, _DEEPEST = 20_000, 30
# Prefixes of lines: kubectl's `--prefix`, mpirun's ranks, Terraform's frame, quotes of a mail, Markdown's code. No row
# of a table with both its frames (nvidia-smi, dcgmi diag) has one.
_PREFIX = re.compile(
    r"^(?!\|(?![^\n]{0,300}?(?:Error|Exception)\b)[^\n]{1,300}\|[ \t]*$)"
    r"(?:\[pod/\S+\] ?|\[\d+,\d+\]<std(?:out|err)>: ?|[│|>╷╵] ?|[\w.@-]{1,80}\s{0,20}\| |\[rank\d+\]: (?!\[)|"
    r"\[[a-z0-9][\w.-]{4,80}-[a-z0-9]{4,10} [\w.-]{1,62}\] |[\w.-]{1,80} [\w.-]{1,80} \u203a [\w.-]{1,62} |"
    r"[-*] (?=\w{3,40}(?:Error|Exception): )|`{1,3}(?=[ A-Z\[{\"]))+",
    re.MULTILINE,
)
# A word in bold at the beginning of a line, mostly a label such as the word Error.
_BOLD = re.compile(r"^(?P<before>[ \t]{0,12}(?:[-*+] )?)\*\*(?P<label>[A-Z][^*\n]{2,80}?)\*\*(?=[ :]|$)", re.MULTILINE)
_FAILURE = re.compile(
    r"\b(?:fail(?:ed|ure|s)?|errors?|cannot|could not|unable|denied|refused|fatal|timed out)\b", re.IGNORECASE
)
# A message of an object that `kubectl get -o yaml` folds at its 80 columns: further lines stand deeper than the key.
_FOLDED = re.compile(
    r"^(?P<by> *)(?:- )?(?:[mM]essage|msg|error|reason): (?![|>])[^\n]*"
    r"(?:\n(?P=by) +(?!- |[\w./-]+:(?: |$))[^\n]+){1,40}",
    re.MULTILINE,
)
_FOLD = re.compile(r"\n +")
# A quote inside a quoted text of YAML.
_DOUBLED = re.compile(r"(?<=\w)''(?=\w)")
# A sentence of the person who pastes: the program's own line says more.
_PROSE = re.compile(r"^[^\n]*\b(?:I|I'm|I've|[Ww]e|[Mm]y|[Oo]ur|[Aa]nyone|[Hh]ello)\b[^\n]*$", re.MULTILINE)
# A name in backticks within a sentence.
_MENTION = re.compile(r"^[^\n]*[a-z,] `[^`\n]{2,80}`[,.]? [a-z][^\n]*$", re.MULTILINE)
# A failure that somebody rules out: "no CUDA out of memory anywhere".
_DENIED = re.compile(
    r"\b(?:no|not(?: an?)?|without(?: any)?|never(?: any| an?)?) +"
    r"(?:(?:CUDA|GPU|host|kernel|visible|sign of) +){0,2}"
    r"(?:out[ -]of[ -]memory|OOM(?:[ -]?kill\w*|s)?|XIDs?(?: errors?)?|evictions?|throttling|"
    r"NCCL (?:errors?|WARN\w*))\b",
    re.IGNORECASE,
)
# Line ends and quotes inside a string of JSON, also of one within another one.
_ESCAPED = re.compile(r'\\{1,4}(?=")|\\{1,4}(?P<end>[nt])')
# A gap that a terminal left inside a line.
_GAP = re.compile(r"(?<=\S)[ \t]{25,}(?=\S)")
# A row of the events of one object, as `kubectl describe` prints them, the oldest first.
_EVENT_ROW = re.compile(
    r"^[ \t]{0,12}(?:Normal|Warning)[ \t]+(?P<reason>[A-Z]\w+)[ \t]+(?P<age>(?:\d{1,4}[dhms]){1,2}\b)?[^\n]*$",
    re.MULTILINE,
)
# Characters between two rows of one list of events: a row may have been broken.
_ROWS_APART = 400
# Characters of a paste in which somebody describes a failure in words.
_MOST_WORDS = 100_000
# Lines that are quoted where nothing is known, and characters of each.
_MOST_SHOWN, _SHOWN = 5, 300
# Characters of a line; a longer one is data.
_LONGEST = re.compile(r"([^\n]{20000})[^\n]+")


def said(name: str, text: str, part: int, *, is_log: bool) -> list[Match]:
    """The first place of each signature in a text.

    Args:
        name: Name of the file or command.
        text: Its content, or the output.
        part: Number of the text.
        is_log: Whether earlier lines are earlier in time.
    """
    plain = _without(_plain(text), _is_replaced)
    now = _without(plain, _is_behind)
    found = {match.signature.id: match for match in signatures.matches(now)}
    # An event that is over is better than no cause at all.
    if now != plain and all(match.signature.is_symptom for match in found.values()):
        now = plain
        found = {match.signature.id: match for match in signatures.matches(now)}
    plain = now
    # A program's own line counts more than the sentence that mentions it.
    programs = _without_prose(plain)
    if programs != plain:
        found |= {match.signature.id: match for match in signatures.matches(programs)}
    return [replace(match, file=name, part=part, is_log=is_log) for match in found.values()]


def together(name: str, text: str, part: int) -> list[Match]:
    """Signatures of which one place is in one part of a paste, and the other place in another part.

    Args:
        name: Name of the paste.
        text: All of it, as branches see it.
        part: Number of the text.
    """
    return [replace(match, file=name, part=part, is_log=True) for match in signatures.together(text)]


def as_evidence(text: str) -> str:
    """A paste in which the branches of signatures look for their evidence, with facts of its files.

    Args:
        text: All of it.
    """
    return "\n".join((_plain(text), *facts(text)))


def _plain(text: str) -> str:
    """The text without prefixes of lines, and without what is too long to be looked through."""
    if len(text) > _MOST:
        text = f"{text[:_HEAD]}\n{text[_HEAD - _MOST :]}"
    text = _ESCAPED.sub(_unescaped, _LONGEST.sub(r"\1", text))
    text = _FOLDED.sub(lambda found: _FOLD.sub(" ", found[0]), text)
    text = _GAP.sub("        ", _DOUBLED.sub("'", _PREFIX.sub("", text)))
    text = _DENIED.sub(_blank, text)
    if "**" in text:
        text = _BOLD.sub(r"\g<before>\g<label>", text)
    return without_entities(text)


def _unescaped(found: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t"}.get(found["end"] or "", "")


def _without_prose(text: str) -> str:
    """The text with spaces in place of sentences, so that every other line keeps its place."""
    return _MENTION.sub(_blank, _PROSE.sub(_blank, text))


def _without(text: str, is_over: Callable[[re.Match[str], re.Match[str]], bool]) -> str:
    """The text with spaces in place of events that a later one of the same list has ended."""
    rows = list(_EVENT_ROW.finditer(text))
    gone: list[re.Match[str]] = []
    begin = 0
    for number, row in enumerate(rows):
        if number and row.start() - rows[number - 1].end() > _ROWS_APART:
            begin = number
        gone += [one for one in rows[begin:number] if is_over(one, row)]
    for one in gone:
        text = f"{text[: one.start()]}{_blank(one)}{text[one.end() :]}"
    return text


def _is_behind(earlier: re.Match[str], later: re.Match[str]) -> bool:
    """Whether the object has come further."""
    return earlier["reason"] in behind(later["reason"])


def _is_replaced(earlier: re.Match[str], later: re.Match[str]) -> bool:
    """Whether a later attempt of the scheduler gave another reason; each attempt gives one, and the last one holds."""
    ages = earlier["age"], later["age"]
    return earlier["reason"] == later["reason"] == "FailedScheduling" and all(ages) and order(ages[0]) < order(ages[1])


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def in_words(name: str, text: str) -> list[Match]:
    """Symptoms that the person who pastes names in words.

    Args:
        name: Name of the paste.
        text: All of it.
    """
    matches = signatures.in_words(text[:_MOST_WORDS])
    return [replace(match, file=name, part=-1) for match in matches]


def unknown(name: str, text: str, part: int) -> list[Match]:
    """The first line that looks like a failure, of a text of which nothing is known."""
    text = text[-_MOST:]
    # Outputs stand in fences, where there are any, and no sentence of the person who pastes.
    texts = ("\n".join(fences(text)), *(change(_plain(cleaned(text))) for change in (_without_prose, str)))
    found = next(filter(None, map(signatures.fallback, map(_plain, texts))), None)
    return [replace(found, file=name, part=part, is_log=True)] if found else []


def suspicious(texts: Iterable[str]) -> list[str]:
    """The first lines of texts that look like a failure, without what looks like a secret."""
    lines = (line for text in texts for line in text.splitlines() if _FAILURE.search(line))
    return [printable(hidden(" ".join(line.split())[:_SHOWN])) for line in islice(lines, _MOST_SHOWN)]


def strings(document: object) -> str:
    """The texts of a document, one in each line."""
    found: list[str] = []
    for text in _strings(document, 0):
        found.append(" ".join(text.split()))
        if len(found) >= _MOST_STRINGS:
            break
    return "\n".join(found)


def _strings(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth < _DEEPEST and isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item, depth + 1)
