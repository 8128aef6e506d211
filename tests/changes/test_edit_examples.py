"""The examples in the module of every rule about an edit do what the rule's page says of them."""

from __future__ import annotations

import pytest

from eks_gpu import changes, declaration
from eks_gpu.rules.examples import examples, whole
from tests.specs import loaded

RULES = changes.by_id()
# A new taint of any effect gives the pods another toleration.
ALSO = {
    "change-taint-evicts": ["change-pods-restart"],
    # Its good edit removes the load balancer, and keeps the controller.
    "change-controller-removed": ["change-load-balancer"],
    # The job of its good edit has ended.
    "change-queueing-added": ["change-removed"],
    # Its good edit takes the workload out of the queue, and keeps Kueue.
    "change-queueing-removed": ["change-queue"],
}


def findings(before: str, after: str) -> list[str]:
    """Ids of the findings about the edit of a file, without those about the file itself."""
    old, new = (declaration.check(loaded(whole(text), text)) for text in (before, after))
    assert not [problem for problem in (*old.problems, *new.problems) if problem.severity == "error"]
    return [problem.id for problem in declaration.check_change(new, old).problems if problem.id in RULES]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_its_examples(rule: str) -> None:
    titles = [example.title for example in examples(RULES[rule])]

    assert titles in (["Before", "Bad", "Good"], ["Before", "Bad"]), f"{RULES[rule].__name__} lacks BEFORE or BAD"
    assert hasattr(RULES[rule], "GOOD"), f"{RULES[rule].__name__} lacks GOOD, or None with the reason"


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_edit_is_reported(rule: str) -> None:
    assert rule in findings(RULES[rule].BEFORE, RULES[rule].BAD)


@pytest.mark.parametrize("rule", [rule for rule in RULES if RULES[rule].GOOD is not None])
def test_the_good_edit_is_not_reported(rule: str) -> None:
    assert findings(RULES[rule].BEFORE, RULES[rule].GOOD) == ALSO.get(rule, [])
    assert RULES[rule].GOOD != RULES[rule].BEFORE


@pytest.mark.parametrize("rule", RULES)
def test_examples_are_short(rule: str) -> None:
    assert max(len(example.yaml.splitlines()) for example in examples(RULES[rule])) <= 20
