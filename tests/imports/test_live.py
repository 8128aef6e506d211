"""Running clusters: every folder of the doctor's tests, and one with all that the script gathers for an import."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from eks_gpu.imports import NotImportableError, import_live, result_of
from eks_gpu.imports.live.script import script_for
from eks_gpu.spec import ClusterSpec, load_text
from tests.doctor import healthy
from tests.doctor.cases import BROKEN
from tests.imports.test_eksctl import unfolded

RECORDED = Path(__file__).parents[1] / "doctor" / "recorded"
FOLDERS = sorted(path.name for path in RECORDED.iterdir())
# Folders about pods, logs or refusals only.
NOTHING = {
    *("application-log", "custom-columns", "describe-configmap", "events-alone", "joined-in-vain", "log-of-json"),
    *("output-table", "output-text", "over-by-now", "pasted-issue", "query-of-activities", "query-of-health"),
    *("refusals", "untagged-eksctl", "webhook", "windows", "without-head", "xid-events"),
}
Files = dict[str, Any]


@pytest.mark.parametrize("name", FOLDERS)
def test_a_recorded_folder_gives_a_file_or_a_sentence(name: str) -> None:
    if name in NOTHING:
        with pytest.raises(NotImportableError) as raised:
            import_live(RECORDED / name)
        assert "describes neither a cluster nor nodes" in str(raised.value)
        assert "\n" not in str(raised.value)
        return
    result = result_of(import_live(RECORDED / name))
    loaded = load_text(result.text, "x.yaml")

    assert result.text == result_of(import_live(RECORDED / name)).text
    assert loaded.merged is not None
    # Only what no answer holds is wrong, and a comment says so.
    missing = {problem.where for problem in loaded.problems}
    assert missing <= {"name", "region", "kubernetes_version", "network"}
    assert all(f"`{one}`" in result.text for one in missing)
    assert "gpu_node_groups" in result.values or "system_nodes" in result.values


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_a_broken_cluster_is_imported_as_declared(case: Any, tmp_path: Path) -> None:
    """Whatever is wrong with it, its groups are those of its cluster file."""
    folder = case.folder().write(tmp_path)
    result = result_of(import_live(folder))
    groups = result.values.get("gpu_node_groups", [])
    assert isinstance(groups, list)
    assert "gpu" in {one["name"] for one in groups}
    assert {problem.where for problem in load_text(result.text, "x.yaml").problems} == {"network"}


def test_the_healthy_cluster_gives_its_groups(tmp_path: Path) -> None:
    result = result_of(import_live(healthy.scaled_up().write(tmp_path)))

    assert result.values["gpu_node_groups"] == [{"name": "gpu", "instance_types": ["g5.xlarge"], "max_per_zone": 2}]
    assert (result.values["name"], result.values["region"]) == ("vision", "us-west-2")
    assert "existing_cluster" not in result.text


SUBNETS = [
    {"SubnetId": "subnet-0a1b2c3d4e5f60711", "AvailabilityZone": "us-east-1a", "MapPublicIpOnLaunch": False},
    {"SubnetId": "subnet-0a1b2c3d4e5f60712", "AvailabilityZone": "us-east-1b", "MapPublicIpOnLaunch": False},
    {"SubnetId": "subnet-0a1b2c3d4e5f60713", "AvailabilityZone": "us-east-1a", "MapPublicIpOnLaunch": True},
]


def foreign() -> Files:
    """A cluster that terraform-aws-eks made, as the script gathers it."""
    template = {
        "LaunchTemplateId": "lt-0a1b2c3d4e5f60718",
        "LaunchTemplateName": "eks-copy",
        "VersionNumber": 1,
        "LaunchTemplateData": {
            "ImageId": "ami-0a1b2c3d4e5f60718",
            "UserData": "aHVudGVyMg==",
            "SecurityGroupIds": ["sg-0a1b2c3d4e5f60711", "sg-0a1b2c3d4e5f60712"],
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 300, "VolumeType": "gp2"}}],
            "CapacityReservationSpecification": {
                "CapacityReservationTarget": {"CapacityReservationId": "cr-0a1b2c3d4e5f60718"}
            },
            "NetworkInterfaces": [{"InterfaceType": "efa"}, {"InterfaceType": "efa-only"}],
        },
    }
    group = {
        "nodegroupName": "train-20260101",
        "clusterName": "ml-prod",
        "version": "1.35",
        "amiType": "AL2023_x86_64_NVIDIA",
        "capacityType": "ON_DEMAND",
        "instanceTypes": ["p4d.24xlarge"],
        "scalingConfig": {"minSize": 0, "maxSize": 4, "desiredSize": 0},
        "subnets": ["subnet-0a1b2c3d4e5f60712"],
        "labels": {"team": "research", "alpha.eksctl.io/nodegroup-name": "train"},
        "taints": [{"key": "nvidia.com/gpu", "value": "present", "effect": "NO_SCHEDULE"}],
        "updateConfig": {"maxUnavailablePercentage": 33},
        "launchTemplate": {"id": "lt-0f1e2d3c4b5a69788", "version": "3"},
        "resources": {"autoScalingGroups": [{"name": "eks-train-1"}]},
    }
    cpu = {
        "nodegroupName": "general",
        "clusterName": "ml-prod",
        "amiType": "AL2023_x86_64_STANDARD",
        "instanceTypes": ["m6i.large"],
        "scalingConfig": {"minSize": 2, "maxSize": 5, "desiredSize": 2},
        "subnets": ["subnet-0a1b2c3d4e5f60711", "subnet-0a1b2c3d4e5f60712"],
        "diskSize": 50,
    }
    scaling = {
        "AutoScalingGroupName": "eks-train-1",
        "MinSize": 0,
        "MaxSize": 4,
        "MixedInstancesPolicy": {
            "LaunchTemplate": {"LaunchTemplateSpecification": {"LaunchTemplateId": "lt-0a1b2c3d4e5f60718"}}
        },
    }
    plugin = {"containers": [{"name": "plugin", "image": "nvcr.io/nvidia/k8s-device-plugin:v0.17.0"}]}
    return {
        "cluster.json": {
            "cluster": {
                "name": "ml-prod",
                "arn": "arn:aws:eks:us-east-1:111122223333:cluster/ml-prod",
                "version": "1.35",
                "resourcesVpcConfig": {
                    "vpcId": "vpc-0a1b2c3d4e5f60718",
                    "subnetIds": [one["SubnetId"] for one in SUBNETS],
                    "clusterSecurityGroupId": "sg-0a1b2c3d4e5f60711",
                },
            }
        },
        "nodegroup-train.json": {"nodegroup": group},
        "nodegroup-general.json": {"nodegroup": cpu},
        "auto-scaling-groups.json": {"AutoScalingGroups": [scaling]},
        "subnets-vpc-0a1b2c3d4e5f60718.json": {"Subnets": SUBNETS},
        "launch-template-lt-0a1b2c3d4e5f60718.json": {"LaunchTemplateVersions": [template]},
        "daemonsets.json": {
            "kind": "List",
            "items": [
                {
                    "kind": "DaemonSet",
                    "metadata": {"name": "nvdp-nvidia-device-plugin", "namespace": "kube-system"},
                    "spec": {"template": {"spec": plugin}},
                }
            ],
        },
    }


def written(files: Files, folder: Path) -> Path:
    for name, one in files.items():
        (folder / name).write_text(json.dumps(one, indent=4), encoding="utf-8")
    return folder


def test_a_foreign_cluster_is_written_as_an_existing_one(tmp_path: Path) -> None:
    text = unfolded(result_of(import_live(written(foreign(), tmp_path))).text)

    for line in (
        "name: ml-prod",
        "region: us-east-1",
        'kubernetes_version: "1.35"',
        "  - name: train-20260101",
        "    instance_types: [p4d.24xlarge]",
        "    max: 4",
        "    efa: true",
        "    disk_gib: 300",
        "    labels: {team: research}",
        "    update: {max_unavailable_percentage: 33}",
        "    capacity_reservation: {id: cr-0a1b2c3d4e5f60718, zone: us-east-1b}",
    ):
        assert line in text.splitlines(), line
    for part in (
        *("subnet-0a1b2c3d4e5f60712", "vpc-0a1b2c3d4e5f60718", "existing_cluster: true", "device_plugin: existing"),
        *("node_security_group_ids: [sg-0a1b2c3d4e5f60712]", "user data is never read", "gp2 become gp3"),
        "the labels alpha.eksctl.io/nodegroup-name are eksctl's own",
    ):
        assert part in text, part
    assert "subnet-0a1b2c3d4e5f60713" not in text
    assert "hunter2" not in text
    assert "ami-0a1b2c3d4e5f60718" not in text


def test_a_public_subnet_of_nodes_is_noted(tmp_path: Path) -> None:
    files = foreign()
    files["nodegroup-general.json"]["nodegroup"]["subnets"] = ["subnet-0a1b2c3d4e5f60713"]
    text = unfolded(result_of(import_live(written(files, tmp_path))).text)

    assert "# not carried over: subnet-0a1b2c3d4e5f60713: this subnet is public" in text


def test_a_group_of_a_custom_ami_keeps_the_ami(tmp_path: Path) -> None:
    files = foreign()
    files["nodegroup-train.json"]["nodegroup"]["amiType"] = "CUSTOM"

    assert "    ami: {id: ami-0a1b2c3d4e5f60718}" in result_of(import_live(written(files, tmp_path))).text.splitlines()


def test_system_nodes_follow_from_a_group_without_gpus(tmp_path: Path) -> None:
    result = result_of(import_live(written(foreign(), tmp_path)))

    if "existing_cluster" in ClusterSpec.model_fields:
        assert "system_nodes" not in result.values
    else:
        assert result.values["system_nodes"] == {"instance_types": ["m6i.large"], "max": 5}


def test_answers_about_two_clusters_need_a_name(tmp_path: Path) -> None:
    files = foreign()
    files["other.json"] = {"cluster": {"name": "other", "version": "1.35"}}
    folder = written(files, tmp_path)

    with pytest.raises(NotImportableError, match=r"several clusters \(ml-prod, other\)"):
        import_live(folder)
    assert import_live(folder, "ml-prod").fields["name"] == "ml-prod"
    with pytest.raises(NotImportableError, match="not about third"):
        import_live(folder, "third")


def test_a_folder_that_is_not_there_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotImportableError, match=r"cannot read .*absent: No such file"):
        import_live(tmp_path / "absent")


def test_the_script_asks_for_what_the_import_reads() -> None:
    script = script_for("ml-prod", "us-east-1")

    for part in (
        "aws eks describe-cluster --name ml-prod --region us-east-1",
        'aws ec2 describe-subnets --filters Name=vpc-id,Values="$each"',
        "aws ec2 describe-launch-template-versions --launch-template-id \"$each\" --versions '$Latest'",
        "Subnets.SubnetId",
        "LaunchTemplateVersions.LaunchTemplateData.ImageId",
    ):
        assert part in script, part
    assert "LaunchTemplateData.UserData" not in script
    assert script.endswith('echo "now: eks-gpu import live --from $dir"\n')


@pytest.mark.parametrize(
    ("name", "region"), [("", "us-east-1"), ("A b", "us-east-1"), ("x; rm -rf /", "us-east-1"), ("x", "y")]
)
def test_the_script_takes_only_names_that_eks_takes(name: str, region: str) -> None:
    with pytest.raises(NotImportableError):
        script_for(name, region)


# Answers of the aws command by a part of its arguments, the first that fits.
ANSWERS = (
    ("--query cluster.resourcesVpcConfig.vpcId", "vpc-0a1b2c3d4e5f60718"),
    ("describe-cluster", "cluster.json"),
    ("list-nodegroups", "train-20260101\tgeneral"),
    ("--nodegroup-name train-20260101", "nodegroup-train.json"),
    ("--nodegroup-name general", "nodegroup-general.json"),
    ("--query AutoScalingGroups[].[MixedInstancesPolicy", "lt-0a1b2c3d4e5f60718"),
    ("--query AutoScalingGroups[].AutoScalingGroupName", "eks-train-1"),
    ("describe-auto-scaling-groups", "auto-scaling-groups.json"),
    ("Name=vpc-id,Values=vpc-0a1b2c3d4e5f60718", "subnets-vpc-0a1b2c3d4e5f60718.json"),
    ("--launch-template-id lt-0a1b2c3d4e5f60718", "launch-template-lt-0a1b2c3d4e5f60718.json"),
)


@pytest.mark.process
def test_the_script_gathers_all_that_the_import_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way, with programs that answer: fields that the script would drop were missing in the file."""
    answers = tmp_path / "answers"
    answers.mkdir()
    written(foreign(), answers)
    lines = []
    for part, answer in ANSWERS:
        prints = f"cat {answers}/{answer}" if answer.endswith(".json") else f"printf {answer!r}"
        lines.append(f'case "$*" in *"{part}"*) {prints}; exit 0;; esac')
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, body in (
        ("aws", lines),
        ("kubectl", [f'case "$*" in *daemonsets*) cat {answers}/daemonsets.json;; esac']),
    ):
        path = programs / name
        path.write_text("\n".join(["#!/bin/sh", *body, "exit 1"]) + "\n", encoding="utf-8")
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    gathered = tmp_path / "gathered"
    subprocess.run(["sh", "-s", str(gathered)], input=script_for("ml-prod", "us-east-1"), text=True, check=True)

    texts = [path.read_text(encoding="utf-8") for path in gathered.iterdir()]
    assert not any("aHVudGVyMg==" in text for text in texts)
    assert result_of(import_live(gathered)).values == result_of(import_live(answers)).values
