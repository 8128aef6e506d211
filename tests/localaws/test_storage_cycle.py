"""Shared storage under the real terraform: applied, and nothing is left to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.localaws.deployment import Deployment
from tests.localaws.server import LocalAws, local_aws
from tests.synthesized import SPECS, synthesize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]


@pytest.fixture
def alone() -> Iterator[LocalAws]:
    """A separate account, in which nothing is destroyed: the provider waits ten minutes for the deletion of an FSx."""
    with local_aws() as running:
        yield running


def test_file_systems_are_made_and_mountable(alone: LocalAws, terraform: Terraform, tmp_path: Path) -> None:
    aws = alone
    made = synthesize([path for path in SPECS if path.stem == "training"], tmp_path / "made")
    local = replace(terraform, environment=terraform.environment | aws.environment)

    with Deployment(local, tmp_path, "training").attached() as deployment:
        deployment.write(made)
        deployment.init()
        deployment.apply()
        deployment.assert_done("cluster")

    lustre = aws.client("fsx").describe_file_systems()["FileSystems"]
    sizes = {one["StorageCapacity"]: one["LustreConfiguration"]["DeploymentType"] for one in lustre}
    assert sizes == {4800: "PERSISTENT_2", 1200: "SCRATCH_2", 9600: "PERSISTENT_2"}
    links = aws.client("fsx").describe_data_repository_associations()["Associations"]
    assert {one["FileSystemPath"]: one["DataRepositoryPath"] for one in links} == {
        "/datasets": "s3://acme-datasets/tokens/",
        "/results/2027": "s3://acme-results/",
    }
    (home,) = aws.client("efs").describe_file_systems()["FileSystems"]
    assert home["Encrypted"] is True
    points = aws.client("efs").describe_access_points(FileSystemId=home["FileSystemId"])["AccessPoints"]
    found = {point["RootDirectory"]["Path"]: point for point in points}
    assert found["/home/jovyan"]["PosixUser"] == {"Uid": 1000, "Gid": 100}
    assert found["/home/jovyan"]["RootDirectory"]["CreationInfo"] == {
        "OwnerUid": 1000,
        "OwnerGid": 100,
        "Permissions": "770",
    }
    assert found["/team"]["PosixUser"] == {"Uid": 0, "Gid": 4294967295}
    targets = aws.client("efs").describe_mount_targets(FileSystemId=home["FileSystemId"])["MountTargets"]
    assert {target["AvailabilityZoneName"] for target in targets} == {"us-west-2a", "us-west-2b"}
