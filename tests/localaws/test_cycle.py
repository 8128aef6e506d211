"""The examples, and a wider declaration with schedules, live and die in a local AWS under the real terraform."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.localaws import edits
from tests.localaws.cycle import Declarations, Seen, live
from tests.localaws.deployment import Deployment
from tests.localaws.inventory import inventory
from tests.synthesized import EXAMPLES, SPECS, Synthesized, synthesize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.localaws.deployment import Change
    from tests.localaws.server import LocalAws
    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]
# Those on reserved capacity live in test_reserved.py: they are of one type for good.
LIVING = ("noble-gpu", "quickstart", "ladder")
FILES = {path.stem: path for path in (*EXAMPLES, *SPECS) if path.stem in LIVING}
RAISING = "quickstart"


@pytest.fixture(scope="module")
def declared() -> dict[str, edits.Declared]:
    return {name: edits.read(path) for name, path in FILES.items()}


@pytest.fixture(scope="module")
def before(aws: LocalAws) -> set[str]:
    """Resources of an unused account."""
    return inventory(aws)


@pytest.fixture(scope="module")
def cycles(
    aws: LocalAws,
    before: set[str],
    declared: dict[str, edits.Declared],
    terraform: Terraform,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Future[Seen]]]:
    """All clusters in one account at the same time: terraform mostly waits, and names that clash would be seen."""
    assert before
    root = tmp_path_factory.mktemp("cycles")
    grown = {name: edits.grown(spec) for name, spec in declared.items()}

    def made(edited: dict[str, edits.Declared], folder: Path) -> Synthesized:
        return synthesize([edits.write(spec, folder / "clusters") for spec in edited.values()], folder / "out")

    days = Declarations(
        made(declared, root / "first"),
        made(grown, root / "grown"),
        made({RAISING: edits.raised(grown[RAISING])}, root / "raised"),
        made({name: edits.on_other_types(spec) for name, spec in grown.items()}, root / "on-other-types"),
    )

    local = replace(terraform, environment=terraform.environment | aws.environment)

    def lived(name: str) -> Seen:
        with Deployment(local, root / "run", name).attached() as deployment:
            return live(aws, deployment, days)

    with ThreadPoolExecutor() as executor:
        yield {name: executor.submit(lived, name) for name in declared}


@pytest.fixture(params=sorted(FILES))
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def seen(name: str, cycles: dict[str, Future[Seen]]) -> Seen:
    """Results of a cycle, or the reason why it ended early."""
    return cycles[name].result()


def test_the_autoscaler_finds_the_groups(name: str, seen: Seen, declared: dict[str, edits.Declared]) -> None:
    """EKS's own tags on each, and on those of GPU nodes what a new node would look like."""
    template = "k8s.io/cluster-autoscaler/node-template"
    tagged = [{tag["Key"]: tag["Value"] for tag in group["Tags"]} for group in seen.groups]
    assert all(tags["k8s.io/cluster-autoscaler/enabled"] == "true" for tags in tagged)
    gpu = [tags for tags in tagged if f"{template}/taint/nvidia.com/gpu" in tags]
    assert len(tagged) == len(gpu) + 1
    groups = {group["name"] for group in declared[name]["gpu_node_groups"]}
    assert {tags[f"{template}/label/eks-gpu.io/group"] for tags in gpu} == groups


def test_each_group_has_its_schedules(name: str, seen: Seen, declared: dict[str, edits.Declared]) -> None:
    zones = declared[name]["network"]["zones"]
    wanted = [
        (schedule["cron"], schedule["time_zone"])
        for group in declared[name]["gpu_node_groups"]
        for schedule in group.get("schedules", ())
        for _ in zones
    ]
    assert sorted((schedule["Recurrence"], schedule["TimeZone"]) for schedule in seen.schedules) == sorted(wanted)


def test_growing_replaces_nothing(seen: Seen) -> None:
    """Size, label, taint and disk: groups and templates in place; the label and the taint are new tags as well."""
    assert {change.actions for change in seen.grown} == {("update",), ("create",)}
    assert kinds(seen.grown, ("create",)) == {"aws_autoscaling_group_tag"}
    groups = of_kind(seen.grown, "aws_eks_node_group")
    assert groups
    for change in groups:
        assert {"scaling_config", "labels", "taint", "launch_template"} <= change.fields
        (then,), (now,) = change.before["scaling_config"], change.after["scaling_config"]
        # The autoscaler's node is there, and the plan leaves it alone.
        assert (then["desired_size"], now["desired_size"]) == (1, 1)
        assert now["max_size"] == then["max_size"] + 1


def test_grown_groups_are_as_declared(seen: Seen) -> None:
    """A new version of the launch template, the label and the taint have reached EKS."""
    grown = [group for group in seen.grown_nodegroups if group["launchTemplate"]["version"] == "2"]
    assert len(grown) == len(seen.grown_nodegroups) - 1
    key, value = edits.LABEL
    for group in grown:
        assert group["labels"][key] == value
        assert {taint["key"] for taint in group["taints"]} == {"nvidia.com/gpu", edits.TAINT["key"]}
        assert group["scalingConfig"]["desiredSize"] == 1


def test_a_raised_minimum_is_refused(cycles: dict[str, Future[Seen]]) -> None:
    """Until the nodes are there; `change-minimum-raised` says so before anything is planned."""
    says = f"Minimum capacity {edits.RAISED} can't be greater than desired size 1"
    assert f"InvalidParameterException: {says}" in cycles[RAISING].result().refusal


def test_other_types_replace_groups_one_after_the_other(seen: Seen) -> None:
    """New node groups come first; only what hangs on their Auto Scaling groups goes with the old ones."""
    assert kinds(seen.on_other_types, ("create", "delete")) == {"aws_eks_node_group"}
    rest = {change.kind for change in seen.on_other_types} - {"aws_eks_node_group"}
    assert rest <= {"aws_autoscaling_group_tag", "aws_autoscaling_schedule"}
    for change in of_kind(seen.on_other_types, "aws_eks_node_group"):
        assert change.fields & {"instance_types", "capacity_type"}


def test_nothing_is_left(aws: LocalAws, before: set[str], cycles: dict[str, Future[Seen]]) -> None:
    """Destroyed resources are gone, and nothing that existed before went with them."""
    for cycle in cycles.values():
        cycle.result()
    assert inventory(aws) == before


def of_kind(changes: list[Change], kind: str) -> list[Change]:
    return [change for change in changes if change.kind == kind]


def kinds(changes: list[Change], actions: tuple[str, ...]) -> set[str]:
    return {change.kind for change in changes if change.actions == actions}
