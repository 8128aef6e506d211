"""Results on disk, one file for each benchmark, so that an interrupted session goes on where it was."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from benchmarks.harness.benchmark import Results
from benchmarks.harness.case import Measured

if TYPE_CHECKING:
    from pathlib import Path


def save(folder: Path, benchmark: str, results: Results, facts: dict[str, str]) -> None:
    """Write the results of a benchmark with the date and the machine."""
    folder.mkdir(parents=True, exist_ok=True)
    cases = {name: asdict(case) for name, case in results.cases.items()}
    content = {"facts": facts, "cases": cases, "absent": results.absent}
    partial = folder / f"{benchmark}.json.partial"
    partial.write_text(json.dumps(content, indent=2), encoding="utf-8")
    partial.replace(folder / f"{benchmark}.json")


def load(folder: Path, benchmark: str) -> tuple[Results, dict[str, str]] | None:
    """Results of a benchmark and its facts; None if it has not been measured."""
    try:
        content: dict[str, Any] = json.loads((folder / f"{benchmark}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    cases = {name: Measured(**case) for name, case in content["cases"].items()}
    absent = {name: (title, reason) for name, (title, reason) in content["absent"].items()}
    return Results(cases, absent), content["facts"]


def forget(folder: Path) -> None:
    """Remove all results."""
    for path in folder.glob("*.json"):
        path.unlink()
