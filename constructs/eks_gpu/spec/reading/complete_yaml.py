"""Any YAML 1.2 as values that know their line and column, and the words for what is wrong with a text.

ruamel.yaml is imported here and not for a usual file (`usual_yaml`), because it takes more time than reading one.
"""

from __future__ import annotations

import io
import re
from itertools import count
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from eks_gpu.problem import Position, Problem
from eks_gpu.spec.reading.node import Node, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

# Aliases of aliases can expand to billions of values.
_MOST_VALUES = 100_000
# Largest number of digits; Python itself refuses to print numbers of more than 4,300 digits.
_LONGEST_NUMBER = 4000
_DEEPEST = 200


def read_complete(text: str, file: str) -> Node | Problem:
    """Read any YAML 1.2, or say what is wrong with it."""
    try:
        _refuse_depth(text)
        parser = YAML(typ="rt", pure=True)
        # An anchor may be used again (YAML 1.2.2, 3.2.2.2); a warning of Python's would say so on standard error.
        parser.composer.warn_double_anchors = False
        return _node(parser.load(io.StringIO(text)), Place(file, Position(1, 1)), count())
    except YAMLError as error:
        return _syntax_problem(error, file)
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        # Dates that do not exist, values that contradict their own tag, an alias inside of what it stands for.
        message = (
            "this YAML cannot be read: a value looks like a date or number but is not one, aliases expand to more "
            f"than {_MOST_VALUES:,} values or to themselves, a number is too long, a text contains half a character, or "
            "lists are nested too deeply"
        )
        fix = "put such values in quotes, and use neither tags ('!!') nor aliases"
        return Problem("yaml-syntax", "error", "", message, fix, file)


def _text(value: object) -> str:
    """The value as text; half of a character raises an error, because it cannot be written."""
    text = str(value)
    text.encode()
    return text


def _refuse_depth(text: str) -> None:
    """Refuse deeply nested lists, which take the parser seconds and exceed the recursion limit anyway."""
    depth = 0
    for letter in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if letter in "[{" else max(depth - 1, 0)
        if depth > _DEEPEST:
            msg = "lists and mappings are nested too deeply"
            raise ValueError(msg)


def _node(data: Any, place: Place, seen: Iterator[int]) -> Node:  # noqa: ANN401 - whatever YAML holds
    """The data without ruamel's types, which a strict model would refuse."""
    if next(seen) > _MOST_VALUES:
        msg = "aliases expand to more values than any cluster needs"
        raise ValueError(msg)
    if isinstance(data, dict):
        return Node({_text(key): _node(item, _place(data, key, place), seen) for key, item in data.items()}, place)
    if isinstance(data, list):
        return Node([_node(item, _place(data, index, place), seen) for index, item in enumerate(data)], place)
    match data:
        case bool() | None:
            return Node(data, place)
        case int():
            if abs(data) >= 10**_LONGEST_NUMBER:
                msg = "a number of thousands of digits"
                raise ValueError(msg)
            return Node(int(data), place)
        case float():
            return Node(float(data), place)
        case _:
            return Node(_text(data), place)


def _place(holder: Any, key: Any, around: Place) -> Place:  # noqa: ANN401 - whatever YAML holds
    """The place of a key or an item; values from an alias have the place of their holder."""
    if not isinstance(holder, CommentedMap | CommentedSeq):
        return around
    if key not in (holder.lc.data or {}):
        line, column = holder.lc.line, holder.lc.col
    else:
        line, column = holder.lc.key(key) if isinstance(holder, CommentedMap) else holder.lc.item(key)
    return Place(around.file, Position(line + 1, column + 1))


def _syntax_problem(error: YAMLError, file: str) -> Problem:
    position = None
    message = str(error).splitlines()[0]
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        position = Position(mark.line + 1, mark.column + 1) if mark else None
        message = (error.problem or error.context or "not YAML").splitlines()[0]
        if duplicate := re.match(r'found duplicate key "(.+?)" with', message):
            fix = "keep one of the two"
            return Problem("yaml-syntax", "error", "", f"{duplicate[1]!r} is written twice", fix, file, position)
    return Problem(
        "yaml-syntax",
        "error",
        "",
        f"this is not valid YAML: {message}",
        "fix the line, or the one above it",
        file,
        position,
    )
