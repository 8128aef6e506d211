"""From the text of a cluster file to a `ClusterSpec`, or to every problem that the text shows."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from eks_gpu.problem import Position, Problem
from eks_gpu.spec.cluster import ClusterSpec
from eks_gpu.spec.explain import explain
from eks_gpu.spec.repair import repair

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# Aliases of aliases can stand for billions of values.
_MOST_VALUES = 100_000
_DEEPEST = 200
_SHAPES = {
    type(None): "nothing",
    list: "a list",
    str: "a text",
    int: "a number",
    float: "a number",
    bool: "true or false",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a cluster file holds.

    Attributes:
        spec: The declaration. Where there are problems, a repaired stand-in, so that rules can speak about the rest
            of it; None when nothing can be made of the file.
        problems: What is wrong with its shape; empty for a sound file.
        repaired: Paths whose values are stand-ins; a rule's finding about one of them says nothing.
        file: The file, as the user named it.
        positions: Line and column of every path in the file.
    """

    spec: ClusterSpec | None
    problems: tuple[Problem, ...] = ()
    repaired: frozenset[str] = frozenset()
    file: str = ""
    positions: Mapping[str, Position] | None = None

    def locate(self, problem: Problem) -> Problem:
        """The problem with its file, and the line and column of its path or of the nearest path around it."""
        where = problem.where
        positions = self.positions or {}
        while where and where not in positions:
            where = where[: max(where.rfind("."), where.rfind("["), 0)]
        return replace(problem, file=self.file, position=positions.get(where, problem.position))


def load_file(path: Path, name: str | None = None) -> Loaded:
    """Read a cluster file; a file that cannot be read is a problem like any other.

    Args:
        path: The file.
        name: What to call it in messages; default: the path as given.
    """
    shown = str(path) if name is None else name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        return Loaded(
            None,
            (
                Problem(
                    "unreadable", "error", "", f"cannot read the file: {reason}", "check the name and the file", shown
                ),
            ),
            file=shown,
        )
    return load_text(text, shown)


def load_text(text: str, name: str = "") -> Loaded:
    """Read a declaration from YAML 1.2 text."""
    try:
        _refuse_depth(text)
        data = YAML(typ="rt", pure=True).load(io.StringIO(text))
        plain, positions = _plain(data), dict(_positions(data))
    except YAMLError as error:
        return Loaded(None, (_syntax_problem(error, name),), file=name)
    except (ArithmeticError, LookupError, RecursionError, ValueError):
        # Dates that do not exist, values that contradict their own tag, an alias inside of what it stands for.
        message = (
            "this YAML cannot be read: a value is no date or number though it looks like one, aliases stand for more "
            f"than {_MOST_VALUES:,} values, or lists lie too deep in each other"
        )
        problem = Problem(
            "yaml-syntax", "error", "", message, "put such values in quotes; use no tags ('!!') and no aliases", name
        )
        return Loaded(None, (problem,), file=name)
    loaded = replace(parse(plain), file=name, positions=positions)
    return replace(loaded, problems=tuple(loaded.locate(problem) for problem in loaded.problems))


def _refuse_depth(text: str) -> None:
    """Lists within lists by the thousand take the parser seconds, and end in a recursion too deep anyway."""
    depth = 0
    for letter in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if letter in "[{" else max(depth - 1, 0)
        if depth > _DEEPEST:
            msg = "lists and mappings lie too deep in each other"
            raise ValueError(msg)


def parse(data: object) -> Loaded:
    """Make a spec of plain data (mappings, lists, texts, numbers)."""
    if not isinstance(data, dict):
        given = _SHAPES.get(type(data), "something else")
        message = f"a cluster file holds keys and values, such as 'name: my-cluster'; this one holds {given}"
        return Loaded(None, (Problem("spec-shape", "error", "", message, "see the files in clusters/ for examples"),))
    try:
        return Loaded(ClusterSpec.model_validate(data))
    except ValidationError as error:
        problems = tuple(explain(error, data))
    spec, repaired = repair(data)
    return Loaded(spec, problems, repaired)


def _syntax_problem(error: YAMLError, name: str) -> Problem:
    position = None
    message = str(error).splitlines()[0]
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        position = Position(mark.line + 1, mark.column + 1) if mark else None
        message = (error.problem or error.context or "not YAML").splitlines()[0]
        if duplicate := re.match(r'found duplicate key "(.+?)" with', message):
            fix = "keep one of the two"
            return Problem("yaml-syntax", "error", "", f"{duplicate[1]!r} is written twice", fix, name, position)
    return Problem(
        "yaml-syntax", "error", "", f"this is not YAML: {message}", "mend the line, or the one above it", name, position
    )


def _plain(value: Any, seen: Iterator[int] | None = None) -> Any:  # noqa: ANN401 - whatever YAML holds
    """The data without ruamel's types, which a strict model would refuse."""
    seen = count() if seen is None else seen
    if next(seen) > _MOST_VALUES:
        msg = "an alias stands for more than any cluster needs"
        raise ValueError(msg)
    match value:
        case dict():
            return {str(key): _plain(item, seen) for key, item in value.items()}
        case list():
            return [_plain(item, seen) for item in value]
        case bool() | None:
            return value
        case int():
            return int(value)
        case float():
            return float(value)
        case _:
            return str(value)


def _positions(data: Any, path: str = "") -> list[tuple[str, Position]]:  # noqa: ANN401 - whatever YAML holds
    found: list[tuple[str, Position]] = []
    if isinstance(data, CommentedMap):
        for key, item in data.items():
            line, column = data.lc.key(key) if key in (data.lc.data or {}) else (data.lc.line, data.lc.col)
            here = f"{path}.{key}" if path else str(key)
            found += [(here, Position(line + 1, column + 1)), *_positions(item, here)]
    elif isinstance(data, CommentedSeq):
        for index, item in enumerate(data):
            line, column = data.lc.item(index) if index in (data.lc.data or {}) else (data.lc.line, data.lc.col)
            here = f"{path}[{index}]"
            found += [(here, Position(line + 1, column + 1)), *_positions(item, here)]
    return found
