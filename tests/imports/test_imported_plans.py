"""Plans and states that Terraform wrote: of terraform-aws-eks 20 and 21, of plain resources, of eks-gpu itself.

The plans of `plans/` are recorded: terraform-aws-eks 20.37.2 and 21.19.0 and a root module of plain resources, planned
and applied with provider 5.100.0 against a local AWS. Version 21 wants a newer provider, so the recording lacks what
only that has (`region`, `deletion_protection`). They are cut down to what names a cluster; accounts are made up.
"""

from __future__ import annotations

import contextlib
import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eks_gpu.declaration import check
from eks_gpu.imports import NotImportableError, Result, import_plans, result_of
from eks_gpu.review import UnreadableError
from eks_gpu.spec import load_text
from tests.imports.test_eksctl import unfolded

PLANS = Path(__file__).parent / "plans"
REVIEWED = Path(__file__).parents[1] / "review" / "plans"
MODULES = ("eks-module-20", "eks-module-21")
WITHOUT_NODES = frozenset(
    (
        *("create-network", "nothing-network", "refresh-only", "zone-appended-network"),
        *("destroy-cluster", "destroy-network", "destroy-protected"),
    )
)
Document = dict[str, Any]


@cache
def imported(*names: str, existing: bool = False) -> Result:
    return result_of(import_plans([PLANS / f"{name}.json" for name in names], existing=existing), existing=existing)


def document(name: str) -> Document:
    found: Document = json.loads((PLANS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def of(found: Document, tmp_path: Path) -> Result:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    return result_of(import_plans([path]))


def errors(result: Result) -> set[str]:
    return {one.id for one in check(load_text(result.text, "x.yaml")).problems if one.severity == "error"}


@pytest.mark.parametrize("name", MODULES)
def test_a_plan_of_terraform_aws_eks(name: str) -> None:
    text = unfolded(imported(name).text)

    for line in (
        "name: ml-prod",
        "region: us-west-2",
        "network: {zones: [us-west-2a, us-west-2b], cidr: 10.20.0.0/16}",
        "  - name: gpu",
        "    instance_types: [g5.xlarge, g5.2xlarge]",
        "    capacity: spot",
        "    disk_gib: 150",
        "    disk_throughput_mibs: 300",
        "    local_storage: raid0",
        "    labels: {team: research}",
        "    update: {max_unavailable_percentage: 33}",
        "    efa: true",
        "    capacity_reservation: {id: cr-0a1b2c3d4e5f60718}",
        "tags: {Environment: prod}",
        "  creator_admin: false",
        '  admins: ["arn:aws:iam::111122223333:role/deployer", "arn:aws:iam::111122223333:role/platform"]',
        "addons: {vpc-cni: v1.19.5-eksbuild.1, coredns: v1.11.4-eksbuild.2, kube-proxy: v1.33.0-eksbuild.2}",
    ):
        assert line in text.splitlines(), line
    system = imported(name).values["system_nodes"]
    assert isinstance(system, dict)
    assert system | {"nodes": None} == {
        "instance_types": ["m6i.large"],
        "max": 5,
        "update": {"max_unavailable_percentage": 33},
        "nodes": None,
    }
    assert "user data" not in text, "RAID 0 is all that it says, and the file has that"
    for note in (
        "key_name: nodes have no SSH",
        "the settings of vpc-cni are not carried over: they may hold secrets",
        "eks-gpu does not install the add-on 'snapshot-controller'",
        "the taint nvidia.com/gpu=true:NoSchedule becomes nvidia.com/gpu=present:NoSchedule",
        "the group 'default' becomes the system nodes",
    ):
        assert note in text, note


@pytest.mark.parametrize("name", MODULES)
def test_the_check_says_what_is_wrong_with_the_plan(name: str) -> None:
    """Its subnet is known after the apply only, and EFA and reservations are of one zone."""
    assert errors(imported(name)) == {"placement-zones", "reservation-zone"}
    assert any(note.reason == "its zones are not in the plan; write `zones`" for note in imported(name).changed)


def test_the_older_module_lets_pods_reach_the_metadata_service() -> None:
    hops = [note for note in imported("eks-module-20").notes if "metadata_hop_limit" in note.source]

    assert hops or "metadata_hop_limit: 2" in imported("eks-module-20").text
    assert "metadata_hop_limit" not in imported("eks-module-21").text


@pytest.mark.parametrize("name", ["plain", "plain-state"])
def test_a_plan_and_a_state_of_plain_resources(name: str) -> None:
    text = unfolded(imported(name).text)

    for line in (
        "name: research",
        'kubernetes_version: "1.35"',
        "  - name: inference-l4-nod",
        "    disk_gib: 300",
        "    labels: {purpose: inference}",
        "  - name: old",
        "    disk_gib: 100",
        "upgrade_policy: standard",
        'access: {admins: ["arn:aws:iam::111122223333:role/ops"]}',
        'iam: {permissions_boundary: "arn:aws:iam::111122223333:policy/boundary"}',
    ):
        assert line in text.splitlines(), line
    assert "the AMI type AL2_x86_64_GPU becomes AL2023" in text
    assert "gp2 become gp3" in text
    assert "user_data: user data may hold secrets" in text


def test_a_state_knows_the_zones_of_groups() -> None:
    assert "    zones: [us-west-2a]" in imported("plain-state").text.splitlines()
    assert "    zones: [us-west-2a]" not in imported("plain").text.splitlines()


def test_an_existing_cluster_keeps_its_subnets() -> None:
    network = imported("plain-state", existing=True).values["network"]

    assert isinstance(network, dict)
    assert list(network) == ["vpc_id", "private_subnets"]
    assert list(network["private_subnets"]) == ["us-west-2a", "us-west-2b"]
    assert "existing_cluster: true" in imported("plain-state", existing=True).text


@pytest.mark.parametrize("name", [*MODULES, "plain", "plain-state"])
def test_no_user_data_and_no_configuration_reaches_the_result(name: str) -> None:
    result = imported(name)
    told = result.text + "\n".join(result.summary)

    assert "hunter2" not in told
    assert not any(word in told for word in ("IyEvYmlu", "TUlNRS", "MIMEBOUNDARY", "TOKEN"))


def test_recorded_plans_of_eks_gpu_itself() -> None:
    """The real provider wrote them; those of `test_round_trip` are synthesized."""
    files = [REVIEWED / "create-network.json", REVIEWED / "create-cluster.json"]
    result = result_of(import_plans(files))

    assert [line for line in result.text.splitlines() if not line.startswith("#")] == [
        "name: atlas",
        "region: us-west-2",
        'kubernetes_version: "1.34"',
        "network: {zones: [us-west-2a, us-west-2b]}",
        "",
        "gpu_node_groups:",
        "  - {name: inference, instance_types: [g5.xlarge], capacity: spot, max_per_zone: 3}",
        "  - {name: training, instance_types: [p5.48xlarge], max: 4}",
        "",
        "access:",
        "  public_cidrs: [203.0.113.7/32]",
        "  runner: public",
        '  admins: ["arn:aws:iam::111122223333:role/platform"]',
    ]


@pytest.mark.parametrize("name", sorted(path.stem for path in REVIEWED.glob("*.json")))
def test_every_recorded_plan_is_imported_or_refused_with_a_sentence(name: str) -> None:
    path = REVIEWED / f"{name}.json"
    if name in WITHOUT_NODES:
        with pytest.raises(NotImportableError, match=r"no EKS cluster|destroys everything|no resources"):
            import_plans([path])
    else:
        assert "name: atlas" in result_of(import_plans([path])).text


def test_a_secret_value_is_never_printed(tmp_path: Path) -> None:
    """Everything that Terraform marks as sensitive stays out, even a label."""
    found = document("plain")
    for change in found["resource_changes"]:
        if change["type"] == "aws_eks_node_group":
            change["change"]["after"].setdefault("labels", {})["key"] = "hunter2"
            change["change"]["after_sensitive"] = {"labels": {"key": True}}
    result = of(found, tmp_path)

    assert "hunter2" not in result.text


def test_several_clusters_need_a_name(tmp_path: Path) -> None:
    found = document("plain")
    other = copy.deepcopy(next(one for one in found["resource_changes"] if one["type"] == "aws_eks_cluster"))
    other["change"]["after"]["name"], other["address"] = "second", "aws_eks_cluster.second"
    found["resource_changes"].append(other)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(found), encoding="utf-8")

    with pytest.raises(NotImportableError, match=r"several EKS clusters \(research, second\)"):
        import_plans([path])
    assert import_plans([path], "second").fields["name"] == "second"
    with pytest.raises(NotImportableError, match="no EKS cluster 'third'"):
        import_plans([path], "third")


def test_node_groups_alone_belong_to_a_cluster_that_exists(tmp_path: Path) -> None:
    found = document("plain-state")
    resources = found["values"]["root_module"]["resources"]
    found["values"]["root_module"]["resources"] = [one for one in resources if one["type"] != "aws_eks_cluster"]
    result = of(found, tmp_path)

    assert "existing_cluster: true" in result.text
    assert result.values["name"] == "research"
    assert result.values["kubernetes_version"] == "1.35"


def test_modules_within_modules_of_a_state_are_read(tmp_path: Path) -> None:
    found = document("plain-state")
    inner = found["values"]["root_module"]
    module = {"address": "module.a", "child_modules": [{"address": "module.a.module.b", **inner}]}
    found["values"]["root_module"] = {"child_modules": [module]}

    assert of(found, tmp_path).values == imported("plain-state").values


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "this is empty"),
        (b"{}", "no `format_version`"),
        (b"[]", "this JSON is not a plan"),
        (b"PK\x03\x04rest", "binary format"),
        (b"Terraform will perform the following actions", "printed form"),
        (b'{"format_version": "1.2", "resource_changes": []}', "there are no resources in it"),
        (b'{"format_version": "1.0", "values": {}}', "there are no resources in it"),
        (b'{"version": 4, "lineage": "x", "serial": 1, "resources": []}', "this is a state file"),
        (b'{"format_version": "1.2", "resource_changes": 1}', "`resource_changes` is not a list"),
        (b"apiVersion: eksctl.io/v1alpha5\n", "this is not JSON"),
        (b'{"a":' * 3000, "nested deeper"),
        (b"\xff\xfe\x00", "this is"),
    ],
)
def test_a_file_that_is_something_else_gives_a_sentence(content: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "given.json"
    path.write_bytes(content)

    with pytest.raises((NotImportableError, UnreadableError)) as raised:
        import_plans([path])

    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


WRONG: tuple[Any, ...] = (None, True, 7, -1, 1.5, "text", "", [], [None], [[]], [{}], {}, {"a": {"b": [1]}}, ["x"] * 3)


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_values_of_any_shape_break_nothing(wrong: object, tmp_path: Path) -> None:
    """Each argument of each resource in turn, with a value that no provider writes."""
    for key in sorted(arguments(document("plain"))):
        found = document("plain")
        for values in holders(found):
            if key in values:
                values[key] = wrong
        assert_imported_or_refused(found, tmp_path)


@pytest.mark.parametrize("wrong", WRONG, ids=str)
@pytest.mark.parametrize("name", ["eks-module-21", "plain-state"])
def test_values_of_any_shape_inside_blocks_break_nothing(name: str, wrong: object, tmp_path: Path) -> None:
    """All arguments of all blocks at once, with a value that no provider writes."""
    found = document(name)
    for values in holders(found):
        for key, one in values.items():
            if isinstance(one, list) and one and isinstance(one[0], dict):
                values[key] = [dict.fromkeys(one[0], wrong)]
    assert_imported_or_refused(found, tmp_path)


def assert_imported_or_refused(found: Document, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    # A sentence is as good as a file; anything else is an exception that ends the test.
    with contextlib.suppress(NotImportableError):
        assert result_of(import_plans([path])).text


def holders(found: Document) -> list[Document]:
    changes = [one["change"]["after"] for one in found.get("resource_changes", [])]
    return changes or [one["values"] for one in found["values"]["root_module"]["resources"]]


def arguments(found: Document) -> set[str]:
    return {key for values in holders(found) for key in values}
