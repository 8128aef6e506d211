"""The part of CEL that the rules of Karpenter's definitions are written in, and a refusal of the rest.

Grammar and precedence are those of cel-spec (`doc/langdef.md`); `find`, `split` and `matches` are Kubernetes' functions
(k8s.io/apiserver, `pkg/cel/library`). All rules were compared with cel-python 0.5.0 on values of every shape, with the
same results; it is not a dependency, because it brings seven others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Scope = Mapping[str, Any]
    Expression = Callable[[Scope], Any]

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'[^'\\]*'|"[^"\\]*")|(?P<number>\d+)|(?P<name>[A-Za-z_]\w*)|(?P<sign>\|\||&&|[=!<>]=|[-!<>?:.,()\[\]]))"""
)
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda one, other: type(one) is type(other) and one == other,
    "!=": lambda one, other: type(one) is not type(other) or one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "in": lambda one, other: one in other,
}
_METHODS: dict[str, Callable[..., Any]] = {
    "find": lambda text, pattern: found[0] if (found := re.search(pattern, text)) else "",
    "matches": lambda text, pattern: re.search(pattern, text) is not None,
    "split": lambda text, by: text.split(by),
    "startsWith": lambda text, start: text.startswith(start),
    "endsWith": lambda text, end: text.endswith(end),
    "size": len,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {"size": len, "int": int}
_MACROS = ("all", "exists", "filter")
_WORDS = {"true": True, "false": False}


def holds(rule: str, value: Any, before: Any = None) -> bool:
    """Whether a rule holds for a value.

    Args:
        rule: The rule.
        value: `self`.
        before: `oldSelf`.
    """
    result = _compiled(rule)({"self": value, "oldSelf": before})
    assert isinstance(result, bool), f"{rule} is not a Boolean"
    return result


@cache
def _compiled(rule: str) -> Expression:
    parser = _Parser(_tokens(rule))
    expression = parser.ternary()
    assert not parser.tokens, f"not known here: {parser.tokens} in {rule}"
    return expression


def _tokens(rule: str) -> list[str]:
    tokens, at = [], 0
    while rule[at:].strip():
        found = _TOKEN.match(rule, at)
        assert found, f"not known here: {rule[at:]}"
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


@dataclass
class _Parser:
    tokens: list[str]

    def ternary(self) -> Expression:
        condition = self._either()
        if not self._take("?"):
            return condition
        one = self.ternary()
        self._expect(":")
        other = self.ternary()
        return lambda scope: one(scope) if condition(scope) else other(scope)

    def _either(self) -> Expression:
        parts = [self._both()]
        while self._take("||"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda scope: any(part(scope) for part in parts)

    def _both(self) -> Expression:
        parts = [self._comparison()]
        while self._take("&&"):
            parts.append(self._comparison())
        return parts[0] if len(parts) == 1 else lambda scope: all(part(scope) for part in parts)

    def _comparison(self) -> Expression:
        one = self._unary()
        if not self.tokens or self.tokens[0] not in _COMPARED:
            return one
        compare, other = _COMPARED[self.tokens.pop(0)], self._unary()
        return lambda scope: compare(one(scope), other(scope))

    def _unary(self) -> Expression:
        if self._take("!"):
            negated = self._unary()
            return lambda scope: not negated(scope)
        return self._member()

    def _member(self) -> Expression:
        value = self._primary()
        while self.tokens and self.tokens[0] in {".", "["}:
            value = self._index(value) if self._take("[") else self._selected(value)
        return value

    def _index(self, value: Expression) -> Expression:
        index = self.ternary()
        self._expect("]")
        return lambda scope: value(scope)[index(scope)]

    def _selected(self, value: Expression) -> Expression:
        self._expect(".")
        name = self.tokens.pop(0)
        if not self._take("("):
            return lambda scope: value(scope)[name]
        if name in _MACROS:
            return self._macro(value, name)
        arguments, method = self._arguments(), _METHODS[name]
        return lambda scope: method(value(scope), *(one(scope) for one in arguments))

    def _macro(self, value: Expression, name: str) -> Expression:
        variable = self.tokens.pop(0)
        self._expect(",")
        body = self.ternary()
        self._expect(")")

        def judged(scope: Scope) -> Any:
            items = list(value(scope))
            results = [bool(body({**scope, variable: item})) for item in items]
            if name == "filter":
                return [item for item, kept in zip(items, results, strict=True) if kept]
            return all(results) if name == "all" else any(results)

        return judged

    def _primary(self) -> Expression:
        token = self.tokens.pop(0)
        if token == "(":
            inner = self.ternary()
            self._expect(")")
            return inner
        if token == "[":
            items = self._arguments("]")
            return lambda scope: [item(scope) for item in items]
        if token == "has":
            return self._has()
        if token in _FUNCTIONS and self._take("("):
            arguments, function = self._arguments(), _FUNCTIONS[token]
            return lambda scope: function(*(one(scope) for one in arguments))
        return self._literal(token)

    def _literal(self, token: str) -> Expression:
        if token[0] in "'\"":
            return lambda _: token[1:-1]
        if token.isdigit():
            return lambda _: int(token)
        if token in _WORDS:
            return lambda _: _WORDS[token]
        return lambda scope: scope[token]

    def _has(self) -> Expression:
        self._expect("(")
        name = self.tokens.pop(0)
        path = []
        while self._take("."):
            path.append(self.tokens.pop(0))
        self._expect(")")

        def there(scope: Scope) -> bool:
            value = scope[name]
            for key in path[:-1]:
                value = value[key]
            # The schema has been checked before.
            assert isinstance(value, dict), f"has() of {value!r}"
            return path[-1] in value

        return there

    def _arguments(self, end: str = ")") -> list[Expression]:
        found: list[Expression] = []
        while not self._take(end):
            found.append(self.ternary())
            self._take(",")
        return found

    def _take(self, token: str) -> bool:
        if self.tokens and self.tokens[0] == token:
            self.tokens.pop(0)
            return True
        return False

    def _expect(self, token: str) -> None:
        assert self._take(token), f"{token} expected before {self.tokens}"
