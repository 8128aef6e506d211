"""Plain scalars of YAML, as kubectl and Helm read them: of the files that are applied, and of those that are judged.

Both use sigs.k8s.io/yaml, which resolves scalars by YAML 1.1 (go.yaml.in/yaml/v2, `resolve.go`): `0644` is octal and
`yes` is true. The cluster file itself is YAML 1.2.
"""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
# Go's strconv.ParseInt with base 0, without its underscores.
_BASES = ((r"0[xX]([0-9a-fA-F]+)", 16), (r"0[bB]([01]+)", 2), (r"0[oO]?([0-7]+)", 8), (r"(0|[1-9][0-9]*)", 10))
_INTEGERS = tuple((re.compile(rf"([-+]?){pattern}"), base) for pattern, base in _BASES)
# `yamlStyleFloat` of the same file.
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF|nan|NaN|NAN)")
_MAY_BE_NUMBER = frozenset("+-.0123456789")
# Larger integers become floating-point numbers.
_INTEGER_BITS = 64
# A decimal number with more digits is infinite as a floating-point number, so it is text; Python refuses to read
# thousands of digits.
_MOST_DIGITS = 400


class NotInJsonError(ValueError):
    """A value that JSON, and so Kubernetes, cannot hold."""


def resolve(text: str) -> Scalar:
    """The value of a plain scalar.

    Raises:
        NotInJsonError: It is infinite or not a number.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _MAY_BE_NUMBER:
        return text
    if _NO_NUMBER.fullmatch(text):
        raise NotInJsonError(text)
    digits = text.replace("_", "")
    if text[0] != "." and len(digits) <= _MOST_DIGITS:
        for pattern, base in _INTEGERS:
            if found := pattern.fullmatch(digits):
                value = int(found[2], base) * (-1 if found[1] == "-" else 1)
                return value if _is_integer(value) else _whole(float(value))
    if _FLOAT.fullmatch(digits) and math.isfinite(number := float(digits)):
        return _whole(number)
    return text


def _is_integer(value: int) -> bool:
    return -(1 << (_INTEGER_BITS - 1)) <= value < (1 << _INTEGER_BITS)


def _whole(value: float) -> float:
    """A whole number without its fraction, as Go writes it: the API server reads no `8.0` into an integer."""
    return int(value) if value.is_integer() and abs(value) < 1e21 else value  # noqa: PLR2004 - encoding/json of Go
