"""The lists of files in CONTRIBUTING.md name what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bindings.test_rooms import LIBRARY

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:constructs|stacks|tests|tools|docs)/[\w/.<>-]+)`", TEXT)))
# Rooms that are cut by subject.
BY_SUBJECT = ("checks", "changes", "design", "aws", "kubernetes")


def subjects() -> set[str]:
    folders = (path for room in BY_SUBJECT for path in (LIBRARY / room).iterdir())
    return {path.name for path in folders if (path / "__init__.py").exists()}


@pytest.mark.parametrize("path", NAMED)
def test_every_named_file_exists(path: str) -> None:
    pattern = re.sub(r"<\w+>", "*", path)

    assert any(ROOT.glob(pattern)), f"{path} is in CONTRIBUTING.md, and no file is there"


def test_all_kinds_of_tasks_are_listed() -> None:
    tasks = re.findall(r"^### … (.+)$", TEXT, flags=re.MULTILINE)

    assert len(NAMED) > 20
    assert {"a rule", "a field", "a finding", "a DaemonSet", "an instance type"} <= set(tasks)


def test_the_layout_names_every_subject() -> None:
    layout = (ROOT / "docs" / "explanation" / "layout.md").read_text(encoding="utf-8")
    start = layout.index("The subjects are")
    named = set(re.findall(r"`([a-z]+)`", layout[start : layout.index("`tests/bindings", start)]))

    # Where a pod fits is computed in one room and judged in another.
    assert subjects() - {"verdicts"} <= named


@pytest.mark.parametrize("room", ["checks", "changes"])
def test_every_rule_lies_in_the_folder_of_a_subject(room: str) -> None:
    loose = [path.name for path in (LIBRARY / room).glob("*.py") if not path.name.startswith("_")]

    assert loose == []
