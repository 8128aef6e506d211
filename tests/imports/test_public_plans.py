"""Plans of public examples with GPUs, as the real provider planned them, each with what matters in the cluster file.

Recorded against a local AWS with provider 5.100.0, from aws-ia/terraform-aws-eks-blueprints (`patterns/`) and the
examples of terraform-aws-eks 21.19.0, whose modules were stripped of other providers and newer arguments. They are cut
down to what names a cluster; accounts, names and tags are made up.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.imports import import_plans, result_of
from tests.imports.test_eksctl import unfolded
from tests.imports.test_imported_plans import document, errors, imported, of

if TYPE_CHECKING:
    from pathlib import Path

TAINT = "the taint nvidia.com/gpu=true:NoSchedule becomes nvidia.com/gpu=present:NoSchedule"


@dataclass(frozen=True)
class Case:
    """A plan.

    Attributes:
        name: Its file.
        lines: Lines of the result.
        notes: Parts of comments about what is missing or changed.
        silent: Texts that are not in the result, because nothing is missing.
        errors: Rules whose errors the check reports.
    """

    name: str
    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


CASES = (
    Case(
        "blueprint-efa",
        (
            "network: {zones: [us-west-2a, us-west-2b, us-west-2c]}",
            "    instance_types: [p5.48xlarge]",
            "    local_storage: raid0",
            "    efa: true",
            "    efa_layout: classic",
            "    max: 2",
            "    min: 2",
        ),
        ("write `zones`", TAINT, "the group 'default' becomes the system nodes"),
        ("not carried over", "placement_group", "user data"),
        ("placement-zones",),
    ),
    Case(
        "blueprint-capacity-block",
        (
            "    capacity: capacity-block",
            "    capacity_reservation: {id: cr-0a1b2c3d4e5f60718}",
            "    placement_group: cluster",
        ),
        errors=("placement-zones", "capacity-block", "reservation-zone"),
    ),
    Case(
        "blueprint-reservations",
        ("    max: 5", "    min: 4", "    efa: true"),
        ("capacity_reservation_specification: it is known after the apply only; write the reservation's `id`",),
        ("capacity_reservation:",),
        ("placement-zones",),
    ),
    Case(
        "blueprint-image-cache",
        ("    instance_types: [g6e.xlarge]", "  disk_gib: 64"),
        (
            "the AMI type AL2_x86_64_GPU becomes AL2023",
            "a node has one volume for images and containers; there is also /dev/xvdb",
            "user_data: user data may hold secrets",
        ),
        ("    disk_gib: 64", "snapshot"),
    ),
    Case(
        "blueprint-serving",
        ("region: us-east-2", "    instance_types: [g6e.8xlarge]", "    max: 5", "    min: 2"),
        silent=("not carried over",),
        errors=("placement-zones",),
    ),
    Case(
        "eks-module-21-managed",
        (
            "  - name: efa",
            "    instance_types: [p4d.24xlarge]",
            "    capacity: spot",
            "    placement_group: cluster",
            "    disk_throughput_mibs: 150",
            "  volumes_key_arn: arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001",
            "control_plane: {logs: [api, audit, authenticator], zonal_shift: true}",
        ),
        (
            "eks-gpu's clusters use IPv4",
            "its principal is known after the apply only",
            "user_data: it is known after the apply only",
        ),
        errors=("placement-zones",),
    ),
    Case(
        "eks-module-21-self",
        (
            "    instance_types: [m5.large, m6i.large]",
            "    capacity: spot",
            "    efa: true",
            "system_nodes: {instance_types: [m6i.large], disk_gib: 75, disk_throughput_mibs: 150, min: 1, max: 7}",
        ),
        (
            "remove it if its instances are no nodes",
            "no instance type is in the plan, so m6i.large stands in",
            "0 nodes and 20 % of the others were on-demand",
        ),
        errors=("placement-zones", "efa-unsupported"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_result_has_these_lines(case: Case) -> None:
    text = unfolded(imported(case.name).text)
    comments = "\n".join(line for line in text.splitlines() if line.lstrip().startswith("#"))

    assert [line for line in case.lines if line not in text.splitlines()] == []
    assert [note for note in case.notes if note not in comments] == []
    assert [one for one in case.silent if f"\n{one}" in text or (not one.startswith(" ") and one in text)] == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_check_passes_or_names_the_fault_of_the_original(case: Case) -> None:
    assert errors(imported(case.name)) == set(case.errors)


CONFIG = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n"
RAID = "  instance: {localStorage: {strategy: RAID0}}\n"
KUBELET = "  kubelet: {config: {topologyManagerPolicy: best-effort, imageGCHighThresholdPercent: 70}}\n"
PULLS = "  featureGates: {FastImagePull: true}\n"
JOINS = "  cluster: {name: fabric, apiServerEndpoint: https://x.eks.example, cidr: 172.20.0.0/16}\n"


def multipart(*parts: tuple[str, str]) -> str:
    texts = [f"--B\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts]
    return f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="B"\r\n\r\n{"".join(texts)}--B--\r\n'


def with_user_data(text: str, tmp_path: Path) -> str:
    """The result for the EFA plan with other user data."""
    found = document("blueprint-efa")
    template = of_kind(found, "aws_launch_template", "nvidia-efa")
    template["user_data"] = base64.b64encode(text.encode()).decode()
    return unfolded(of(found, tmp_path).text)


def of_kind(found: dict[str, Any], kind: str, key: str = "") -> dict[str, Any]:
    changes = (one for one in found["resource_changes"] if one["type"] == kind and key in one["address"])
    values: dict[str, Any] = next(changes)["change"]["after"]
    return values


@pytest.mark.parametrize(
    "text",
    [
        CONFIG + RAID + KUBELET + PULLS + JOINS,
        "---\n" + CONFIG + RAID + KUBELET + PULLS,
        multipart(("application/node.eks.aws", CONFIG + RAID), ("application/node.eks.aws", CONFIG + KUBELET + PULLS)),
    ],
    ids=("plain", "with a marker", "parts"),
)
def test_fields_are_taken_from_node_configs(text: str, tmp_path: Path) -> None:
    result = with_user_data(text, tmp_path)

    for line in (
        "    local_storage: raid0",
        "    parallel_image_pull: true",
    ):
        assert line in result.splitlines(), line
    assert "kubelet: {topology_manager_policy: best-effort, image_gc_high_percent: 70}" in result
    assert "user data" not in result


@pytest.mark.parametrize(
    "text",
    [
        CONFIG + "  kubelet: {flags: [--node-labels=team=hunter2]}\n" + RAID,
        CONFIG + RAID + "  kubelet: {config: {topologyManagerPolicy: hunter2}}\n",
        CONFIG + RAID + "  kubelet: {config: {imageGCHighThresholdPercent: true}}\n",
        CONFIG + RAID + "  instance2: {localStorage: {strategy: hunter2}}\n",
        multipart(("application/node.eks.aws", CONFIG + RAID), ("text/x-shellscript", "#!/bin/bash\necho hunter2\n")),
        multipart(("application/node.eks.aws", CONFIG + RAID), ("application/node.eks.aws", "a: [hunter2")),
    ],
)
def test_more_in_user_data_is_noted_and_never_shown(text: str, tmp_path: Path) -> None:
    result = with_user_data(text, tmp_path)

    assert "user_data: user data may hold secrets" in result
    assert "    local_storage: raid0" in result.splitlines()
    assert "hunter2" not in result


def test_addresses_that_only_the_apply_knows_open_nothing(tmp_path: Path) -> None:
    """Computed addresses are AWS's default, but those of a reference are narrower."""
    found = document("blueprint-efa")
    change = next(one for one in found["resource_changes"] if one["type"] == "aws_eks_cluster")["change"]
    del change["after"]["vpc_config"][0]["public_access_cidrs"]
    change["after_unknown"]["vpc_config"] = [{"public_access_cidrs": True}]
    module = found["configuration"]["root_module"]["module_calls"]["eks"]["module"]
    (cluster,) = (one for one in module["resources"] if one["type"] == "aws_eks_cluster")
    referring = unfolded(of(found, tmp_path).text)
    cluster["expressions"]["vpc_config"][0]["public_access_cidrs"] = {}
    computed = unfolded(of(found, tmp_path).text)

    assert "public_access_cidrs: they are known after the apply only; write `public_cidrs`" in referring
    assert "public_cidrs: [" not in referring
    assert "public_cidrs: [0.0.0.0/0]" in computed


@pytest.mark.parametrize("argument", ["labels", "taint", "scaling_config"])
def test_unknown_arguments_of_a_node_group_are_noted(argument: str, tmp_path: Path) -> None:
    found = document("blueprint-efa")
    for one in found["resource_changes"]:
        if one["type"] == "aws_eks_node_group" and "nvidia-efa" in one["address"]:
            one["change"]["after_unknown"][argument] = True
            del one["change"]["after"][argument]

    assert f"{argument}: it is known after the apply only; write" in unfolded(of(found, tmp_path).text)


def test_instances_of_other_auto_scaling_groups_are_no_nodes(tmp_path: Path) -> None:
    found = document("eks-module-21-self")
    for one in found["resource_changes"]:
        if one["type"] == "aws_autoscaling_group":
            one["change"]["after_unknown"]["tag"] = []
            one["change"]["after"]["tag"] = [{"key": "Name", "value": "bastion", "propagate_at_launch": True}]

    assert "instance_types" not in of(found, tmp_path).text


def with_releases(*charts: str) -> dict[str, Any]:
    """The EFA plan with the releases that its original has, which need a provider that is not at hand."""
    found = document("blueprint-efa")
    for chart in charts:
        change = {"actions": ["create"], "before": None, "after": {"chart": chart, "name": chart}, "after_unknown": {}}
        one = {"address": f"helm_release.{chart}", "mode": "managed", "type": "helm_release", "name": chart}
        found["resource_changes"].append({**one, "change": change})
    return found


def test_a_new_cluster_needs_no_chart_for_what_eks_gpu_installs(tmp_path: Path) -> None:
    charts = ("nvidia-device-plugin", "aws-efa-k8s-device-plugin", "dcgm-exporter", "kube-prometheus-stack")
    text = unfolded(of(with_releases(*charts), tmp_path).text)

    for note in (
        "changed: helm_release.nvidia-device-plugin: eks-gpu installs NVIDIA's device plugin, and two on one node hide",
        "changed: helm_release.aws-efa-k8s-device-plugin: eks-gpu installs the EFA device plugin",
        "helm_release.dcgm-exporter: write `monitoring: {dcgm_exporter: true}` instead",
        "helm_release.kube-prometheus-stack: write it into `charts`",
    ):
        assert note in text, note


def test_an_existing_cluster_keeps_its_device_plugins(tmp_path: Path) -> None:
    """With plugins of eks-gpu next to them, nodes would offer no GPUs."""
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(with_releases("nvidia-device-plugin", "aws-efa-k8s-device-plugin")), encoding="utf-8")
    values = result_of(import_plans([path], existing=True), existing=True).values

    assert (values["device_plugin"], values["efa_plugin"]) == ("existing", "existing")
    path.write_text(json.dumps(with_releases("metrics-server")), encoding="utf-8")
    assert "device_plugin" not in result_of(import_plans([path], existing=True), existing=True).values
