"""What the loader says of a file whose shape is wrong: where, what was given, what is allowed, the edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import declaration
from eks_gpu.problem import Position, Problem, render
from eks_gpu.spec import load_file, load_text, parse
from tests.specs import BASE, GONE, changed

if TYPE_CHECKING:
    from pathlib import Path

YAML_12 = """
name: on
region: us-west-2
kubernetes_version: '1.35'
network: {zones: [us-west-2a, us-west-2b]}
"""
GROUP = "gpu_node_groups[0]"
IDLE = "monitoring.alerts.idle_percent"
POINT = {"name": "alice", "user": 1000, "group": 1000}
SESSION = "arn:aws:sts::111122223333:assumed-role/platform/me"


def _reader(action: str, arn: str) -> dict[str, Any]:
    return {"name": "a", "statements": [{"actions": [action], "resources": [arn]}]}


ROWS: tuple[tuple[str, dict[str, Any], str, str, str], ...] = (
    ("unknown key", {"regoin": "x"}, "spec-unknown-key", "regoin", "remove it: 'region' is already set"),
    ("unknown key with a near one", {"tag": {}}, "spec-unknown-key", "tag", "write 'tags' instead"),
    (
        "unknown key of a group",
        {f"{GROUP}.disk_gb": 9},
        "spec-unknown-key",
        f"{GROUP}.disk_gb",
        "write 'disk_gib' instead",
    ),
    (
        "unknown key of a network",
        {"network.subnets": []},
        "spec-unknown-key",
        "network.subnets",
        "valid keys here: cidr, endpoints",
    ),
    ("missing", {"region": GONE}, "spec-missing", "region", "add 'region: …'"),
    ("missing in a group", {f"{GROUP}.name": GONE}, "spec-missing", f"{GROUP}.name", "Name of the group"),
    ("empty value", {"region": None}, "spec-type", "region", "nothing (an empty value)"),
    ("number for text", {"kubernetes_version": 1.35}, "spec-type", "kubernetes_version", "in quotes"),
    (
        "text for number",
        {f"{GROUP}.disk_gib": "200"},
        "spec-type",
        f"{GROUP}.disk_gib",
        "a whole number, without quotes",
    ),
    ("fraction", {"workloads[0].gpus": 0.5}, "spec-type", "workloads[0].gpus", "whole number"),
    ("text for true", {"deletion_protection": "no"}, "spec-type", "deletion_protection", "true or false"),
    (
        "text instead of a list",
        {f"{GROUP}.instance_types": "g5.xlarge"},
        "spec-type",
        f"{GROUP}.instance_types",
        "a list",
    ),
    ("list for keys", {"access": []}, "spec-type", "access", "keys and values (valid keys: admins, "),
    (
        "number for keys",
        {f"{GROUP}.sharing": {"time_slicing": 4}},
        "spec-type",
        f"{GROUP}.sharing.time_slicing",
        "rename, replicas)",
    ),
    ("too large", {"workloads[0].gpus": 99}, "spec-range", "workloads[0].gpus", "at most 64"),
    ("too small", {f"{GROUP}.max_per_zone": 0}, "spec-range", f"{GROUP}.max_per_zone", "at least 1"),
    ("not below", {"monitoring": {"alerts": {"idle_percent": 120}}}, "spec-range", IDLE, "write less than 100"),
    ("no number", {"monitoring": {"alerts": {"idle_percent": "few"}}}, "spec-type", IDLE, "write a number"),
    (
        "action",
        {"workloads[0].service_account": _reader("s3:", "*")},
        "spec-value",
        "workloads[0].service_account.statements[0].actions[0]",
        "an IAM action",
    ),
    # What stands in for it is s3:GetObject, which is on objects.
    (
        "action on a bucket",
        {"workloads[0].service_account": _reader("ListBucket", "arn:aws:s3:::models")},
        "spec-value",
        "workloads[0].service_account.statements[0].actions[0]",
        "an IAM action",
    ),
    ("too few", {"network.zones": ["us-west-2a"]}, "spec-length", "network.zones", "at least 2 items"),
    (
        "too long",
        {"workloads[0].name": "a" * 60},
        "spec-length",
        "workloads[0].name",
        "at most 52 characters",
    ),
    ("choice", {"workloads[0].kind": "deploymnet"}, "spec-choice", "workloads[0].kind", "write deployment"),
    ("choice of a list", {"network.endpoints": ["ecr"]}, "spec-choice", "network.endpoints[0]", "ecr.api"),
    (
        "add-on",
        {"addons": {"core-dns": "v1.1.1-eksbuild.1"}},
        "spec-choice",
        "addons.core-dns",
        "write coredns",
    ),
    ("name", {"name": "My Cluster"}, "spec-value", "name", "1 to 31 lower-case letters"),
    ("region", {"region": "us-west"}, "spec-value", "region", "such as us-west-2"),
    ("minor", {"kubernetes_version": "v1.35.1"}, "spec-value", "kubernetes_version", '"1.35"'),
    ("host bits", {"network.cidr": "10.0.3.0/16"}, "spec-value", "network.cidr", "begins at 10.0.0.0/16"),
    (
        "address",
        {"access.public_cidrs": ["203.0.113.7"]},
        "spec-value",
        "access.public_cidrs[0]",
        "write 203.0.113.7/32",
    ),
    ("no address", {"network.cidr": "ten"}, "spec-value", "network.cidr", "CIDR form"),
    *(
        (
            f"access point at {path}",
            {"storage": [{"name": "home", "efs": {"access_points": [{**POINT, "path": path}]}}]},
            "spec-value",
            "storage[0].efs.access_points[0].path",
            "an absolute path of one to four folders",
        )
        for path in ("home/alice", "/", "/home/alice/", "/a/../b", "/a/b/c/d/e", "/a b", "/" + 100 * "a")
    ),
    ("IPv6", {"network.cidr": "fd00::/8"}, "spec-value", "network.cidr", "IPv6"),
    (
        "session",
        {"access.admins": [SESSION]},
        "spec-value",
        "access.admins[0]",
        "arn:aws:iam::111122223333:role/platform",
    ),
    (
        "account",
        {"access.admins": ["arn:aws:iam::111122223333:root"]},
        "spec-value",
        "access.admins[0]",
        "whole account",
    ),
    ("no ARN", {"access.viewers": ["me"]}, "spec-value", "access.viewers[0]", "IAM role or user"),
    (
        "label value",
        {f"{GROUP}.labels": {"team": "a b"}},
        "spec-value",
        f"{GROUP}.labels.team",
        "label value",
    ),
    ("label key", {f"{GROUP}.labels": {"-team": "a"}}, "spec-value", f"{GROUP}.labels.-team", "label key"),
    (
        "taint without value",
        {f"{GROUP}.taints": [{"key": "a", "effect": "NoSchedule"}]},
        "spec-missing",
        f"{GROUP}.taints[0].value",
        "autoscaler",
    ),
    (
        "effect",
        {f"{GROUP}.taints": [{"key": "a", "value": "b", "effect": "NO_SCHEDULE"}]},
        "spec-value",
        f"{GROUP}.taints[0].effect",
        "NoSchedule",
    ),
    ("quantity", {"workloads[0].memory": "12 GB"}, "spec-value", "workloads[0].memory", "12Gi"),
    ("GiB", {"workloads[0].memory": "14GiB"}, "spec-value", "workloads[0].memory", "write 14Gi"),
    ("gi", {"workloads[0].shm": "1.5gi"}, "spec-value", "workloads[0].shm", "write 1.5Gi"),
    ("cron", {"workloads[0].schedule": "daily"}, "spec-value", "workloads[0].schedule", "five fields"),
    (
        "image",
        {"workloads[0].image": "https://nvcr.io/x"},
        "spec-value",
        "workloads[0].image",
        "container image",
    ),
    (
        "release",
        {f"{GROUP}.ami": {"release_version": "latest"}},
        "spec-value",
        f"{GROUP}.ami.release_version",
        "1.35.2-20260714",
    ),
    ("registry", {"images": {"registry": "https://x"}}, "spec-value", "images.registry", "without scheme"),
)


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, render(problems)
    return problems[0]


@pytest.mark.parametrize(("changes", "rule", "where", "says"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_one_mistake_gives_one_problem(changes: dict[str, Any], rule: str, where: str, says: str) -> None:
    problem = only(declaration.check(parse(changed(changes))).problems)

    assert (problem.id, problem.severity, problem.where) == (rule, "error", where)
    assert says in f"{problem.message} {problem.fix}"


def test_all_problems_come_in_one_answer_with_those_of_the_rules() -> None:
    changes = {
        "regoin": "x",
        "network.cidr": "ten",
        f"{GROUP}.disk_gib": "big",
        "workloads[0].node_groups": ["gpuu"],
    }

    problems = declaration.check(parse(changed(changes))).problems

    assert {problem.where for problem in problems} == {
        "regoin",
        "network.cidr",
        f"{GROUP}.disk_gib",
        "workloads[0].node_groups[0]",
    }


def test_a_misspelt_key_is_not_taken_for_one_left_out() -> None:
    changes = {"access": GONE, "acces": {"runner": "vpc"}}

    assert only(declaration.check(parse(changed(changes))).problems).id == "spec-unknown-key"


def test_a_wrong_region_says_nothing_about_the_zones() -> None:
    changes = {"region": "Frankfurt", "network.zones": ["eu-central-1a", "eu-central-1b"]}

    assert only(declaration.check(parse(changed(changes))).problems).where == "region"


def test_a_reference_to_a_group_with_a_wrong_name_says_nothing_more() -> None:
    changes = {f"{GROUP}.name": "GPU", "workloads[0].node_groups": ["gpu"]}

    assert only(declaration.check(parse(changed(changes))).problems).where == f"{GROUP}.name"


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_is_no_mapping_is_a_problem(data: object) -> None:
    assert only(parse(data).problems).id == "spec-shape"


def test_positions_are_those_of_the_file() -> None:
    lines = (
        "name: base",
        "region: us-wst-2",
        "network:",
        "  zones:",
        "    - us-west-2a",
        "    - 7",
        "gpu_node_groups:",
        "  - {name: gpu, disk: 3}",
    )

    problems = declaration.check(load_text("\n".join(lines), "my.yaml")).problems
    positions = {problem.where: problem.position for problem in problems}

    assert positions["region"] == Position(2, 1)
    assert positions["network.zones[1]"] == Position(6, 7)
    assert positions["gpu_node_groups[0].disk"] == Position(8, 17)
    assert positions["kubernetes_version"] is None
    assert all(problem.file == "my.yaml" for problem in problems)
    assert "my.yaml:2:1: region\n  error [" in render(problems)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name: [a\nregion: b\n", Position(2, 7)),
        ("name: a\n\tregion: b\n", Position(2, 1)),
        ("name: a\nname: b\n", Position(2, 1)),
        ("a: 1\n---\nb: 2\n", Position(2, 1)),
        ("a: 2001-99-99", None),
        ("a: !!bool x", None),
        ("&x {a: *x}", None),
        ("[" * 3000, None),
    ],
)
def test_what_is_no_yaml_says_where(text: str, place: Position | None) -> None:
    problem = only(load_text(text, "my.yaml").problems)

    assert (problem.id, problem.position, problem.file) == ("yaml-syntax", place, "my.yaml")


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")

    assert "No such file" in only(load_file(tmp_path / "none.yaml", "none.yaml").problems).message
    assert "UTF-8" in only(load_file(binary).problems).message


def test_yaml_1_2_words_are_texts() -> None:
    loaded = load_text(YAML_12)

    assert loaded.problems == ()
    assert loaded.spec is not None
    assert loaded.spec.name == "on"


@pytest.mark.slow
def test_aliases_of_aliases_do_not_fill_the_memory() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]

    (problem,) = load_text("\n".join(lines)).problems

    assert problem.id == "yaml-syntax"


def test_a_wrong_item_is_not_a_short_list_as_well() -> None:
    loaded = load_text(
        '{name: a, region: us-west-2, kubernetes_version: "1.35", network: {zones: [us-west-2a, Nowhere]}}'
    )

    assert [problem.where for problem in loaded.problems] == ["network.zones[1]"]


@pytest.mark.parametrize("line", ["0 3 * * 7", "*/0 * * * *", "5-1 * * * *", "0 24 * * *"])
def test_times_that_do_not_exist(line: str) -> None:
    data = {**BASE, "workloads": [{"name": "a", "kind": "cron_job", "image": "a:1", "schedule": line}]}

    assert [problem.where for problem in parse(data).problems] == ["workloads[0].schedule"]
