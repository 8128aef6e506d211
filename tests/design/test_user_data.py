"""User data, read back as a node reads it."""

from __future__ import annotations

import email
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from eks_gpu.design import GpuGroupDesign, design_cluster
from eks_gpu.design.nodes.user_data import ClusterFacts, UserDataDesign
from eks_gpu.spec import ClusterSpec
from tests.effort import examples
from tests.specs import changed

FACTS = ClusterFacts("https://example.eks", "QUJD" * 400, "172.20.0.0/16", "172.20.0.10")
AMI = "ami-0a1b2c3d4e5f60718"
CLUSTER = {
    "name": "base",
    "apiServerEndpoint": FACTS.endpoint,
    "certificateAuthority": FACTS.certificate_authority,
    "cidr": FACTS.service_cidr,
}
LABELS = (
    "eks-gpu.io/gpu-model=a10g,eks-gpu.io/group=gpu,eks-gpu.io/sharing=none,"
    "k8s.amazonaws.com/accelerator=nvidia-a10g,nvidia.com/gpu.present=true"
)
RAID0 = {"localStorage": {"strategy": "RAID0"}}
SCRIPT = '#!/bin/bash\necho "${HOME} $(hostname)"\n'


def group(**fields: Any) -> GpuGroupDesign:
    changes = {f"gpu_node_groups[0].{name}": value for name, value in fields.items()}
    return design_cluster(ClusterSpec.model_validate(changed(changes))).gpu_groups[0]


def parts(made: GpuGroupDesign) -> list[tuple[str, str]]:
    """Kind and content of every part of a MIME archive."""
    assert made.launch_template.user_data is not None
    message = email.message_from_string(made.launch_template.user_data.text(FACTS))
    assert message.get_content_type() == "multipart/mixed"
    found = message.get_payload()
    assert isinstance(found, list)
    return [(one.get_content_type(), str(one.get_payload())) for one in found if isinstance(one, email.message.Message)]


def node_config(text: str) -> Any:
    config = YAML(typ="safe", pure=True).load(text)
    assert (config["apiVersion"], config["kind"]) == ("node.eks.aws/v1alpha1", "NodeConfig")
    return config["spec"]


def toml(made: GpuGroupDesign) -> dict[str, Any]:
    assert made.launch_template.user_data is not None
    settings: dict[str, Any] = tomllib.loads(made.launch_template.user_data.text(FACTS))["settings"]
    return settings


@pytest.mark.parametrize("fields", [{}, {"os": "bottlerocket"}, {"ami": {"release_version": "1.35.2-20260714"}}])
def test_edits_that_eks_makes_by_itself_interrupt_nothing(fields: dict[str, Any]) -> None:
    assert group(**fields).launch_template.user_data is None


def test_local_disks_on_al2023() -> None:
    ((kind, text),) = parts(group(local_storage="raid0"))
    assert kind == "application/node.eks.aws"
    assert node_config(text) == {"instance": RAID0}


def test_a_custom_ami_gets_every_setting() -> None:
    made = group(ami={"id": AMI}, local_storage="raid0", taints=[{"key": "a", "value": "b", "effect": "NoExecute"}])
    ((_, text),) = parts(made)

    taints = "nvidia.com/gpu=present:NoSchedule,a=b:NoExecute"
    flags = [f"--node-labels={LABELS}", f"--register-with-taints={taints}"]
    assert node_config(text) == {"cluster": CLUSTER, "kubelet": {"flags": flags}, "instance": RAID0}
    assert (made.ami_type, made.launch_template.image_id) == ("CUSTOM", AMI)
    assert made.node_groups[0].name_prefix == "gpu-own-us-west-2a-"


def test_a_script_of_ones_own_is_a_part_of_its_own() -> None:
    _, (kind, text) = parts(group(ami={"id": AMI, "user_data": SCRIPT}))
    assert kind == "text/x-shellscript"
    assert text.startswith(SCRIPT)


def test_a_node_config_of_ones_own_is_merged_by_nodeadm() -> None:
    own = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {kubelet: {config: {maxPods: 50}}}"
    first, (kind, text) = parts(group(ami={"id": AMI, "user_data": own}))
    assert node_config(first[1])["cluster"] == CLUSTER
    assert kind == "application/node.eks.aws"
    assert node_config(text) == {"kubelet": {"config": {"maxPods": 50}}}


def test_local_disks_on_bottlerocket() -> None:
    (entry,) = toml(group(os="bottlerocket", local_storage="raid0"))["bootstrap-commands"].values()
    assert entry == {
        "commands": [
            ["apiclient", "ephemeral-storage", "init"],
            [
                "apiclient",
                "ephemeral-storage",
                "bind",
                "--dirs",
                "/var/lib/containerd",
                "/var/lib/kubelet",
                "/var/log/pods",
            ],
        ],
        "mode": "always",
        "essential": True,
    }


def test_images_are_pulled_in_parallel_on_al2023() -> None:
    ((_, text),) = parts(group(parallel_image_pull=True, local_storage="raid0"))
    assert node_config(text) == {"instance": RAID0, "featureGates": {"FastImagePull": True}}


def test_images_are_pulled_in_parallel_on_bottlerocket() -> None:
    settings = toml(group(os="bottlerocket", parallel_image_pull=True))
    assert settings["container-runtime"] == {"snapshotter": "soci"}
    soci = settings["container-runtime-plugins"]["soci-snapshotter"]
    assert soci["pull-mode"] == "parallel-pull-unpack"
    # With Bottlerocket's own defaults one layer is unpacked at a time, as without.
    assert soci["parallel-pull-unpack"]["max-concurrent-unpacks-per-image"] > 1
    assert "bootstrap-commands" not in settings


def test_images_pulled_in_parallel_go_to_the_disks_too() -> None:
    settings = toml(group(os="bottlerocket", parallel_image_pull=True, local_storage="raid0"))
    (entry,) = settings["bootstrap-commands"].values()
    assert entry["commands"][1][-1] == "/var/lib/soci-snapshotter"


def test_custom_bottlerocket_gets_every_setting() -> None:
    own = "[settings.kubernetes]\nmax-pods = 50\n[settings.kernel.sysctl]\n'vm/swappiness' = '0'\n"
    taints = [{"key": "a", "value": "b", "effect": "NoExecute"}, {"key": "a", "value": "c", "effect": "NoSchedule"}]
    settings = toml(group(os="bottlerocket", ami={"id": AMI, "user_data": own}, taints=taints))

    assert settings["kubernetes"] == {
        "cluster-name": "base",
        "api-server": FACTS.endpoint,
        "cluster-certificate": FACTS.certificate_authority,
        "cluster-dns-ip": "172.20.0.10",
        "node-labels": dict(pair.split("=") for pair in LABELS.split(",")),
        "node-taints": {"nvidia.com/gpu": ["present:NoSchedule"], "a": ["b:NoExecute", "c:NoSchedule"]},
        "max-pods": 50,
    }
    assert settings["kernel"] == {"sysctl": {"vm/swappiness": "0"}}


def test_lists_of_tables_of_ones_own_stay_what_they_are() -> None:
    own = """
[[settings.container-registry.mirrors]]
registry = "docker.io"
endpoint = ["https://mirror.example"]
[[settings.container-registry.mirrors]]
registry = "*"
endpoint = []
"""
    settings = toml(group(os="bottlerocket", ami={"id": AMI, "user_data": own}))
    assert settings["container-registry"] == tomllib.loads(own)["settings"]["container-registry"]


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | _TEXT
    | st.datetimes()
    | st.dates()
    | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)


@examples(50)
@given(st.dictionaries(_TEXT, _VALUES, max_size=4))
def test_every_setting_comes_out_as_it_went_in(own: dict[str, Any]) -> None:
    made = UserDataDesign("bottlerocket", raid0=False, settings={"own": own})
    assert tomllib.loads(made.text())["settings"]["own"] == own
