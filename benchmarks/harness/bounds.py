"""The recorded bounds of ratios: read, compare, record.

A bound is what the code costs today; a target is what it should cost. A ratio may exceed its bound by a margin that is
wider than the noise of a loaded machine.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# By the last word of a figure's name.
KINDS = ("time", "memory")
FIGURES_OF_A_BOUND = 3


class BoundsError(Exception):
    """The file of bounds cannot be used."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The limits of a figure.

    Attributes:
        bound: The most that was measured when it was recorded; None for amounts, which depend on the machine.
        target: The most that it should be; None where nobody has set one.
    """

    bound: float | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """All bounds.

    Attributes:
        margins: By what share a ratio may exceed its bound, by kind.
        figures: Bounds by benchmark, then by figure.
    """

    margins: Mapping[str, float]
    figures: Mapping[str, Mapping[str, Bound]]

    def limit(self, benchmark: str, figure: str) -> float | None:
        """The value above which a figure fails; None if nothing is recorded."""
        found = self.figures.get(benchmark, {}).get(figure, Bound())
        return None if found.bound is None else found.bound * (1 + self.margins[kind(figure)])


def kind(figure: str) -> str:
    """Kind of a ratio: the last word of its name."""
    return figure.rpartition(".")[2]


def read(path: Path) -> Bounds:
    """Read the file.

    Raises:
        BoundsError: If it lacks a margin, or has a row of another form.
    """
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    margins = found.pop("margins", {})
    if missing := sorted(set(KINDS) - set(margins)):
        raise BoundsError(f"{path.name}: no margin for {', '.join(missing)}; write it below [margins], such as 0.15")
    return Bounds(margins, {name: dict(_rows(path, name, table)) for name, table in found.items()})


def _rows(path: Path, benchmark: str, table: Mapping[str, object]) -> list[tuple[str, Bound]]:
    rows = []
    for figure, row in table.items():
        numbers = isinstance(row, dict) and all(isinstance(one, (int, float)) for one in row.values())
        if not isinstance(row, dict) or not numbers or not row or set(row) - {"bound", "target"}:
            raise BoundsError(
                f"{path.name}: [{benchmark}] {figure} is {row!r}, and a row has numbers for 'bound', 'target' or both; "
                f'write "{figure}" = {{ bound = 1.5, target = 1.2 }}'
            )
        rows.append((figure, Bound(row.get("bound"), row.get("target"))))
    return rows


def exceeded(bounds: Bounds, benchmark: str, ratios: Mapping[str, float]) -> list[str]:
    """Ratios that exceed their bounds by more than the margin."""
    limits = {figure: bounds.limit(benchmark, figure) for figure in ratios}
    return [figure for figure, limit in limits.items() if limit is not None and ratios[figure] > limit]


def unbound(bounds: Bounds, benchmark: str, ratios: Mapping[str, float]) -> list[str]:
    """Ratios without a bound: nothing would notice if they became worse."""
    return [figure for figure in ratios if bounds.limit(benchmark, figure) is None]


def stale(bounds: Bounds, benchmark: str, ratios: Mapping[str, float]) -> list[str]:
    """Bounds of ratios that are not measured any more."""
    rows = bounds.figures.get(benchmark, {})
    return [figure for figure, row in rows.items() if row.bound is not None and figure not in ratios]


def least(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    """The smaller value of each ratio in two sessions: a slower program is slower in both."""
    return {figure: min(value, second.get(figure, value)) for figure, value in first.items()}


def recorded(bounds: Bounds, benchmark: str, ratios: Mapping[str, float]) -> Bounds:
    """The bounds with these ratios as the new ones of a benchmark; targets stay."""
    old = bounds.figures.get(benchmark, {})
    rows = {figure: replace(row, bound=None) for figure, row in old.items() if row.target is not None}
    rows |= {figure: Bound(rounded_up(value), old.get(figure, Bound()).target) for figure, value in ratios.items()}
    return replace(bounds, figures={**bounds.figures, benchmark: rows})


def rounded_up(value: float) -> float:
    """The next larger number of three digits."""
    if value <= 0:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(value)) + 1 - FIGURES_OF_A_BOUND)
    return float(f"{math.ceil(round(value / step, 9)) * step:.{FIGURES_OF_A_BOUND}g}")


def written(bounds: Bounds, head: str) -> str:
    """The file as text: the head, then every benchmark in the order of its first record."""
    lines = [head.rstrip("\n"), "", "[margins]", *(f"{name} = {value}" for name, value in bounds.margins.items())]
    for benchmark, rows in bounds.figures.items():
        lines += ["", f"[{benchmark}]"]
        for figure, row in rows.items():
            numbers = {"bound": row.bound, "target": row.target}
            inside = ", ".join(f"{name} = {value:g}" for name, value in numbers.items() if value is not None)
            lines.append(f'"{figure}" = {{ {inside} }}')
    return "\n".join(lines) + "\n"


def head(text: str) -> str:
    """The comment at the top of the file."""
    lines = text.splitlines()
    return "\n".join(lines[: next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))])
