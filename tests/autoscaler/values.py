"""Texts as Go and Kubernetes' libraries parse them; None if they refuse."""

from __future__ import annotations

import re
from decimal import Decimal

# apimachinery `pkg/api/resource` (suffix.go, quantity.go).
_SUFFIXES = {
    "": Decimal(1),
    "n": Decimal(10) ** -9,
    "u": Decimal(10) ** -6,
    "m": Decimal(10) ** -3,
    **{letter: Decimal(1000) ** power for power, letter in enumerate("kMGTPE", start=1)},
    **{f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", start=1)},
}
_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([a-zA-Z]{0,2}))")
# Go's time.ParseDuration.
_SECONDS = {
    "ns": Decimal(10) ** -9,
    "us": Decimal(10) ** -6,
    "ms": Decimal(10) ** -3,
    "s": Decimal(1),
    "m": Decimal(60),
    "h": Decimal(3600),
}
_SPAN = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|ms|s|m|h)")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})


def quantity(text: str) -> Decimal | None:
    """In the unit of the resource: cores, bytes, pieces."""
    found = _QUANTITY.fullmatch(text)
    if not found:
        return None
    number, exponent, suffix = Decimal(found[1]), found[2], found[3] or ""
    if exponent is not None:
        return number * Decimal(10) ** int(exponent)
    return number * _SUFFIXES[suffix] if suffix in _SUFFIXES else None


def seconds(text: str) -> Decimal | None:
    if text == "0":
        return Decimal(0)
    parts = list(_SPAN.finditer(text))
    if not parts or "".join(part[0] for part in parts) != text:
        return None
    return sum((Decimal(part[1]) * _SECONDS[part[2]] for part in parts), start=Decimal(0))


def number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def truth(text: str) -> Decimal | None:
    """As a number, so that all options are of one kind."""
    return Decimal(text in _TRUE) if text in _TRUE | _FALSE else None
