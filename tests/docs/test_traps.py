"""docs/reference/traps.md: every trap once, and no rule in it that does not exist."""

from __future__ import annotations

import importlib
import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from eks_gpu import checks
from eks_gpu.rules import rule_id

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "traps.md"
KINDS = {"rule", "prevented", "no field", "outside"}
# How many there are of each letter.
COUNTS = {"N": 8, "C": 8, "I": 7, "G": 13, "A": 10, "L": 11, "P": 4, "D": 9, "T": 10, "Z": 16, "W": 10, "K": 7, "X": 17}
_ROW = re.compile(r"\| ([A-Z]\d+) \| (.+) \| (.+?) \|")
_LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")


@dataclass(frozen=True)
class Row:
    id: str
    seen: str
    here: str

    @property
    def kind(self) -> str:
        return self.here.partition(": ")[0]

    @property
    def rules(self) -> list[str]:
        """Rules named before the first ';', of rows of that kind."""
        named = self.here.partition(": ")[2].partition(";")[0]
        return re.findall(r"`([^`]+)`", named) if self.kind == "rule" else []


TEXT = PAGE.read_text(encoding="utf-8")
ROWS = [Row(*match.groups()) for line in TEXT.splitlines() if (match := _ROW.fullmatch(line))]


def rule_ids() -> set[str]:
    found = [*checks.rules()]
    # Rules about a change of a running cluster, where this version has them.
    if importlib.util.find_spec("eks_gpu.changes"):
        found += importlib.import_module("eks_gpu.changes").rules()
    return {rule_id(rule.__name__) for rule in found}


def test_every_trap_is_there_once() -> None:
    assert [row.id for row in ROWS] == [f"{letter}{n}" for letter, most in COUNTS.items() for n in range(1, most + 1)]


def test_every_row_of_a_table_is_read() -> None:
    headings = ("| id |", "|---")
    lines = [line for line in TEXT.splitlines() if line.startswith("|") and not line.startswith(headings)]
    assert len(lines) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_says_what_becomes_of_the_trap(row: Row) -> None:
    assert row.kind in KINDS
    assert row.here.partition(": ")[2]


@pytest.mark.parametrize("row", [row for row in ROWS if row.kind == "rule"], ids=lambda row: row.id)
def test_the_rules_exist(row: Row) -> None:
    assert row.rules
    assert set(row.rules) <= rule_ids()


def test_links_lead_somewhere() -> None:
    links = [link for link in _LINK.findall(TEXT) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
