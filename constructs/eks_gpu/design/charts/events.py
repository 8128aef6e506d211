"""Documents from the events of ruamel.yaml's parser, which is imported here because few declarations need it."""

from __future__ import annotations

import io
import re
from dataclasses import field
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from eks_gpu.design.charts.documents import LONGEST_KEY, Document, UnreadableError
from eks_gpu.design.charts.scalars import NotInJsonError, Scalar, resolve
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.events import Event

    from eks_gpu.design.charts.documents import Plain

# Aliases of aliases can expand to billions of values.
_MOST_VALUES = 1_000_000
_DEEPEST = 200
_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")
_COLLECTION_TAGS = ("!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


def parsed(text: str) -> Iterator[Document]:
    """The documents of a stream (`documents`)."""
    try:
        for document in _Builder(iter(YAML(typ="safe", pure=True).parse(io.StringIO(text)))).documents():
            if document.value is not None:
                yield document
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise UnreadableError(_explained(text, line, (error.problem or "not YAML").splitlines()[0]), line) from None
    except (YAMLError, RecursionError, ArithmeticError, LookupError, AssertionError) as error:
        raise UnreadableError(str(error).splitlines()[0] if str(error) else "it is not YAML", 1) from None


def _explained(text: str, line: int, problem: str) -> str:
    around = text.splitlines()[max(line - 2, 0) : line]
    if any("{{" in part for part in around):
        return f"this is still a template ({problem}); render it first, with helm template"
    return f"this is not valid YAML: {problem}"


@dataclass
class _Builder:
    """Builds values from the parser's events, which know a plain scalar from a quoted one."""

    events: Iterator[Event]
    anchors: dict[str, Plain] = field(default_factory=dict)
    values: int = 0

    def documents(self) -> Iterator[Document]:
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                self.anchors.clear()
                first = next(self.events)
                yield Document(self._value(first, 0), first.start_mark.line + 1)
            elif not isinstance(event, StreamStartEvent | StreamEndEvent | DocumentEndEvent):
                raise UnreadableError("it is not YAML", event.start_mark.line + 1)

    def _value(self, event: Event, depth: int) -> Plain:
        line = event.start_mark.line + 1
        self.values += 1
        if depth > _DEEPEST:
            raise UnreadableError("lists and mappings are nested too deeply", line)
        if isinstance(event, AliasEvent):
            return self._alias(event, line)
        made: Plain
        if isinstance(event, ScalarEvent):
            made = _scalar(event, line)
        elif isinstance(event, MappingStartEvent):
            _refuse_tag(event, _COLLECTION_TAGS, line)
            made = self._mapping(depth)
        elif isinstance(event, SequenceStartEvent):
            _refuse_tag(event, _COLLECTION_TAGS, line)
            made = [self._value(item, depth + 1) for item in self._until(SequenceEndEvent)]
        else:
            raise UnreadableError("it is not YAML", line)
        if event.anchor:
            self.anchors[event.anchor] = made
        return made

    def _alias(self, event: AliasEvent, line: int) -> Plain:
        if event.anchor not in self.anchors:
            raise UnreadableError(f"there is no anchor {event.anchor!r} before this alias", line)
        found = self.anchors[event.anchor]
        self.values += _size(found)
        if self.values > _MOST_VALUES:
            raise UnreadableError(f"aliases expand to more than {_MOST_VALUES:,} values", line)
        return found

    def _mapping(self, depth: int) -> dict[str, Plain]:
        made: dict[str, Plain] = {}
        merged: dict[str, Plain] = {}
        for event in self._until(MappingEndEvent):
            line = event.start_mark.line + 1
            if isinstance(event, ScalarEvent) and event.value == "<<" and event.implicit[0] and not event.tag:
                merged = {**_merged(self._value(next(self.events), depth + 1), line), **merged}
                continue
            key = _key(self._value(event, depth + 1), line)
            if key in made:
                raise UnreadableError(f"{key!r} is written twice", line)
            made[key] = self._value(next(self.events), depth + 1)
        return {**merged, **made}

    def _until(self, end: type[Event]) -> Iterator[Event]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event


def _scalar(event: ScalarEvent, line: int) -> Scalar:
    _refuse_tag(event, _TEXT_TAGS, line)
    text = str(event.value)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise UnreadableError("a text contains half a character", line)
    if not event.implicit[0] or event.tag:
        return text
    try:
        return resolve(text)
    except NotInJsonError:
        raise UnreadableError(f"{text!r} is not a number that Kubernetes knows; put it in quotes", line) from None


def _refuse_tag(event: ScalarEvent | MappingStartEvent | SequenceStartEvent, known: tuple[str, ...], line: int) -> None:
    if event.tag and event.tag not in known:
        short = re.sub(r"^tag:yaml\.org,2002:", "!!", event.tag)
        raise UnreadableError(f"the tag {short!r} is not supported; write the value itself", line)


def _key(key: Plain, line: int) -> str:
    if isinstance(key, dict | list) or key is None:
        raise UnreadableError(
            "this is not a key; if it is '{{ … }}', render the template first, with helm template", line
        )
    text = str(key).lower() if isinstance(key, bool) else str(key)
    if len(text) > LONGEST_KEY:
        raise UnreadableError(f"a key has {len(text):,} characters; Helm reads at most {LONGEST_KEY:,}", line)
    return text


def _merged(value: Plain, line: int) -> dict[str, Plain]:
    """The value of `<<`: a mapping, or several of which the first wins."""
    parts = value if isinstance(value, list) else [value]
    merged: dict[str, Plain] = {}
    for part in parts:
        if not isinstance(part, dict):
            raise UnreadableError("'<<' merges mappings, and this is not one", line)
        merged = {**part, **merged}
    return merged


def _size(value: Plain) -> int:
    """The number of values in a value; an alias counts with all that it stands for."""
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1
