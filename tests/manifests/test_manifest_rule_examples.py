"""The examples in the module of every rule about manifests do what the rule's page says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eks_gpu import declaration
from eks_gpu.manifests import rules
from eks_gpu.manifests.objects import read_objects
from eks_gpu.report.brought import brought
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


def test_a_plugin_among_the_manifests_may_be_the_only_one(tmp_path: Path) -> None:
    plugin = next(rule for rule in RULES if rule == "manifest-device-plugin")
    file = tmp_path / "manifests.yaml"
    file.write_text(RULES[plugin].BAD, encoding="utf-8")
    objects = read_objects([str(file)])
    theirs = f"{CLUSTER}device_plugin: existing\n"

    assert plugin in {one.id for one in declaration.check(load_text(CLUSTER), objects).problems}
    assert plugin not in {one.id for one in declaration.check(load_text(theirs), objects).problems}


def test_pods_without_gpus_are_not_judged_on_nodes_of_others(tmp_path: Path) -> None:
    file = tmp_path / "manifests.yaml"
    file.write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: large}\n"
        'spec: {containers: [{name: a, image: "a:1", resources: {requests: {cpu: 60}}}]}\n',
        encoding="utf-8",
    )
    existing = load_text(
        "name: a\nregion: us-west-2\nkubernetes_version: '1.35'\nexisting_cluster: true\n"
        "network: {private_subnets: {us-west-2a: subnet-0a1b2c3d}}\n"
        "gpu_node_groups: [{name: gpu, instance_types: [g5.xlarge], max: 2}]\n"
    )
    objects = read_objects([str(file)])
    declared = declaration.check(existing, objects)

    assert declared.problems == ()
    assert declared.manifests
    assert "does not describe the nodes of others" in " ".join(brought(declared.manifests).split())
    assert declaration.check(load_text(CLUSTER), objects).problems
