"""The content of each type: the tables name every type of the AWS provider, and judge what is destroyed or replaced."""

from __future__ import annotations

import pkgutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from eks_gpu.report.review.text import as_text
from eks_gpu.report.review.words import Page
from eks_gpu.review import Level
from eks_gpu.review.holdings import UNKNOWN, holding_of, rows
from tests.review.recorded import made_up, resource, reviewed

ROOT = Path(__file__).resolve().parents[2]
HOLDS = {"data", "capacity", "work", "route", "access", "guard", "watch", "nothing"}
OTHERS = ("data_", "ephemeral_", "provider", "_")


def types_of(package: str, environment: str) -> set[str]:
    """The resource types of a provider's binding; none if the binding is not installed."""
    return {
        one.name
        for folder in (ROOT / environment).glob(f"lib/*/site-packages/{package}")
        for one in pkgutil.iter_modules([str(folder)])
        if one.ispkg and not one.name.startswith(OTHERS)
    }


@pytest.mark.parametrize("provider", ["aws", "kubernetes"])
def test_the_tables_name_every_type_of_the_providers(provider: str) -> None:
    bound = types_of(f"cdktf_cdktf_provider_{provider}", ".venv")
    bound |= types_of(f"cdktn_provider_{provider}", ".venv-cdktn")
    named = {name for row in rows() for name in row["types"].split() if name.startswith(f"{provider}_")}

    assert len(bound) > 60
    assert {f"{provider}_{name}" for name in bound} <= named


def test_each_type_is_named_once_with_a_reason() -> None:
    counts = Counter(name for row in rows() for name in row["types"].split())

    assert [name for name, count in counts.items() if count > 1] == []
    for row in rows():
        assert row["holds"] in HOLDS
        assert row["reason"]
        # A type that holds something says what is lost; the others are silent.
        assert bool(row.get("gone")) == (row["holds"] != "nothing")
        for name in ("gone", "replaced"):
            assert row.get(name, "x.").endswith((".", "x."))


@pytest.mark.parametrize(
    ("kind", "actions", "level"),
    [
        ("aws_db_instance", ["delete", "create"], Level.LOSE),
        ("aws_dynamodb_table", ["delete"], Level.LOSE),
        ("aws_s3_bucket", ["delete"], Level.LOSE),
        ("aws_s3_bucket_policy", ["delete"], Level.DESTROY),
        ("aws_s3_bucket_policy", ["delete", "create"], Level.REPLACE),
        ("aws_ec2_capacity_reservation", ["create", "delete"], Level.DESTROY),
        ("aws_route53_record", ["delete", "create"], Level.REPLACE),
        ("aws_type_of_next_year", ["delete", "create"], Level.DESTROY),
        ("google_sql_database_instance", ["delete", "create"], Level.DESTROY),
        ("null_resource", ["delete", "create"], Level.REPLACE),
        ("aws_type_of_next_year", ["update"], Level.CHANGE),
        # Types that hold something although their names sound like a link, a setting or a definition.
        ("aws_athena_workgroup", ["delete", "create"], Level.LOSE),
        ("aws_detective_organization_admin_account", ["delete"], Level.LOSE),
        ("aws_devicefarm_project", ["delete", "create"], Level.LOSE),
        ("aws_fsx_data_repository_association", ["delete", "create"], Level.LOSE),
        ("aws_kendra_data_source", ["delete"], Level.LOSE),
        ("aws_sns_platform_application", ["delete", "create"], Level.LOSE),
        ("aws_ec2_subnet_cidr_reservation", ["delete", "create"], Level.DESTROY),
        ("aws_ebs_fast_snapshot_restore", ["delete", "create"], Level.DESTROY),
        # AWS does nothing when Terraform destroys these, or an apply writes all that they say again.
        ("aws_storagegateway_cache", ["delete", "create"], Level.REPLACE),
        ("aws_db_parameter_group", ["delete", "create"], Level.REPLACE),
        ("aws_ecs_task_definition", ["delete", "create"], Level.REPLACE),
    ],
)
def test_the_level_follows_what_a_type_holds(kind: str, actions: list[str], level: Level) -> None:
    found = reviewed(made_up(resource(kind, "x", actions, before={"a": 1}, after={"a": 2})))

    assert found.level is level


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("aws_ec2_tag", "Karpenter"),
        ("aws_autoscaling_group_tag", "the autoscaler"),
        ("aws_autoscaling_lifecycle_hook", "drains"),
        ("aws_cloudwatch_event_rule", "not started or reported"),
        ("aws_ecr_pull_through_cache_rule", "pull images"),
        ("aws_eip_association", "loses this address"),
        ("aws_ec2_transit_gateway_route_table_association", "rerouted"),
        ("aws_lambda_event_source_mapping", "starting_position"),
        ("aws_organizations_policy_attachment", "possible again"),
        ("aws_ram_resource_share", "lose it"),
        ("aws_route53_zone_association", "no longer leads"),
        ("aws_storagegateway_nfs_file_share", "the files stay"),
    ],
)
def test_a_link_or_setting_without_which_something_stops_says_what(kind: str, says: str) -> None:
    (section,) = reviewed(made_up(resource(kind, "x", ["delete"], before={"a": 1}))).sections

    assert says in section.means[0]


def test_a_record_in_a_zone_is_not_the_way_to_the_internet() -> None:
    found = reviewed(made_up(resource("aws_route53_record", "x", ["delete"], before={"name": "a"})))

    assert "no longer reach" in found.sections[0].means[0]


def test_a_type_that_nobody_has_looked_at_says_so() -> None:
    assert holding_of("aws_type_of_next_year").holds == UNKNOWN
    (section,) = reviewed(made_up(resource("aws_type_of_next_year", "x", ["delete"], before={"a": 1}))).sections
    assert section.means == (
        "This version does not know what aws_type_of_next_year can hold; look it up before you apply.",
    )


@pytest.mark.parametrize(
    ("values", "level", "says"),
    [
        ({"manifest": {"kind": "CustomResourceDefinition"}}, Level.LOSE, "every object of the kind"),
        ({"manifest": {"kind": "PersistentVolumeClaim"}}, Level.LOSE, "The data is deleted"),
        ({"manifest": {"kind": "NodePool"}}, Level.DESTROY, "Karpenter drains its nodes"),
        ({"manifest": {"kind": "Deployment"}}, Level.DESTROY, "The pods stop"),
        ({"manifest": {"kind": "Anything"}}, Level.DESTROY, "what objects of kind Anything can hold"),
        ({}, Level.DESTROY, "what objects of kind unknown can hold"),
    ],
)
def test_a_manifest_is_judged_by_its_kind(values: Any, level: Level, says: str) -> None:
    found = reviewed(made_up(resource("kubernetes_manifest", "x", ["delete"], before=values)))

    assert found.level is level
    assert says in " ".join(found.sections[0].means)


def test_long_lists_are_folded() -> None:
    subnets = [
        resource("aws_subnet", f"s{at}", ["delete"], before={"cidr_block": f"10.0.{at}.0/24"}) for at in range(120)
    ]
    changed = [resource("aws_vpc", f"v{at}", ["update"], before={"a": at}, after={"a": -1}) for at in range(500)]
    text = as_text(Page(reviewed(made_up(*subnets, *changed))))

    assert "and 108 more" in " ".join(text.split())
    assert "488 more aws_vpc (changed in place); --output json lists them all" in " ".join(text.split())
    assert len(text.splitlines()) < 50
