"""Accounts of the local AWS are forks of one process, and yet have nothing in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.localaws.server import local_aws

if TYPE_CHECKING:
    from tests.localaws.server import LocalAws

pytestmark = pytest.mark.process


def vpcs(aws: LocalAws) -> dict[str, Any]:
    found = aws.client("ec2").describe_vpcs()["Vpcs"]
    return {vpc["VpcId"]: vpc["CidrBlock"] for vpc in found if not vpc["IsDefault"]}


def make(aws: LocalAws) -> dict[str, Any]:
    aws.client("ec2").create_vpc(CidrBlock="10.20.0.0/16")
    return vpcs(aws)


def test_accounts_have_nothing_in_common() -> None:
    with local_aws() as one, local_aws() as other:
        made, also = make(one), make(other)
        assert [*made.values()] == [*also.values()] == ["10.20.0.0/16"]
        # Ids are made up by chance, of which forks that are asked the same have the same.
        assert not made.keys() & also.keys()
        assert (vpcs(one), vpcs(other)) == (made, also)
    with local_aws() as later:
        assert vpcs(later) == {}


def test_a_new_account_is_empty() -> None:
    """The requests that warm moto up leave nothing behind."""
    with local_aws() as aws:
        assert aws.client("eks").list_clusters()["clusters"] == []
        assert aws.client("iam").list_roles()["Roles"] == []
        assert aws.client("kms").list_keys()["Keys"] == []
        assert aws.client("logs").describe_log_groups()["logGroups"] == []
        assert aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"] == []
