"""The examples in every rule's module do what the rule's page says of them."""

from __future__ import annotations

import pytest

from eks_gpu import checks, declaration
from eks_gpu.rules.examples import BASE, examples, whole
from tests.specs import loaded

RULES = checks.by_id()


def found(fragment: str) -> list[str]:
    """Ids of the findings for a reader who writes the fragment into a sound file."""
    return [problem.id for problem in declaration.check(loaded(whole(fragment), fragment)).problems]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_bad_and_a_good_example(rule: str) -> None:
    titles = [example.title for example in examples(RULES[rule])]

    assert titles == ["Bad", "Good"], f"{RULES[rule].__name__} lacks BAD or GOOD"


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_example_is_reported(rule: str) -> None:
    assert rule in found(RULES[rule].BAD)


@pytest.mark.parametrize("rule", RULES)
def test_the_good_example_has_no_finding_at_all(rule: str) -> None:
    assert found(RULES[rule].GOOD) == []


def test_the_base_has_no_finding() -> None:
    assert found("") == []
    assert whole("") == BASE


def test_a_fragment_replaces_the_blocks_with_its_keys() -> None:
    text = whole("network:\n  zones: [us-west-2c]\nworkloads: []\n")

    assert text.count("network:") == 1
    assert "us-west-2a" not in text
    assert text.endswith("network:\n  zones: [us-west-2c]\nworkloads: []\n")


@pytest.mark.parametrize("rule", RULES)
def test_examples_are_short(rule: str) -> None:
    shown = [example.yaml for example in examples(RULES[rule])]

    assert max(len(text.splitlines()) for text in shown) <= 25
    assert max(len(line) for text in shown for line in text.splitlines()) <= 120


def test_many_lines_and_long_ones_are_shortened() -> None:
    tags, files = (examples(RULES[rule])[0].yaml for rule in ("auto-scaling-tags", "volume-files"))

    assert tags.endswith("      # … and 34 more\n")
    assert "xxx…  # 1,048,603 characters\n" in files
