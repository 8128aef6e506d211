"""A cluster of an older release under this one, and edits that depend on an order, after a broken apply too."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.localaws import edits
from tests.localaws.deployment import Deployment
from tests.localaws.plans import Planned, folder_of, planned
from tests.localaws.proxy import proxy
from tests.localaws.server import local_aws
from tests.synthesized import AWS_KINDS, Synthesized, synthesize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.localaws.proxy import Proxy
    from tests.terraform.runner import Document, Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]
NAME = "aged"
MORNING = {"cron": "30 6 * * 1-5", "time_zone": "Europe/Berlin", "min_per_zone": 1}
EVENING = {"cron": "0 20 * * 1-5", "time_zone": "Europe/Berlin", "min_per_zone": 0}
WEEKEND = {"cron": "0 0 * * 6", "max_per_zone": 1}
SCHEDULES = [MORNING, EVENING, WEEKEND]
AGED: edits.Declared = {
    "name": NAME,
    "region": "us-west-2",
    "kubernetes_version": "1.35",
    "network": {"zones": ["us-west-2a", "us-west-2b"]},
    "access": {"runner": "vpc"},
    "deletion_protection": False,
    "gpu_node_groups": [
        {"name": "office", "instance_types": ["g5.xlarge"], "max_per_zone": 2, "schedules": SCHEDULES},
        {"name": "fabric", "instance_types": ["g6.8xlarge"], "max": 2, "zones": ["us-west-2a"], "efa": True},
    ],
}
ZONES = 2
SCHEDULE, ATTACHMENT, PLACEMENT = "aws_autoscaling_schedule", "aws_iam_role_policy_attachment", "aws_placement_group"
OLD_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"
NEW_POLICY = "arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2"
OLD_OUTPUTS = ("private-subnet-", "cluster-name", "endpoint")


def with_schedules(*schedules: dict[str, Any]) -> edits.Declared:
    declared = copy.deepcopy(AGED)
    declared["gpu_node_groups"][0]["schedules"] = list(schedules)
    return declared


def without_efa() -> edits.Declared:
    declared = copy.deepcopy(AGED)
    declared["gpu_node_groups"][1]["efa"] = False
    return declared


# Effects of an edit on the schedules, as actions with their number in each zone.
SCHEDULE_EDITS: dict[str, tuple[edits.Declared, dict[tuple[str, ...], int]]] = {
    "first removed": (with_schedules(EVENING, WEEKEND), {("delete",): 1}),
    "reordered": (with_schedules(WEEKEND, MORNING, EVENING), {}),
    "another size": (with_schedules(MORNING, EVENING, {**WEEKEND, "max_per_zone": 0}), {("update",): 1}),
    "another moment": (
        with_schedules({**MORNING, "cron": "0 7 * * 1-5"}, EVENING, WEEKEND),
        {("create",): 1, ("delete",): 1},
    ),
    "one put first": (with_schedules({"cron": "0 5 * * 0", "min_per_zone": 0}, *SCHEDULES), {("create",): 1}),
}


@dataclass(frozen=True)
class Life:
    """The observations."""

    upgrade: dict[str, Planned]
    """Plans of this release for the stacks of the older one."""

    policies: list[tuple[str, str]]
    """Attachments and detachments while the upgrade was applied, in their order."""

    schedules: dict[str, Planned]
    """Plans of edits."""

    broken: list[str]
    """Operations on node groups and placement groups of the apply that broke off."""

    mended: list[str]
    """Those of the next one."""


@pytest.fixture(scope="module")
def life(terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """One cluster in an account of its own; nothing is destroyed, because other tests do that."""
    root = tmp_path_factory.mktemp("aged")

    def made(declared: edits.Declared, name: str) -> Synthesized:
        return synthesize([edits.write(declared, root / name)], root / f"{name}-stacks")

    now = made(AGED, "now")
    with local_aws() as aws, proxy(aws) as between:
        local = replace(terraform, environment=terraform.environment | between.aws.environment)
        with Deployment(local, root / "run", NAME).attached() as deployment:
            deployment.write(formerly(now, root / "formerly"))
            deployment.init()
            deployment.apply()

            deployment.write(now)
            upgrade = {kind: planned(deployment, kind) for kind in AWS_KINDS}
            seen = len(between.passed)
            deployment.apply()
            policies = [*exchanged(between, seen)]
            for kind in AWS_KINDS:
                deployment.assert_done(kind)

            schedules = {}
            for name, (declared, _) in SCHEDULE_EDITS.items():
                deployment.write(made(declared, name))
                schedules[name] = planned(deployment, "cluster", "-refresh=false")

            deployment.write(made(without_efa(), "without-efa"))
            between.failing = "UpdateNodegroupVersion"
            broken = operations(between, lambda: deployment.refused("cluster"))
            between.failing = ""
            apply = ("apply", "-auto-approve", "-no-color", "-input=false")
            mended = operations(between, lambda: deployment.terraform.succeed(folder_of(deployment, "cluster"), *apply))
            deployment.assert_done("cluster")
        yield Life(upgrade, policies, schedules, broken, mended)


def formerly(made: Synthesized, folder: Path) -> Synthesized:
    """The same stacks as the release before wrote them."""
    for name in made.names():
        document = made.stack(name)
        path = Synthesized(folder).path(name)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(aged(document)), encoding="utf-8")
    return Synthesized(folder)


def aged(document: Document) -> Document:
    """Take back what this release changed: addresses, policies, trust, timeouts, what placement groups wait for."""
    older = copy.deepcopy(document)
    for move in older.pop("moved", []):
        (kind, new), (_, old) = (move[end].split(".") for end in ("to", "from"))
        one = older["resource"][kind].pop(new)
        del one["lifecycle"]
        if kind == SCHEDULE:
            one["scheduled_action_name"] = f"eks-gpu-{old.rpartition('-')[2]}"
        else:
            one["policy_arn"] = OLD_POLICY
        older["resource"][kind][old] = one
        older = json.loads(json.dumps(older).replace(f'"{kind}.{new}"', f'"{kind}.{old}"'))
    resources = older.get("resource", {})
    for role in resources.get("aws_iam_role", {}).values():
        trust = json.loads(role["assume_role_policy"])
        for statement in trust["Statement"]:
            statement.pop("Condition", None)
        role["assume_role_policy"] = json.dumps(trust)
    placements = resources.get(PLACEMENT, {})
    for name in [name for name, one in placements.items() if one.get("count") == 0]:
        del placements[name]
    for group in resources.get("aws_eks_node_group", {}).values():
        del group["timeouts"]
        group["depends_on"] = [one for one in group["depends_on"] if not one.startswith(PLACEMENT)]
    older["output"] = {name: one for name, one in older.get("output", {}).items() if name.startswith(OLD_OUTPUTS)}
    return older


def exchanged(between: Proxy, seen: int) -> Iterator[tuple[str, str]]:
    """Attachments and detachments of policies from a request on."""
    for request in between.passed[seen:]:
        if request.operation in {"AttachRolePolicy", "DetachRolePolicy"}:
            yield request.operation, request.parameters["PolicyArn"]


def operations(between: Proxy, do: Callable[[], object]) -> list[str]:
    """Requests about node groups and placement groups during an action."""
    seen = len(between.passed)
    do()
    asked = [one.operation for one in between.passed[seen:]]
    return [one for one in asked if one in {"UpdateNodegroupVersion", "DeletePlacementGroup"}]


def test_the_upgrade_moves_schedules_and_changes_none(life: Life) -> None:
    moved = {
        resource["previous_address"]: (resource["address"], resource["change"]["actions"])
        for resource in life.upgrade["cluster"].resources
        if resource["type"] == SCHEDULE
    }
    assert len(moved) == len(SCHEDULES) * ZONES
    assert all(address != before and actions == ["no-op"] for before, (address, actions) in moved.items())


def test_the_upgrade_changes_nothing_but_roles_and_the_drivers_policy(life: Life) -> None:
    """Timeouts are Terraform's own, and so is what placement groups wait for."""
    done = life.upgrade["cluster"].done
    assert set(done) == {("aws_iam_role", ("update",)), (ATTACHMENT, ("create", "delete"))}
    assert done[ATTACHMENT, ("create", "delete")] == 1
    for resource in life.upgrade["cluster"].resources:
        if resource["type"] == "aws_iam_role" and resource["change"]["actions"] == ["update"]:
            differing = {
                key for key, value in resource["change"]["after"].items() if value != resource["change"]["before"][key]
            }
            assert differing == {"assume_role_policy"}


def test_the_upgrade_adds_outputs_and_nothing_else_to_the_network(life: Life) -> None:
    assert life.upgrade["network"].actions == {}
    added = {
        name: change["actions"]
        for plan in life.upgrade.values()
        for name, change in plan.document["output_changes"].items()
        if change["actions"] != ["no-op"]
    }
    assert set(map(tuple, added.values())) == {("create",)}
    assert {"vpc-id", "nat-address-us-west-2a", "oidc-issuer", "node-role-arn-gpu"} <= set(added)


def test_the_driver_is_never_without_a_policy(life: Life) -> None:
    assert life.policies == [("AttachRolePolicy", NEW_POLICY), ("DetachRolePolicy", OLD_POLICY)]


@pytest.mark.parametrize("name", SCHEDULE_EDITS)
def test_an_edit_of_schedules_touches_those_that_it_is_about(life: Life, name: str) -> None:
    _, expected = SCHEDULE_EDITS[name]
    done = life.schedules[name].done
    assert {actions: count for (kind, actions), count in done.items() if kind == SCHEDULE} == {
        actions: count * ZONES for actions, count in expected.items()
    }
    assert {kind for kind, _ in done} <= {SCHEDULE}


def test_a_placement_group_outlives_its_nodes_after_a_broken_apply(life: Life) -> None:
    assert "DeletePlacementGroup" not in life.broken
    assert life.mended == ["UpdateNodegroupVersion", "DeletePlacementGroup"]
