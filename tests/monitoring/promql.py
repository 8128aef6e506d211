"""As much of Prometheus as alerts need: what an expression yields at a minute, and which alerts go off.

Series are written as promtool's tests write them, a value a minute: ``5x60``, ``0+60x60``, ``_`` for a scrape that
failed. Its results were compared with promtool's own answers, case by case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import promql_parser as ast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from eks_gpu.monitoring.alert import AlertRule

Labels = frozenset[tuple[str, str]]
Vector = dict[Labels, float]
# Minutes for which a value is good when no new one comes.
_LOOKBACK = 5
_PART = re.compile(
    r"(?P<start>-?[\d.]+)(?:(?P<step>[+-][\d.]+))?x(?P<count>\d+)|_x(?P<missing>\d+)|(?P<one>-?[\d.]+)|_"
)


@dataclass(frozen=True)
class Series:
    """A series: its labels with its name among them, and a value or nothing for each minute."""

    labels: Mapping[str, str]
    values: tuple[float | None, ...]

    def last(self, minute: int) -> float | None:
        """The value that is good at a minute."""
        found = (self.at(one) for one in range(minute, minute - _LOOKBACK, -1))
        return next((value for value in found if value is not None), None)

    def at(self, minute: int) -> float | None:
        return self.values[minute] if 0 <= minute < len(self.values) else None


def series(metric: str, values: str, **labels: str) -> Series:
    """One series; labels that are empty are none."""
    return Series({"__name__": metric, **{key: value for key, value in labels.items() if value}}, _values(values))


def _values(text: str) -> tuple[float | None, ...]:
    found: list[float | None] = []
    for part in text.split():
        match = _PART.fullmatch(part)
        assert match, part
        if match["start"]:
            step = float(match["step"] or 0)
            found += [float(match["start"]) + step * index for index in range(int(match["count"]) + 1)]
        elif match["one"]:
            found.append(float(match["one"]))
        else:
            found += [None] * int(match["missing"] or 1)
    return tuple(found)


def firing(rules: Iterable[AlertRule], known: Iterable[Series], minute: int) -> list[dict[str, str]]:
    """The labels of all alerts that go off at a minute, evaluated every minute until then."""
    prometheus = Prometheus(tuple(known))
    found = []
    for rule in rules:
        tree, since = ast.parse(rule.expression), dict[Labels, int]()
        for now in range(minute + 1):
            yields = prometheus.evaluate(tree, now)
            assert isinstance(yields, dict), rule.expression
            since = {labels: since.get(labels, now) for labels in (_plain(one) for one in yields)}
        wait = _minutes(rule.lasting)
        found += [
            {**dict(labels), **rule.labels, "severity": rule.severity, "alertname": rule.name}
            for labels, began in since.items()
            if minute - began >= wait
        ]
    return found


def _minutes(duration: str) -> int:
    return int(duration[:-1]) * {"m": 1, "h": 60}[duration[-1]] if duration else 0


def _plain(labels: Labels) -> Labels:
    return frozenset(pair for pair in labels if pair[0] != "__name__")


class Prometheus:
    """Evaluates expressions over a few series."""

    def __init__(self, known: tuple[Series, ...]) -> None:
        assert len({frozenset(one.labels.items()) for one in known}) == len(known), "a series twice"
        self._known = known
        self._calls: dict[str, Callable[[Any, int], Vector | float]] = {
            "absent": self._absent,
            "increase": self._increase,
            "label_replace": self._label_replace,
            "max_over_time": self._max_over_time,
            "time": lambda _arguments, minute: 60.0 * minute,
            "vector": lambda arguments, minute: {frozenset(): self._number(arguments[0], minute)},
        }

    def evaluate(self, node: Any, minute: int) -> Vector | float:
        """The value of an expression at a minute."""
        if isinstance(node, ast.NumberLiteral):
            return float(node.val)
        if isinstance(node, ast.ParenExpr):
            return self.evaluate(node.expr, minute)
        if isinstance(node, ast.VectorSelector):
            return self._instant(node, minute)
        if isinstance(node, ast.AggregateExpr):
            return self._aggregate(node, minute)
        if isinstance(node, ast.Call):
            return self._calls[node.func.name](node.args, minute)
        assert isinstance(node, ast.BinaryExpr), type(node)
        return self._binary(node, minute)

    def _vector(self, node: Any, minute: int) -> Vector:
        found = self.evaluate(node, minute)
        assert isinstance(found, dict)
        return found

    def _number(self, node: Any, minute: int) -> float:
        found = self.evaluate(node, minute)
        assert isinstance(found, float)
        return found

    def _selected(self, selector: Any) -> Iterator[Series]:
        for one in self._known:
            if one.labels["__name__"] == selector.name and all(
                _fits(matcher, one.labels.get(matcher.name, "")) for matcher in selector.matchers.matchers
            ):
                yield one

    def _instant(self, selector: Any, minute: int) -> Vector:
        then = minute - int(selector.offset.total_seconds() // 60 if selector.offset else 0)
        values = ((series, series.last(then)) for series in self._selected(selector))
        return {frozenset(one.labels.items()): value for one, value in values if value is not None}

    def _ranges(self, matrix: Any, minute: int) -> Iterator[tuple[Labels, list[float]]]:
        length = int(matrix.range.total_seconds() // 60)
        for one in self._selected(matrix.vector_selector):
            values = [one.at(when) for when in range(minute - length, minute + 1)]
            if there := [value for value in values if value is not None]:
                yield _plain(frozenset(one.labels.items())), there

    def _max_over_time(self, arguments: Any, minute: int) -> Vector:
        return {labels: max(values) for labels, values in self._ranges(arguments[0], minute)}

    def _increase(self, arguments: Any, minute: int) -> Vector:
        """Without Prometheus' guess of what happened at both ends; after a reset a counter starts from zero."""
        return {
            labels: sum(new - old if new >= old else new for old, new in pairwise(values))
            for labels, values in self._ranges(arguments[0], minute)
            if len(values) > 1
        }

    def _absent(self, arguments: Any, minute: int) -> Vector:
        if self._vector(arguments[0], minute):
            return {}
        equal = (matcher for matcher in arguments[0].matchers.matchers if matcher.op == ast.MatchOp.Equal)
        return {frozenset((one.name, one.value) for one in equal): 1.0}

    def _label_replace(self, arguments: Any, minute: int) -> Vector:
        target, replacement, source, pattern = (argument.val for argument in arguments[1:])
        assert replacement == "$1"
        found: Vector = {}
        for labels, value in self._vector(arguments[0], minute).items():
            match = re.fullmatch(pattern, dict(labels).get(source, ""))
            found[frozenset({**dict(labels), target: match[1]}.items()) if match else labels] = value
        return found

    def _aggregate(self, node: Any, minute: int) -> Vector:
        kept = set(node.modifier.labels) if node.modifier else set()
        groups: dict[Labels, list[float]] = {}
        for labels, value in self._vector(node.expr, minute).items():
            groups.setdefault(frozenset(pair for pair in labels if pair[0] in kept), []).append(value)
        ways: dict[str, Callable[[list[float]], float]] = {"max": max, "min": min, "sum": sum, "count": len}
        way = ways[str(node.op)]
        return {labels: float(way(values)) for labels, values in groups.items()}

    def _binary(self, node: Any, minute: int) -> Vector | float:
        left, right = self.evaluate(node.lhs, minute), self.evaluate(node.rhs, minute)
        sign = str(node.op)
        if isinstance(left, float) and isinstance(right, float):
            return _combined(sign, left, right)
        if isinstance(left, float):
            assert isinstance(right, dict)
            return _kept(sign, ((labels, left, value, value) for labels, value in right.items()))
        if isinstance(right, float):
            return _kept(sign, ((labels, value, right, value) for labels, value in left.items()))
        return _of_two(node, left, right)


def _of_two(node: Any, left: Vector, right: Vector) -> Vector:
    on = set(node.modifier.matching.labels) if node.modifier and node.modifier.matching else None

    def key(labels: Labels) -> Labels:
        return frozenset(pair for pair in _plain(labels) if on is None or pair[0] in on)

    sign, there = str(node.op), {key(labels) for labels in right}
    if sign == "and":
        return {labels: value for labels, value in left.items() if key(labels) in there}
    if sign == "unless":
        return {labels: value for labels, value in left.items() if key(labels) not in there}
    if sign == "or":
        known = {key(labels) for labels in left}
        return left | {labels: value for labels, value in right.items() if key(labels) not in known}
    partners = {key(labels): (labels, value) for labels, value in right.items()}
    assert len(partners) == len(right), "many on the right"
    many = node.modifier is not None and node.modifier.card == ast.VectorMatchCardinality.ManyToOne
    assert many or len({key(labels) for labels in left}) == len(left), "many on the left"
    carried = set(node.modifier.group_labels or ()) if many else set()
    pairs = []
    for labels, value in left.items():
        if key(labels) in partners:
            other, second = partners[key(labels)]
            kept = _plain(labels) if many or on is None else key(labels)
            extra = frozenset(pair for pair in other if pair[0] in carried)
            pairs.append((kept | extra, value, second, value))
    return _kept(sign, pairs)


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "==": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    ">": lambda one, other: one > other,
    "<": lambda one, other: one < other,
    ">=": lambda one, other: one >= other,
    "<=": lambda one, other: one <= other,
}


def _combined(sign: str, one: float, other: float) -> float:
    ways: dict[str, Callable[[float, float], float]] = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b if b else float("nan"),
    }
    return ways[sign](one, other)


def _kept(sign: str, pairs: Iterable[tuple[Labels, float, float, float]]) -> Vector:
    """Comparisons leave out what they are not true of; sums take the metric's name away."""
    if sign in _COMPARISONS:
        return {labels: kept for labels, one, other, kept in pairs if _COMPARISONS[sign](one, other)}
    return {_plain(labels): _combined(sign, one, other) for labels, one, other, _ in pairs}


def _fits(matcher: Any, value: str) -> bool:
    wanted: str = matcher.value
    exact = bool(matcher.op == ast.MatchOp.Equal or matcher.op == ast.MatchOp.NotEqual)  # noqa: PLR1714 - no hash
    negated = bool(matcher.op == ast.MatchOp.NotEqual or matcher.op == ast.MatchOp.NotRe)  # noqa: PLR1714
    return (value == wanted if exact else re.fullmatch(wanted, value) is not None) != negated
