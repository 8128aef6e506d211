"""The examples in the module of every rule about manifests do what the rule's page says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eks_gpu import declaration
from eks_gpu.manifests import rules
from eks_gpu.manifests.objects import read_objects
from eks_gpu.rules.examples import examples, whole
from eks_gpu.spec import load_text

if TYPE_CHECKING:
    from pathlib import Path

RULES = rules.by_id()
# One workload, for the rule about those that manifests displace, and a chart, for the one about its version.
CLUSTER = whole(
    "workloads:\n  - {name: train, kind: job, image: 'registry.example/train:1', cpu: 3500m, memory: 8Gi}\n"
    "charts:\n  - {name: a, namespace: a, repository: 'https://a.example', chart: tools, version: 1.5.0}\n"
)


def found(folder: Path, manifests: str) -> list[str]:
    file = folder / "manifests.yaml"
    file.write_text(manifests, encoding="utf-8")
    return [one.id for one in declaration.check(load_text(CLUSTER), read_objects([str(file)])).problems]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_bad_and_a_good_example(rule: str) -> None:
    assert [example.title for example in examples(RULES[rule])] == ["Bad", "Good"]


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_example_is_reported(tmp_path: Path, rule: str) -> None:
    assert rule in found(tmp_path, RULES[rule].BAD)


@pytest.mark.parametrize("rule", RULES)
def test_the_good_example_is_not_reported(tmp_path: Path, rule: str) -> None:
    assert rule not in found(tmp_path, RULES[rule].GOOD)
    # The quota's pods find no room: a g5.xlarge has one GPU, and the example asks for two.
    assert set(found(tmp_path, RULES[rule].GOOD)) <= {"workload-never-scales"}


def test_a_rule_is_short() -> None:
    for rule in RULES.values():
        with open(str(rule.__file__), encoding="utf-8") as file:  # noqa: PTH123 - a path of Python's
            assert len(file.readlines()) <= 130
