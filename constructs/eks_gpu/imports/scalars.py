"""Values as YAML on one line. Whatever an original holds, it stays one value and one line."""

from __future__ import annotations

import re

# Texts that YAML 1.1 and 1.2 read as themselves without quotes, outside and inside of brackets.
_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9_./+@=-]*(?::[A-Za-z0-9_./+@=-]+)*|[0-9]+(?:\.[0-9]+){3}/[0-9]+|[1-9][0-9]*[ghms][a-z0-9.]*"
)
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"))
_LONGEST_PLAIN = 300
_SHORT, _LONG = 0x100, 0x10000
# Half of a character, which no file can hold.
_HALVES = range(0xD800, 0xE000)


def scalar(value: object) -> str:
    """A text, number, truth or nothing as YAML."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    given = str(value)
    plain = len(given) <= _LONGEST_PLAIN and _PLAIN.fullmatch(given) and given.lower() not in _WORDS
    return given if plain else quoted(given)


def quoted(given: str) -> str:
    """A text in double quotes, with everything that cannot be seen as YAML's own escape."""
    return '"' + "".join(map(_letter, given)) + '"'


def flow(value: object) -> str:
    """Any value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(key))}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return scalar(value)


def _letter(one: str) -> str:
    if one in '"\\':
        return f"\\{one}"
    if one.isprintable():
        return one
    number = ord(one)
    if number in _HALVES:
        return "\N{REPLACEMENT CHARACTER}"
    if number < _SHORT:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < _LONG else f"\\U{number:08x}"
