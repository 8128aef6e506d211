"""The part of YAML that cluster files are written in, read by libyaml in a twentieth of ruamel.yaml's time.

libyaml knows YAML 1.1, and our files are YAML 1.2. So it only finds the values and their places; words, numbers and
texts get their types here. Whatever is not certain to mean the same to ruamel.yaml is left to it, wrong text included,
so every message comes from there. A test reads the same texts by both.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any

import yaml

from eks_gpu.problem import Position
from eks_gpu.spec.reading.node import Node, Place, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

# Anything else may be a line break, an error, or half of a character. Tags and directives change the meaning of values.
_UNUSUAL = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|(?:^|[ \\[,{])!|^%|<<|^.{1001}",
    re.MULTILINE,
)
_BRACKETS = re.compile(r"[\[\]{}]")
_QUOTED = frozenset({"'", '"', "|", ">"})
_DEEPEST = 60
_MOST_VALUES = 50_000
_CONSTANTS: dict[str, Scalar] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", ""), None),
}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,9})\.[0-9]{1,9}")
# Numbers of other forms, dates and times begin so, and hold nothing else; none has two points.
_NUMBER_OR_DATE = re.compile(r"[-+]?[.0-9_][-+.0-9_a-fA-FoOxXtTzZ: ]*|[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)|[~=]")


class _UnusualError(Exception):
    """The text is not certain to mean what this module would read."""


def read_usual(text: str, file: str) -> Node | None:
    """The values of a text; None if it is not certain what it means, if it is wrong, or where libyaml is missing.

    Args:
        text: The text of a file.
        file: Name of the file in messages.
    """
    if not yaml.__with_libyaml__ or _UNUSUAL.search(text) or _is_deep(text):
        return None
    try:
        found = yaml.compose(text, Loader=yaml.CSafeLoader)
        if not isinstance(found, yaml.MappingNode):
            return None
        return Node(_mapping(found, file, count()), Place(file, Position(1, 1)))
    except (_UnusualError, yaml.YAMLError, RecursionError):
        return None


def _is_deep(text: str) -> bool:
    depth = 0
    for mark in _BRACKETS.findall(text):
        depth = depth + 1 if mark in "[{" else max(depth - 1, 0)
        if depth > _DEEPEST:
            return True
    return False


def _value(found: yaml.Node, place: Place, seen: Iterator[int]) -> Node:
    if next(seen) > _MOST_VALUES or hasattr(found, "seen"):
        raise _UnusualError
    # An alias is the very node that its anchor is.
    found.seen = True  # type: ignore[attr-defined]  # ours
    if isinstance(found, yaml.MappingNode):
        return Node(_mapping(found, place.file, seen), place)
    if isinstance(found, yaml.SequenceNode):
        return Node([_value(item, _place(item, place.file), seen) for item in found.value], place)
    return Node(_scalar(found), place)


def _mapping(found: yaml.MappingNode, file: str, seen: Iterator[int]) -> dict[str, Node]:
    made: dict[str, Node] = {}
    for key, item in found.value:
        name = _scalar(key) if isinstance(key, yaml.ScalarNode) else None
        if not isinstance(name, str) or name in made:
            raise _UnusualError
        made[name] = _value(item, _place(key, file), seen)
    return made


def _scalar(found: Any) -> Scalar:  # noqa: ANN401 - a node without types
    text: str = found.value
    if found.style in _QUOTED:
        return text
    if found.start_mark.line != found.end_mark.line:
        raise _UnusualError
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _NUMBER_OR_DATE.fullmatch(text):
        raise _UnusualError
    return text


def _place(found: yaml.Node, file: str) -> Place:
    return Place(file, Position(found.start_mark.line + 1, found.start_mark.column + 1))
