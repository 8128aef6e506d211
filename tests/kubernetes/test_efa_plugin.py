"""AWS's EFA device plugin: on the groups with EFA, past all their taints, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import EfaDevicePlugin
from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.spec import ClusterSpec
from tests.kubernetes.manifests import manifests
from tests.kubernetes.rules import objections, schema_error, tolerates
from tests.kubernetes.synthesis import synthesized
from tests.specs import changed

if TYPE_CHECKING:
    from tests.kubernetes.manifests import Manifest

pytestmark = pytest.mark.engine
TAINT = {"key": "team", "value": "ml", "effect": "NoExecute"}
GROUPS = [
    {"name": "plain", "instance_types": ["g5.xlarge"], "max": 1},
    {"name": "train", "instance_types": ["p4d.24xlarge"], "zones": ["us-west-2b"], "max": 2, "efa": True},
    {
        "name": "rocket",
        "instance_types": ["g6e.48xlarge"],
        "zones": ["us-west-2a"],
        "max": 2,
        "efa": True,
        "os": "bottlerocket",
        "taints": [TAINT],
    },
]


@pytest.fixture(scope="module")
def design() -> ClusterDesign:
    return design_cluster(ClusterSpec.model_validate(changed({"gpu_node_groups": GROUPS})))


@pytest.fixture(scope="module")
def plugin(design: ClusterDesign, tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    assert design.efa_plugin is not None
    wanted = design.efa_plugin
    folder = tmp_path_factory.mktemp("efa-plugin")
    (found,) = manifests(synthesized(lambda stack: EfaDevicePlugin(stack, "efa-plugin", wanted), folder))
    return found


@pytest.fixture
def pod(plugin: Manifest) -> dict[str, Any]:
    found: dict[str, Any] = plugin["spec"]["template"]["spec"]
    return found


@pytest.mark.parametrize("minor", ["1.32", "1.35"])
def test_it_fits_the_strict_schema(plugin: Manifest, minor: str) -> None:
    assert schema_error(plugin, minor) is None
    assert objections(plugin) == []


def test_it_runs_on_groups_with_efa_and_nowhere_else(pod: dict[str, Any]) -> None:
    expression = {"key": GROUP_LABEL, "operator": "In", "values": ["train", "rocket"]}
    terms = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    assert terms == [{"matchExpressions": [expression]}]


def test_it_tolerates_their_taints(pod: dict[str, Any], design: ClusterDesign) -> None:
    taints = {taint for group in design.gpu_groups if group.efa for taint in group.taints}
    assert len(taints) == 2
    assert all(tolerates(pod["tolerations"], taint) for taint in taints)


def test_it_sees_the_devices_and_kubelet(pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]

    assert container["image"].endswith("/eks/aws-efa-k8s-device-plugin:v0.5.20")
    assert container["securityContext"]["privileged"] is True
    assert pod["hostNetwork"] is True
    assert pod["priorityClassName"] == "system-node-critical"
    paths = {volume["name"]: volume["hostPath"]["path"] for volume in pod["volumes"]}
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == set(paths.values())
    assert set(paths.values()) == {"/var/lib/kubelet/device-plugins", "/dev/infiniband"}
    # Requests that the node models subtract for it.
    assert container["resources"] == {"requests": {"cpu": "10m", "memory": "20Mi"}}
