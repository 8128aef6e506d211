"""Helm itself, as a library; where there is no wheel of it, tests that need it are skipped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from eks_gpu.design.charts.local_chart import LocalChart

errors = pytest.importorskip("helm_python.errors", reason="Helm has no wheel for this platform")
helm_chart = pytest.importorskip("helm_python.chart", reason="Helm has no wheel for this platform")
# `sep` of Helm (pkg/releaseutil/manifest.go).
_SEPARATOR = re.compile(r"(?:^|\s*\n)---\s*")


def write(chart: LocalChart, folder: Path) -> Path:
    """The chart's files, as a synthesis writes them."""
    for name, text in chart.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def rendered(folder: Path) -> list[str]:
    """The documents that Helm gets out of a chart."""
    with helm_chart.Chart.load(folder) as chart:
        texts: dict[str, str] = chart.render(values={}, name="release", namespace="default")
    return [part for text in texts.values() for part in _SEPARATOR.split(text) if part.strip()]


def metadata(folder: Path) -> dict[str, Any]:
    """The chart's own description, as Helm reads it."""
    with helm_chart.Chart.load(folder) as chart:
        found: dict[str, Any] = chart.metadata
    return found


def read(text: str) -> dict[str, Any]:
    """YAML as Helm reads it; it comes through JSON."""
    found: dict[str, Any] = helm_chart.values_from_yaml(text)
    return found


def is_refused(text: str) -> bool:
    """Whether Helm reads this YAML at all."""
    try:
        read(text)
    except errors.HelmValuesError:
        return True
    return False


def comparable(value: object) -> Any:
    """A value whose numbers are those of Go's JSON, where all are floating-point numbers."""
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    # A Boolean of Python's equals 0 or 1.
    return ("number", float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
