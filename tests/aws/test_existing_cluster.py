"""The fields of companies on a cluster that others made, as they stand in the emitted Terraform."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.synthesized import SPECS, synthesize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.engine
(THEIRS,) = [path for path in SPECS if path.stem == "theirs"]
ROLE = "arn:aws:iam::111122223333:role/gpu-nodes"
TAKES_ENTRIES = '${self.access_config[0].authentication_mode != "CONFIG_MAP"}'
OF_NODES = re.compile(r"^  system_node_role_arn: .*\n", re.MULTILINE)


def cluster_stack(folder: Path, text: str) -> dict[str, Any]:
    """The cluster stack of the file `theirs`, with another text."""
    file = folder / "theirs.yaml"
    file.write_text(text, encoding="utf-8")
    return synthesize([file], folder / "out").stack("theirs-cluster")


def messages(stack: dict[str, Any]) -> list[str]:
    """Messages of a plan on a cluster that knows aws-auth only."""
    (cluster,) = stack["data"]["aws_eks_cluster"].values()
    conditions = cluster["lifecycle"]["postcondition"]
    return [one["error_message"] for one in conditions if one["condition"] == TAKES_ENTRIES]


def test_fields_of_companies_reach_what_eks_gpu_adds(tmp_path: Path) -> None:
    made = cluster_stack(tmp_path, THEIRS.read_text(encoding="utf-8"))["resource"]

    roles = made["aws_iam_role"].values()
    assert {role["path"] for role in roles} == {"/platform/"}
    assert {role["permissions_boundary"] for role in roles} == {"arn:aws:iam::111122223333:policy/boundary"}
    attached = {
        one["policy_arn"].rpartition("/")[2]
        for name, one in made["aws_iam_role_policy_attachment"].items()
        if name.startswith("node-role-gpu")
    }
    assert "agents" in attached
    assert "AmazonSSMManagedInstanceCore" not in attached
    given = {name: one["node_role_arn"] for name, one in made["aws_eks_node_group"].items()}
    assert {arn for name, arn in given.items() if name.startswith("cpu-")} == {
        "arn:aws:iam::111122223333:role/cpu-nodes"
    }
    assert {arn for name, arn in given.items() if name.startswith("gpu-")} == {"${aws_iam_role.node-role-gpu_role.arn}"}
    for template in made["aws_launch_template"].values():
        assert all(one["ebs"]["kms_key_id"].endswith("8000-000000000000") for one in template["block_device_mappings"])
        assert all(one["tags"]["cost-center"] == "ml" for one in template["tag_specifications"])
    assert [name for name in made["aws_eks_access_entry"] if name.startswith("eks_team-")]
    # The file describes the VPC CNI of others, which nothing here configures.
    assert not [name for name in made["aws_eks_addon"] if "vpc-cni" in name]
    assert not {"aws_eks_cluster", "aws_kms_key", "aws_cloudwatch_log_group", "aws_subnet"} & set(made)


def test_a_role_of_others_takes_access_entries(tmp_path: Path) -> None:
    written = THEIRS.read_text(encoding="utf-8")

    _, about_roles = messages(cluster_stack(tmp_path, written))
    assert "iam.system_node_role_arn names a role" in about_roles
    assert "nodes with arn:aws:iam::111122223333:role/cpu-nodes NotReady" in about_roles


@pytest.mark.parametrize("given", [True, False])
def test_only_a_given_role_is_in_danger(tmp_path: Path, *, given: bool) -> None:
    field = f"  gpu_node_role_arn: {ROLE}\n" if given else ""
    text = OF_NODES.sub(field, THEIRS.read_text(encoding="utf-8"))
    if given:
        # Nothing would be attached to the roles of others, and CPU groups get one of their own.
        text = text.replace("role-given, where: iam.system", "role-given, where: iam.gpu")
    else:
        text = re.sub(r"^  - {id: role-given.*\n", "", text, flags=re.MULTILINE)

    about_roles = messages(cluster_stack(tmp_path, text))[1:]
    assert len(about_roles) == given
    assert all(f"with {ROLE} NotReady" in one for one in about_roles)


EKS_NAME = "Prod_ML-Platform-of-the-research-department-in-Zurich"


def fields(value: Any, wanted: str) -> Iterator[Any]:
    """The values of a key, wherever it is."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key == wanted:
                yield one
            yield from fields(one, wanted)
    elif isinstance(value, list):
        for one in value:
            yield from fields(one, wanted)


def test_a_cluster_may_have_another_name_in_eks(tmp_path: Path) -> None:
    """Whatever is looked up, joined or allowed goes by that name; stacks and roles by the file's."""
    file = tmp_path / "theirs.yaml"
    text = THEIRS.read_text(encoding="utf-8")
    file.write_text(text.replace("name: theirs\n", f"name: theirs\neks_name: {EKS_NAME}\n", 1), encoding="utf-8")
    made = synthesize([file], tmp_path / "out")
    stacks = {kind: made.stack(f"theirs-{kind}") for kind in ("cluster", "platform", "workloads")}
    resources = stacks["cluster"]["resource"]

    assert set(fields(stacks, "cluster_name")) == {EKS_NAME}
    for stack in stacks.values():
        assert {one["name"] for one in stack["data"]["aws_eks_cluster"].values()} == {EKS_NAME}
    roles = resources["aws_iam_role"].values()
    assert all(role["name"].startswith("theirs-us-west-2-") for role in roles)
    trusts = "".join(role["assume_role_policy"] for role in roles)
    assert f":cluster/{EKS_NAME}" in trusts
    assert ":cluster/theirs" not in trusts
    assert f"k8s.io/cluster-autoscaler/{EKS_NAME}" in str(stacks["platform"])
    assert "cluster-autoscaler/theirs" not in str(stacks)
    assert all(len(one["name_prefix"]) < 100 for one in resources["aws_launch_template"].values())
    (provider,) = stacks["cluster"]["provider"]["aws"]
    assert {one["tags"]["eks-gpu.io/cluster"] for one in provider["default_tags"]} == {"theirs"}
