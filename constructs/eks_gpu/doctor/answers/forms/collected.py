"""Lines without what collectors of logs put around them: records in JSON, and one prefix before every line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# A record of a collector: containerd's and Docker's files, Fluent Bit, CloudWatch, Loki, Elasticsearch, Datadog. The
# programs' own records have other keys.
_RECORD = re.compile(r"^[ \t]*\{[^\n]*\"(?:log|@message|line|_source|content)\": ?[^\n]*\}[ \t]*,?$", re.MULTILINE)
# Prefixes of every line: a time, a pod with its container, a service, a process, a rank, a number, a mark of a diff.
_PREFIXES = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? (?:pod/\S+ )?",
        r"^\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ [\w.-]+(?:\[\d+\])?: ?",
        r"^(?:[\w.-]{1,80} (?:\u203a )?)?[a-z0-9][\w.-]{0,80}-[a-z0-9]{4,10} [a-z0-9][\w.-]{0,62} ",
        r"^[\w.@-]{1,80} {0,20}\| ?",
        r"^\[[a-z0-9][\w./-]{0,160}(?: [\w.-]{1,62})?\] ",
        r"^\(\w{1,60} (?:rank=\d+, )?pid=\d+[^)\n]{0,60}\) ?",
        r"^\[(?:rank|default)\d+\]: ?",
        r"^ {0,6}\d{1,6}(?:  |: |\t|:(?=\S))",
        r"^\+ ?(?!\+)",
        r"^\| ",
    )
)
# The beginning of an answer, an object or a stack, which is not read behind a prefix.
_ANSWER = re.compile(
    r"^(?:(?:NAMESPACE +)?NAME +[A-Z]{2}|LAST SEEN +|Name: +\S|apiVersion: |Events:|Capacity:|Allocatable:|"
    r"Traceback \(most|Error: |error: |[{\[]$|\| NVIDIA-SMI)",
    re.MULTILINE,
)
# The part of all lines that must have the prefix, the fewest lines, and characters that are looked through.
_SHARE, _FEWEST, _MOST = 0.8, 3, 2_000_000


def unwrapped(text: str) -> str:
    """The text with the line of the program in place of each record of a collector.

    Args:
        text: A paste, or a file.
    """
    return _RECORD.sub(lambda found: _line(found[0]), text)


def _line(record: str) -> str:
    try:
        value = json.loads(record.rstrip().rstrip(","))
    except (ValueError, RecursionError):
        return record
    text = _text(value) if isinstance(value, dict) else None
    return record if text is None else text.rstrip("\n")


def _text(value: dict[str, object]) -> str | None:
    inner = next((one for key in ("_source", "content") if isinstance(one := value.get(key), dict)), None)
    texts: Iterable[object] = (value.get("log"), value.get("@message"))
    if "timestamp" in value or "labels" in value or "fields" in value:
        texts = (*texts, value.get("line"))
    if inner is not None:
        texts = (*texts, inner.get("log"), inner.get("message"))
    return next((one for one in texts if isinstance(one, str)), None)


def unprefixed(text: str) -> str:
    """The text without a prefix that nearly every line has, where it hides a table, an object or a stack.

    Args:
        text: A paste, or a file.
    """
    if len(text) > _MOST:
        return text
    amount = sum(bool(line.strip()) for line in text.splitlines())
    if amount < _FEWEST:
        return text
    for prefix in _PREFIXES:
        shorter, count = prefix.subn("", text)
        if count >= amount * _SHARE and len(_ANSWER.findall(shorter)) > len(_ANSWER.findall(text)):
            return shorter
    return text
