"""What an edit does to a living cluster: tables of edits, before and after."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from eks_gpu import changes, declaration
from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.spec import ClusterSpec
from tests.specs import BASE, GONE, changed
from tests.strategies import valid_specs

CLUSTERS = Path(__file__).parents[2] / "clusters"
GROUP = "gpu_node_groups[0]."
MANY = {GROUP + "max_per_zone": GONE, GROUP + "max": 2}
EXISTING = {
    "vpc_id": "vpc-0a1b2c3d",
    "private_subnets": {"us-west-2a": "subnet-0a1b2c3d", "us-west-2b": "subnet-1a1b2c3d"},
}
OTHER = {
    "vpc_id": "vpc-0a1b2c3d",
    "private_subnets": {"us-west-2a": "subnet-0a1b2c3d", "us-west-2b": "subnet-2a1b2c3d"},
}
WORK = BASE["workloads"][0]
ZONES = ["us-west-2a", "us-west-2b", "us-west-2c"]

# Rule, severity, where, words of the answer, as it was, as it is.
OBJECTS: list[tuple[str, str, str, str, dict[str, Any], dict[str, Any]]] = [
    ("cluster-replaced", "warning", "name", "stays and costs", {}, {"name": "other"}),
    ("cluster-replaced", "warning", "region", "lost sight of", {}, {"region": "us-east-1"}),
    ("cluster-replaced", "warning", "access.creator_admin", "made anew", {}, {"access.creator_admin": False}),
    ("cluster-replaced", "warning", "network", "vpc-0a1b2c3d", {}, {"network": EXISTING}),
    ("network-replaced", "warning", "network.cidr", "10.1.0.0/16", {}, {"network.cidr": "10.1.0.0/16"}),
    ("network-replaced", "error", "network.zones", "first two", {}, {"network.zones": ["us-west-2b", "us-west-2a"]}),
    ("network-replaced", "error", "network.zones", "stays there", {}, {"network.zones": ["us-west-2a", "us-west-2c"]}),
    ("network-replaced", "warning", "network.zones", "us-west-2c", {"network.zones": ZONES}, {}),
    (
        "network-replaced",
        "warning",
        "network.zones",
        "us-west-2c",
        {"network.zones": ZONES},
        {"network.zones": ["us-west-2a", "us-west-2b", "us-west-2d", "us-west-2c"]},
    ),
    ("network-replaced", "error", "network.private_subnets", "refuses", {"network": EXISTING}, {"network": OTHER}),
    ("group-replaced", "warning", GROUP + "instance_types", "g6.xlarge", {}, {GROUP + "instance_types": ["g6.xlarge"]}),
    ("group-replaced", "warning", GROUP + "capacity", "evicted", {}, {GROUP + "capacity": "spot"}),
    ("group-replaced", "warning", GROUP + "os", "bottlerocket", {}, {GROUP + "os": "bottlerocket"}),
    ("group-replaced", "warning", GROUP + "zones", "in us-west-2b", {}, {GROUP + "zones": ["us-west-2a"]}),
    ("group-replaced", "warning", "gpu_node_groups[0]", "one a zone", {}, MANY),
    ("group-replaced", "warning", GROUP + "zones", "cannot change", MANY, {**MANY, GROUP + "zones": ["us-west-2a"]}),
    (
        "group-replaced",
        "warning",
        "system_nodes.instance_types",
        "m6i.large",
        {},
        {"system_nodes": {"instance_types": ["m6i.large"]}},
    ),
    ("removed", "warning", "gpu_node_groups", "up to 4 nodes", {}, {GROUP + "name": "renamed"}),
    ("removed", "warning", "namespaces", "everything in it", {}, {"namespaces": []}),
    ("removed", "warning", "workloads", "default/train", {}, {"workloads": []}),
    ("nodes-replaced", "warning", "tags", "every node", {}, {"tags": {"team": "ml"}}),
    ("nodes-replaced", "warning", GROUP + "disk_gib", "200 becomes 300", {}, {GROUP + "disk_gib": 300}),
    ("nodes-replaced", "warning", GROUP + "disk_throughput_mibs", "500", {}, {GROUP + "disk_throughput_mibs": 500}),
    (
        "nodes-replaced",
        "warning",
        GROUP + "ami",
        "own choice becomes 1.35.2-20260714",
        {},
        {GROUP + "ami": {"release_version": "1.35.2-20260714"}},
    ),
    ("nodes-replaced", "warning", "system_nodes.disk_gib", "50 becomes 80", {}, {"system_nodes": {"disk_gib": 80}}),
    (
        "minimum-raised",
        "warning",
        GROUP + "min_per_zone",
        "'gpu-us-west-2a-' and 'gpu-us-west-2b-'",
        {},
        {GROUP + "min_per_zone": 1},
    ),
    ("minimum-raised", "warning", GROUP + "min", "minSize=2,desiredSize=2", MANY, {**MANY, GROUP + "min": 2}),
    ("minimum-raised", "warning", "system_nodes.min", "desiredSize=3", {}, {"system_nodes": {"min": 3}}),
    ("kubernetes-version", "error", "kubernetes_version", "1.35", {}, {"kubernetes_version": "1.34"}),
    (
        "kubernetes-version",
        "error",
        "kubernetes_version",
        '"1.35"',
        {"kubernetes_version": "1.34"},
        {"kubernetes_version": "1.36"},
    ),
    ("kubernetes-version", "warning", "kubernetes_version", "every node", {}, {"kubernetes_version": "1.36"}),
    ("workload-replaced", "warning", "workloads[0].kind", "cron_job", {}, {"workloads[0].kind": "cron_job"}),
    (
        "workload-replaced",
        "warning",
        "workloads[0].image",
        "runs again",
        {},
        {"workloads[0].image": "registry.example/train:2"},
    ),
    ("workload-replaced", "warning", "workloads[0]", "its share", {}, {GROUP + "instance_types": ["g5.2xlarge"]}),
    (
        "backend",
        "warning",
        "backend",
        "migrate-state",
        {},
        {"backend": {"s3": {"bucket": "acme-terraform", "region": "us-west-2"}}},
    ),
    ("protection", "warning", "deletion_protection", "destroy", {}, {"deletion_protection": False}),
    (
        "protection",
        "warning",
        "access.admins",
        "role/a",
        {"access.admins": ["arn:aws:iam::111122223333:role/a"]},
        {},
    ),
]
LETS_PASS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("cluster-replaced", {}, {"access.admins": ["arn:aws:iam::111122223333:role/a"]}),
    ("network-replaced", {}, {"network.zones": ZONES}),
    ("network-replaced", {}, {"network.nat": "per-zone"}),
    ("group-replaced", {"network.zones": ZONES[:2]}, {"network.zones": ZONES}),
    ("group-replaced", {}, {GROUP + "max_per_zone": 9, GROUP + "labels": {"team": "ml"}}),
    ("removed", {}, {"workloads": [WORK, {**WORK, "name": "other"}]}),
    ("nodes-replaced", {}, {GROUP + "max_per_zone": 9}),
    ("minimum-raised", {GROUP + "min_per_zone": 2}, {GROUP + "min_per_zone": 1}),
    ("kubernetes-version", {}, {}),
    (
        "workload-replaced",
        {"workloads[0].completions": 4},
        {"workloads[0].completions": 4, "workloads[0].parallelism": 2},
    ),
    (
        "workload-replaced",
        {"workloads[0].kind": "deployment"},
        {"workloads[0].kind": "deployment", "workloads[0].image": "registry.example/train:2"},
    ),
    ("backend", {}, {}),
    ("protection", {"deletion_protection": False}, {"deletion_protection": True}),
]


def design(changes_: dict[str, Any]) -> ClusterDesign:
    return design_cluster(ClusterSpec.model_validate(changed(changes_)))


@pytest.mark.parametrize(("rule", "severity", "where", "says", "old", "new"), OBJECTS)
def test_says_what_an_edit_does(  # noqa: PLR0917 - a table
    rule: str, severity: str, where: str, says: str, old: dict[str, Any], new: dict[str, Any]
) -> None:
    found = [one for one in changes.run(design(old), design(new)) if one.id == f"change-{rule}"]

    assert [(one.severity, one.where) for one in found] == [(severity, where)]
    assert says in f"{found[0].message} {found[0].fix}"


@pytest.mark.parametrize(("rule", "old", "new"), LETS_PASS)
def test_says_nothing_of_what_is_harmless(rule: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    assert [one for one in changes.run(design(old), design(new)) if one.id == f"change-{rule}"] == []


@pytest.mark.parametrize("rule", changes.by_id())
def test_each_rule_has_a_page_and_both_kinds_of_case(rule: str) -> None:
    page = inspect.getdoc(changes.by_id()[rule]) or ""

    assert "**Why.**" in page
    assert "**Fix.**" in page
    assert rule in {f"change-{case[0]}" for case in OBJECTS}
    assert rule in {f"change-{case[0]}" for case in LETS_PASS}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40, derandomize=True)
@given(valid_specs())
def test_no_edit_does_nothing(data: dict[str, Any]) -> None:
    one, same = (design_cluster(ClusterSpec.model_validate(data)) for _ in range(2))

    assert list(changes.run(one, same)) == []


def test_a_finding_about_an_edit_can_be_ignored_and_is_not_missed_without_one() -> None:
    ignore = [{"id": "change-nodes-replaced", "where": "tags", "reason": "planned for the night"}]
    old, new = (declaration.check(declaration_of(spec)) for spec in ({}, {"tags": {"team": "ml"}, "ignore": ignore}))

    assert new.problems == ()
    compared = declaration.check_change(new, old)
    assert compared.problems == ()
    assert [one.problem.id for one in compared.ignored] == ["change-nodes-replaced"]


def declaration_of(changes_: dict[str, Any]) -> Any:
    from eks_gpu.spec import parse  # noqa: PLC0415 - only here

    return parse(changed(changes_))
