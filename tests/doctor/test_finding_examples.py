"""The examples in the module of every finding do what the finding's page says of them."""

from __future__ import annotations

import pytest

from eks_gpu.doctor import examine, findings, observe
from eks_gpu.rules import rule_id
from eks_gpu.rules.examples import examples
from tests.doctor import healthy
from tests.doctor.overlay import over

RULES = {rule_id(rule.__name__): rule for rule in findings.rules()}


def found(fragment: str) -> list[str]:
    """Ids of the findings for a healthy cluster with one GPU node and the fragment over it; causes first."""
    answers = over(healthy.scaled_up(), fragment).texts()
    design = healthy.design_with_pool() if "declares the node pool" in fragment else healthy.design()
    return [finding.id for finding in examine(design, observe(answers))]


@pytest.mark.parametrize("rule", RULES)
def test_each_finding_has_a_bad_and_a_good_example(rule: str) -> None:
    titles = [example.title for example in examples(RULES[rule])]

    assert titles == ["Bad", "Good"], f"{RULES[rule].__name__} lacks BAD or GOOD"


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_example_is_found_first(rule: str) -> None:
    assert found(RULES[rule].BAD)[:1] == [rule]


@pytest.mark.parametrize("rule", RULES)
def test_the_good_example_has_no_finding_at_all(rule: str) -> None:
    assert found(RULES[rule].GOOD) == []


@pytest.mark.parametrize("rule", RULES)
def test_examples_are_short(rule: str) -> None:
    shown = [example.yaml for example in examples(RULES[rule])]

    assert max(len(text.splitlines()) for text in shown) <= 25
    assert max(len(line) for text in shown for line in text.splitlines()) <= 120
