"""Decisions have numbers by which others name them."""

from __future__ import annotations

import re
from collections import Counter

from tests.synthesized import ROOT

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
_NUMBER = re.compile(r"(?P<number>\d{4})-[a-z0-9-]+")


def test_each_number_is_given_once_and_none_is_left_out() -> None:
    numbers = [named["number"] for path in DECISIONS if (named := _NUMBER.fullmatch(path.stem))]

    assert len(numbers) == len(DECISIONS) > 0
    assert [number for number, count in Counter(numbers).items() if count > 1] == []
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))


def test_a_decision_begins_with_its_number_and_has_a_status() -> None:
    for path in DECISIONS:
        first, _, rest = path.read_text(encoding="utf-8").partition("\n")

        assert first.startswith(f"# {path.stem[:4]}: "), path.name
        assert "\nStatus: " in rest, path.name


def test_a_number_next_to_a_link_is_the_files() -> None:
    wrong = [
        f"{path.name}: {found[0]}"
        for path in sorted((ROOT / "docs").rglob("*.md"))
        for found in re.finditer(r"[Dd]ecision (\d{4})\]\([^)]*/(\d{4})-", path.read_text(encoding="utf-8"))
        if found[1] != found[2]
    ]

    assert wrong == []
