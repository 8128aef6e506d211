"""Settings of machines: the text that nodes read, and the room that is left on them."""

from __future__ import annotations

import subprocess
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.design.nodes.settings import over
from eks_gpu.spec import ClusterSpec, NodeSettingsSpec
from tests.specs import changed

if TYPE_CHECKING:
    from pathlib import Path

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
PROXY = {"url": "http://proxy.example:3128", "no_proxy": [".corp.example"]}
ALL: dict[str, Any] = {
    "http_proxy": PROXY,
    "ca_certificates": {"corp": PEM},
    "registry_mirrors": [
        {"registry": "docker.io", "endpoints": ["https://mirror.example/v2/hub", "https://b.example"]}
    ],
    "sysctls": {"vm.max_map_count": "262144"},
    "kubelet": {"kube_reserved": {"cpu": "500m", "memory": "2Gi"}, "eviction_memory": "200Mi"},
}


def design(settings: dict[str, Any], **more: Any) -> ClusterDesign:
    group = {"name": "gpu", "instance_types": ["g5.xlarge"], "max_per_zone": 2, "nodes": settings, **more}
    return design_cluster(ClusterSpec.model_validate(changed({"gpu_node_groups": [group]})))


def text(made: ClusterDesign) -> str:
    data = made.gpu_groups[0].launch_template.user_data
    assert data
    return data.text()


def parts(made: ClusterDesign) -> list[tuple[str, str]]:
    """Type and content of each part of a MIME archive."""
    found = []
    for part in text(made).split("--eks-gpu")[1:-1]:
        head, _, body = part.strip("\n").partition("\n\n")
        found.append((head.removeprefix("Content-Type: "), body))
    return found


def test_al2023_reads_node_config_and_a_script() -> None:
    (first, config), (second, script) = parts(design(ALL))
    spec = YAML(typ="safe", pure=True).load(config)["spec"]

    assert (first, second) == ("application/node.eks.aws", "text/x-shellscript")
    assert spec["kubelet"]["config"] == {
        "kubeReserved": {"cpu": "500m", "memory": "2Gi"},
        "evictionHard": {"memory.available": "200Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%"},
    }
    environment = spec["instance"]["environment"]["default"]
    assert environment["HTTPS_PROXY"] == environment["https_proxy"] == "http://proxy.example:3128"
    assert {"169.254.169.254", ".eks.amazonaws.com", "10.0.0.0/16", ".corp.example"} <= set(
        environment["NO_PROXY"].split(",")
    )
    assert script.startswith("#!/bin/bash\n")


def test_the_script_writes_what_the_programs_read(tmp_path: Path) -> None:
    """Run by a shell in another root, with commands that only say their names."""
    ((_, script),) = [part for part in parts(design(ALL)) if part[0].startswith("text")]
    moved = script.replace("'/etc/", f"'{tmp_path}/etc/").replace("--load /etc/", f"--load {tmp_path}/etc/")
    for folder in ("pki/ca-trust/source/anchors", "sysctl.d"):
        (tmp_path / "etc" / folder).mkdir(parents=True)
    commands = 'update-ca-trust() { echo trusted; }\nsysctl() { echo "sysctl $1"; }\n'
    ran = subprocess.run(["/bin/bash", "-c", commands + moved], check=True, capture_output=True, text=True)

    assert ran.stdout.splitlines() == ["trusted", "sysctl --load"]
    assert (tmp_path / "etc/pki/ca-trust/source/anchors/eks-gpu-corp.pem").read_text(encoding="utf-8") == PEM
    hosts = tomllib.loads((tmp_path / "etc/containerd/certs.d/docker.io/hosts.toml").read_text(encoding="utf-8"))
    assert hosts["server"] == "https://registry-1.docker.io"
    assert [*hosts["host"]] == ["https://mirror.example/v2/hub", "https://b.example"]
    assert hosts["host"]["https://mirror.example/v2/hub"]["override_path"] is True
    assert "override_path" not in hosts["host"]["https://b.example"]
    assert (tmp_path / "etc/sysctl.d/99-eks-gpu.conf").read_text(encoding="utf-8") == "vm.max_map_count = 262144\n"


def test_bottlerocket_reads_settings_next_to_those_of_sharing() -> None:
    made = design({**ALL, "kubelet": {"max_pods": 20}}, os="bottlerocket", sharing={"time_slicing": {"replicas": 4}})
    settings = tomllib.loads(text(made))["settings"]

    assert settings["kubernetes"] == {"max-pods": 20}
    assert settings["network"]["https-proxy"] == "http://proxy.example:3128"
    assert settings["pki"]["corp"]["trusted"] is True
    assert settings["container-registry"]["mirrors"][0]["registry"] == "docker.io"
    assert settings["kernel"]["sysctl"] == {"vm.max_map_count": "262144"}
    assert settings["kubelet-device-plugins"]["nvidia"]["device-sharing-strategy"] == "time-slicing"


def test_fields_of_the_group_and_settings_are_merged() -> None:
    made = design({"http_proxy": PROXY, "user_data": "#!/bin/sh\necho own\n"}, local_storage="raid0", os="al2023")
    (_, config), (kind, own) = parts(made)
    spec = YAML(typ="safe", pure=True).load(config)["spec"]

    assert spec["instance"]["localStorage"] == {"strategy": "RAID0"}
    assert "environment" in spec["instance"]
    assert (kind, own) == ("text/x-shellscript", "#!/bin/sh\necho own")


def test_kubelets_reserve_changes_the_room_of_a_node() -> None:
    usual, changed_ = (design(one).nodes[0].pools[0] for one in ({}, ALL))
    before, after = usual.nodes[0].allocatable, changed_.nodes[0].allocatable

    # g5.xlarge: 80m and 893 MiB (58 pods) by EKS's formulas, and 100 MiB below which kubelet evicts.
    assert before["cpu"] - after["cpu"] == 500 - 80
    assert before["memory"] - after["memory"] == 2048 - 893 + 100
    # EC2 reports the machine, whatever kubelet keeps of it.
    assert usual.template.allocatable == changed_.template.allocatable


def test_the_disk_that_is_reserved_is_in_the_tags_of_an_empty_group() -> None:
    made = design({"kubelet": {"kube_reserved": {"ephemeral_storage": "11Gi"}}})
    pool = made.nodes[0].pools[0]

    assert made.gpu_groups[0].template_resources["ephemeral-storage"] == "169Gi"
    assert pool.nodes[0].allocatable["ephemeral-storage"] == pool.template.allocatable["ephemeral-storage"]


@pytest.mark.parametrize(("most", "pods", "memory"), [(20, 20, 11 * 20 + 255), (100, 58, 11 * 100 + 255)])
def test_max_pods_on_bottlerocket(most: int, pods: int, memory: int) -> None:
    node = design({"kubelet": {"max_pods": most}}, os="bottlerocket").nodes[0].pools[0].nodes[0]

    assert (node.capacity["pods"], node.kept["memory"] - 100) == (pods, memory)


def test_defaults_lie_below_the_groups_own_settings() -> None:
    below = NodeSettingsSpec.model_validate(
        {"tags": {"a": "1", "b": "1"}, "kubelet": {"kube_reserved": {"cpu": "1"}}, "metadata_hop_limit": 2}
    )
    above = NodeSettingsSpec.model_validate({"tags": {"b": "2"}, "kubelet": {"kube_reserved": {"memory": "1Gi"}}})
    merged = over(below, above)

    assert merged.tags == {"a": "1", "b": "2"}
    assert (merged.kubelet.kube_reserved.cpu, merged.kubelet.kube_reserved.memory) == ("1", "1Gi")
    assert merged.metadata_hop_limit == 2


def test_defaults_reach_every_group() -> None:
    group = {"name": "web", "instance_types": ["m7i.large"], "max": 2}
    given = {"defaults": {"nodes": {"tags": {"cost-center": "42"}, "metadata_hop_limit": 2}}, "node_groups": [group]}
    made = design_cluster(ClusterSpec.model_validate(changed(given)))

    assert len(made.all_groups) == 3
    for one in made.all_groups:
        assert one.launch_template.tags["cost-center"] == "42"
        assert one.launch_template.metadata_hop_limit == 2


@pytest.mark.parametrize(
    ("os", "fips", "ami_type"),
    [
        ("bottlerocket", True, "BOTTLEROCKET_x86_64_NVIDIA_FIPS"),
        ("bottlerocket", False, "BOTTLEROCKET_x86_64_NVIDIA"),
        ("al2023", True, "AL2023_x86_64_NVIDIA"),
    ],
)
def test_the_ami_type_with_fips(os: str, ami_type: str, *, fips: bool) -> None:
    assert design({}, os=os, fips=fips).gpu_groups[0].ami_type == ami_type
