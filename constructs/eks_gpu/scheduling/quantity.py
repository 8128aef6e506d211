"""Kubernetes quantities as numbers."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FACTORS = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
}
_BINARY, _BINARY_STEP = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"), 1024
_DECIMAL = ("n", "u", "m", "", "k", "M", "G", "T", "P", "E")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_FORM = re.compile(r"(\d+(?:\.\d+)?)([a-zA-Z]*)")
# No amount of anything has an exponent of more than two digits.
_ANY_FORM = re.compile(
    r"([+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40}))(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\d{1,2}))?", re.ASCII
)


def parse_quantity(text: str) -> Decimal:
    """The number that a quantity such as ``500m`` or ``12Gi`` stands for.

    Raises:
        ValueError: If the text is not a quantity.
    """
    match = _FORM.fullmatch(text)
    if match is None or match[2] not in _FACTORS:
        msg = f"not a Kubernetes quantity: {text!r}"
        raise ValueError(msg)
    return Decimal(match[1]) * _FACTORS[match[2]]


def canonical_quantity(text: str) -> str:
    """A quantity as the API server writes it, whatever form it was sent in: ``500m`` for ``0.5``, ``1`` for ``1000m``.

    A whole number with the largest suffix that leaves it whole; a binary suffix becomes a decimal one below 1024 and
    for a fraction (`Quantity.CanonicalizeBytes` in kubernetes/apimachinery, pkg/api/resource/quantity.go). Use it
    wherever the provider compares texts: the plan would show the same change forever.
    """
    number = parse_quantity(text)
    if text.endswith("i") and number >= _BINARY_STEP and number == int(number):
        return _with_suffix(int(number), _BINARY, _BINARY_STEP)
    billionths = math.ceil(number * 10**9)
    return _with_suffix(billionths, _DECIMAL, 1000) if billionths else "0"


def _with_suffix(number: int, suffixes: Sequence[str], step: int) -> str:
    """A whole number of the first suffix, written with the largest that leaves it whole."""
    rank = 0
    while rank + 1 < len(suffixes) and number % step == 0:
        number, rank = number // step, rank + 1
    return f"{number}{suffixes[rank]}"


def millicores(text: str) -> int:
    """A CPU quantity in thousandths of a core, rounded up as Kubernetes does."""
    return math.ceil(parse_quantity(text) * 1000)


def mebibytes(text: str) -> int:
    """A memory quantity in MiB, rounded up."""
    return math.ceil(parse_quantity(text) / 2**20)


def cpu_text(thousandths: int) -> str:
    """CPU as Kubernetes writes it: ``3`` or ``3600m``."""
    return f"{thousandths // 1000}" if thousandths % 1000 == 0 else f"{thousandths}m"


def memory_text(mib: int) -> str:
    """Memory as Kubernetes writes it: ``12Gi`` or ``13568Mi``."""
    return f"{mib // 1024}Gi" if mib % 1024 == 0 else f"{mib}Mi"


def seconds(span: str) -> int:
    """A span such as ``90s``, ``10m``, ``1h`` or ``1h30m``, in seconds."""
    return sum(int(number) * _SECONDS[unit] for number, unit in re.findall(r"(\d+)([a-z])", span))


@lru_cache(maxsize=2**12)
def any_quantity(text: str) -> Decimal:
    """The number of a quantity in any form that Kubernetes reads: with a sign, an exponent, every suffix.

    From `apimachinery/pkg/api/resource/quantity.go` (the grammar in the documentation of Quantity). Fields of
    eks-gpu accept less (`parse_quantity`).

    Raises:
        ValueError: If the text is not a quantity.
    """
    match = _ANY_FORM.fullmatch(text.strip())
    if match is None:
        msg = f"not a Kubernetes quantity: {text!r}"
        raise ValueError(msg)
    number, suffix, exponent = Decimal(match[1]), match[2], match[3]
    if suffix in _BINARY and suffix:
        return number * (1 << 10 * _BINARY.index(suffix))
    if exponent:
        return number.scaleb(int(exponent))
    return number.scaleb(3 * (_DECIMAL.index(suffix or "") - _DECIMAL.index("")))
