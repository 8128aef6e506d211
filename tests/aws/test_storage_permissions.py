"""Storage: what the drivers may do, who reaches the file systems, and that they outlive a mistake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.aws.storage.file_systems import bucket_policy
from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.aws.permissions import allowed
from tests.specs import changed
from tests.synthesized import ROOT, Synthesized, synthesize

if TYPE_CHECKING:
    from tests.aws.permissions import Policy

pytestmark = pytest.mark.engine
SPEC = ROOT / "tests" / "terraform" / "specs" / "training.yaml"
READ, WRITTEN, OTHER = "arn:aws:s3:::acme-datasets", "arn:aws:s3:::acme-checkpoints", "arn:aws:s3:::acme-other"
BELOW, BESIDE = {"s3:prefix": "tokens/en/"}, {"s3:prefix": "secret/"}
NODES = "${aws_eks_cluster.eks_cluster.vpc_config[0].cluster_security_group_id}"


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    made: Synthesized = synthesize([SPEC], tmp_path_factory.mktemp("storage"))
    found: dict[str, Any] = made.stack("training-cluster")["resource"]
    return found


@pytest.fixture(scope="module")
def mountpoint(resources: dict[str, Any]) -> list[Policy]:
    """All that Mountpoint's role may do."""
    role = "${aws_iam_role.system-addons_aws-mountpoint-s3-csi-driver-role_role.name}"
    attached = [
        resource for resource in resources["aws_iam_role_policy_attachment"].values() if resource["role"] == role
    ]
    assert attached == []
    return [json.loads(one["policy"]) for one in resources["aws_iam_role_policy"].values() if one["role"] == role]


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("s3:ListBucket", READ, BELOW),
        ("s3:GetObject", f"{READ}/tokens/en/0.bin", {}),
        ("s3:ListBucket", WRITTEN, {"s3:prefix": ""}),
        ("s3:GetObject", f"{WRITTEN}/step-100/model", {}),
        ("s3:PutObject", f"{WRITTEN}/step-100/model", {}),
        ("s3:AbortMultipartUpload", f"{WRITTEN}/step-100/model", {}),
        ("s3:DeleteObject", f"{WRITTEN}/step-100/model", {}),
    ],
)
def test_mountpoint_may(mountpoint: list[Policy], action: str, resource: str, context: dict[str, str]) -> None:
    assert allowed(mountpoint, action, resource, context)


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("s3:ListBucket", READ, BESIDE),
        ("s3:ListBucket", READ, {}),
        ("s3:GetObject", f"{READ}/secret/key", {}),
        ("s3:PutObject", f"{READ}/tokens/en/0.bin", {}),
        ("s3:DeleteObject", f"{READ}/tokens/en/0.bin", {}),
        ("s3:ListBucket", OTHER, {}),
        ("s3:GetObject", f"{OTHER}/tokens/0.bin", {}),
        ("s3:DeleteBucket", WRITTEN, {}),
        ("s3:PutBucketPolicy", WRITTEN, {}),
        ("s3:ListAllMyBuckets", "*", {}),
        ("kms:Decrypt", "*", {}),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/admin", {}),
    ],
)
def test_mountpoint_may_not(mountpoint: list[Policy], action: str, resource: str, context: dict[str, str]) -> None:
    assert not allowed(mountpoint, action, resource, context)


@pytest.mark.parametrize(("writable", "encrypt"), [(False, False), (True, True)])
def test_a_key_of_ones_own(*, writable: bool, encrypt: bool) -> None:
    key = "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d"
    mount = {"bucket": "acme-data", "kms_key_arn": key, "writable": writable}
    spec = ClusterSpec.model_validate(changed({"storage": [{"name": "data", "s3_mount": mount}]}))
    policy = json.loads(bucket_policy("aws", design_cluster(spec).storage))

    assert allowed([policy], "kms:Decrypt", key)
    assert allowed([policy], "kms:GenerateDataKey", key) is encrypt
    assert not allowed([policy], "kms:Decrypt", key.replace("0a1b", "ffff"))


def test_drivers_of_volumes_that_are_there_need_no_permission(resources: dict[str, Any]) -> None:
    addons = resources["aws_eks_addon"]
    for name in ("aws-fsx-csi-driver", "aws-efs-csi-driver"):
        assert "pod_identity_association" not in addons[f"system-addons_{name}"]
    (association,) = addons["system-addons_aws-mountpoint-s3-csi-driver"]["pod_identity_association"]
    assert association["service_account"] == "s3-csi-driver-sa"


def test_only_nodes_reach_the_file_systems(resources: dict[str, Any]) -> None:
    own = {f"${{aws_security_group.{name}.id}}" for name in resources["aws_security_group"]}
    rules = [
        *resources["aws_vpc_security_group_ingress_rule"].values(),
        *resources["aws_vpc_security_group_egress_rule"].values(),
    ]
    stored = [rule for rule in rules if rule["description"] in {"Lustre", "NFS"}]

    assert len(stored) == 2 * 8 + 6 + 1
    for rule in stored:
        assert rule["referenced_security_group_id"] in {*own, NODES}
        assert "cidr_ipv4" not in rule
    # Servers open connections to their clients as well.
    ports = {(rule.get("from_port"), rule.get("to_port")) for rule in stored if rule["security_group_id"] == NODES}
    assert ports == {(988, 988), (1018, 1023), (None, None)}


def test_efa_passes_between_nodes_and_servers_in_both_directions(resources: dict[str, Any]) -> None:
    """FSx refuses an EFA-enabled file system without: everything, by rules that name security groups."""
    servers = "${aws_security_group.storage-fast_security-group.id}"
    found = {
        direction: {
            (rule["security_group_id"], rule["referenced_security_group_id"])
            for rule in resources[f"aws_vpc_security_group_{direction}_rule"].values()
            if rule["ip_protocol"] == "-1"
            and servers in (rule["security_group_id"], rule["referenced_security_group_id"])
        }
        for direction in ("ingress", "egress")
    }

    pairs = {(servers, NODES), (servers, servers), (NODES, servers)}
    assert found == {"ingress": pairs, "egress": pairs}


def test_a_file_system_waits_for_the_rules_that_fsx_looks_at(resources: dict[str, Any]) -> None:
    for name, lustre in resources["aws_fsx_lustre_file_system"].items():
        storage = name.removesuffix("file-system")
        rules = {
            f"{kind}.{rule}"
            for kind in ("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule")
            for rule in resources[kind]
            if rule.startswith(storage)
        }
        assert {*lustre["depends_on"]} == rules


def test_links_import_what_is_there_and_export_only_what_the_file_says(resources: dict[str, Any]) -> None:
    links = resources["aws_fsx_data_repository_association"]
    datasets, results = (one for _, one in sorted(links.items()))

    assert datasets["file_system_id"] == "${aws_fsx_lustre_file_system.storage-fast_file-system.id}"
    assert (datasets["file_system_path"], datasets["data_repository_path"]) == (
        "/datasets",
        "s3://acme-datasets/tokens/",
    )
    assert datasets["s3"] == {"auto_import_policy": {"events": ["NEW", "CHANGED", "DELETED"]}}
    assert results["data_repository_path"] == "s3://acme-results/"
    assert results["s3"] == {
        "auto_import_policy": {"events": ["NEW"]},
        "auto_export_policy": {"events": ["NEW", "CHANGED", "DELETED"]},
    }
    assert all(one["batch_import_meta_data_on_create"] is True for one in links.values())


def test_only_declared_metadata_and_efa_are_written(resources: dict[str, Any]) -> None:
    made = resources["aws_fsx_lustre_file_system"]

    fast, plain = made["storage-fast_file-system"], made["storage-scratch_file-system"]
    assert fast["metadata_configuration"] == {"mode": "USER_PROVISIONED", "iops": 6000}
    assert fast["efa_enabled"] is True
    assert not {"metadata_configuration", "efa_enabled"} & plain.keys()


def test_the_file_system_is_in_the_declared_zone(resources: dict[str, Any]) -> None:
    for lustre in resources["aws_fsx_lustre_file_system"].values():
        assert lustre["subnet_ids"] == ["${data.terraform_remote_state.network.outputs.private-subnet-us-west-2a}"]
    assert len(resources["aws_efs_mount_target"]) == 2


def test_an_access_point_creates_its_folder_for_its_user(resources: dict[str, Any]) -> None:
    point = resources["aws_efs_access_point"]["storage-home_access-point-jovyan"]

    assert point["file_system_id"] == "${aws_efs_file_system.storage-home_file-system.id}"
    assert point["posix_user"] == {"uid": 1000, "gid": 100}
    assert point["root_directory"] == {
        "path": "/home/jovyan",
        "creation_info": {"owner_uid": 1000, "owner_gid": 100, "permissions": "770"},
    }


def test_a_volume_is_the_access_point_of_the_cluster_stack(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = synthesize([SPEC], tmp_path_factory.mktemp("points"))
    outputs = made.stack("training-cluster")["output"]
    volume = made.stack("training-workloads")["resource"]["kubernetes_persistent_volume_v1"][
        "claim_default_home_jovyan_volume"
    ]
    (spec,) = volume["spec"] if isinstance(volume["spec"], list) else (volume["spec"],)
    state = "data.terraform_remote_state.cluster-state.outputs"

    assert outputs["storage-home_jovyan-id"]["value"].startswith(
        "${aws_efs_access_point.storage-home_access-point-jovyan"
    )
    (source,) = [spec["persistent_volume_source"]["csi"]]
    assert source["volume_handle"] == f"${{{state}.storage-home-id}}::${{{state}.storage-home_jovyan-id}}"


@pytest.mark.parametrize("protected", [True, False])
def test_a_protected_cluster_keeps_its_data(tmp_path_factory: pytest.TempPathFactory, *, protected: bool) -> None:
    folder = tmp_path_factory.mktemp("protected")
    file = folder / "cluster.yaml"
    line = f"deletion_protection: {'true' if protected else 'false'}"
    file.write_text(SPEC.read_text(encoding="utf-8").replace("deletion_protection: false", line), encoding="utf-8")
    made = synthesize([file], folder / "out").stack("training-cluster")["resource"]

    for kind in ("aws_fsx_lustre_file_system", "aws_efs_file_system"):
        for one in made[kind].values():
            assert one.get("lifecycle", {}).get("prevent_destroy", False) is protected


def test_without_storage_there_is_none(synthesized: Synthesized) -> None:
    made = synthesized.stack("quickstart-cluster")["resource"]

    assert not {kind for kind in made if "fsx" in kind or "efs" in kind}
    assert not [name for name in made["aws_eks_addon"] if "fsx" in name or "efs" in name or "s3" in name]
    assert "kubernetes_persistent_volume_v1" not in synthesized.stack("quickstart-workloads")["resource"]
