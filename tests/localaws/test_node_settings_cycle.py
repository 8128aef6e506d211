"""CPU groups, system nodes and settings of nodes under the real terraform: applied, edited, and gone again."""

from __future__ import annotations

import base64
import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.localaws import edits
from tests.localaws.deployment import Deployment
from tests.localaws.inventory import inventory
from tests.synthesized import SPECS, synthesize

if TYPE_CHECKING:
    from pathlib import Path

    from tests.localaws.server import LocalAws
    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]


def edited(declared: edits.Declared) -> edits.Declared:
    """Another proxy for all, and a larger CPU group with another label."""
    later = copy.deepcopy(declared)
    later["defaults"]["nodes"]["http_proxy"]["url"] = "http://other.example:3128"
    later["node_groups"][0] |= {"max_per_zone": 4, "labels": {"tier": "front"}}
    return later


def test_groups_and_settings_live_and_die(aws: LocalAws, terraform: Terraform, tmp_path: Path) -> None:
    before = inventory(aws)
    (path,) = [path for path in SPECS if path.stem == "nodes"]
    declared = edits.read(path)
    first, later = (
        synthesize([edits.write(one, tmp_path / name)], tmp_path / f"made-{name}")
        for name, one in (("first", declared), ("later", edited(declared)))
    )
    local = replace(terraform, environment=terraform.environment | aws.environment)

    with Deployment(local, tmp_path, "machines").attached() as deployment:
        deployment.write(first)
        deployment.init()
        deployment.apply()
        deployment.assert_done("cluster")
        templates = _templates(aws)
        deployment.write(later)
        planned = deployment.plan("cluster")
        deployment.apply_plan("cluster")
        deployment.assert_done("cluster")
        rolled = _templates(aws)
        deployment.destroy()

    assert set(templates) == {"system", "gpu", "web", "data"}
    assert "http://proxy.example:3128" in templates["web"]
    assert "max-pods = 30" in templates["data"]
    assert "localStorage" in templates["gpu"]
    assert "kubeReserved" in templates["gpu"]
    assert [name for name, text in rolled.items() if "http://other.example:3128" not in text] == []
    # Nothing is replaced: new versions of the templates roll the nodes.
    assert {change.actions for change in planned} == {("update",)}
    assert {change.kind for change in planned} == {
        "aws_autoscaling_group_tag",
        "aws_eks_node_group",
        "aws_launch_template",
    }
    assert inventory(aws) == before


def _templates(aws: LocalAws) -> dict[str, str]:
    """The user data of each group, by the group's name, in the newest version of its template."""
    found: dict[str, str] = {}
    client: Any = aws.client("ec2")
    for one in client.describe_launch_templates()["LaunchTemplates"]:
        answer = client.describe_launch_template_versions(LaunchTemplateId=one["LaunchTemplateId"])
        newest = max(answer["LaunchTemplateVersions"], key=lambda version: version["VersionNumber"])[
            "LaunchTemplateData"
        ]
        tags = {tag["Key"]: tag["Value"] for tag in newest["TagSpecifications"][0]["Tags"]}
        # EKS copies each template for its Auto Scaling group, tags included.
        if one["LaunchTemplateName"].startswith("machines-"):
            found[tags["eks-gpu.io/group"]] = base64.b64decode(newest["UserData"]).decode()
    return found
