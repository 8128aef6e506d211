"""Objects for shared GPUs: settings by group, the program that picks them, MPS, quotas, and requests of pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import catalog
from eks_gpu.design import design_cluster
from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.design.platform.plugin_config import DEFAULT_CONFIG
from eks_gpu.spec import ClusterSpec
from eks_gpu.templates import for_terraform
from tests.kubernetes.cluster import everything
from tests.kubernetes.manifests import manifests, name_of, pod_of
from tests.kubernetes.rules import objections, schema_error, tolerates
from tests.kubernetes.synthesis import synthesized

if TYPE_CHECKING:
    from eks_gpu.templates import TerraformDesign
    from tests.kubernetes.manifests import Manifest
    from tests.kubernetes.synthesis import Resources

pytestmark = pytest.mark.engine

GPU = "nvidia.com/gpu"
DECLARATION: dict[str, Any] = {
    "name": "shared",
    "region": "us-west-2",
    "kubernetes_version": "1.35",
    "network": {"zones": ["us-west-2a", "us-west-2b"]},
    "gpu_node_groups": [
        {"name": "whole", "instance_types": ["g6.xlarge"], "max": 1},
        {
            "name": "notebooks",
            "instance_types": ["g6.xlarge"],
            "max": 4,
            "sharing": {"time_slicing": {"replicas": 4, "rename": True}},
        },
        {
            "name": "small",
            "instance_types": ["g6.xlarge"],
            "max": 4,
            "sharing": {"mps": {"replicas": 2}},
            "taints": [{"key": "team", "value": "vision", "effect": "NoSchedule"}],
        },
        {
            "name": "parts",
            "instance_types": ["p5.48xlarge"],
            "max": 1,
            "sharing": {"mig": {"1g.10gb": 2, "3g.40gb": 1}},
        },
    ],
    "namespaces": [{"name": "team", "gpu_quota": {"gpu": 2, "gpu.shared": 8}}],
    "workloads": [
        {
            "name": "lab",
            "kind": "deployment",
            "namespace": "team",
            "image": "registry.example/lab:1",
            "node_groups": ["notebooks"],
        },
        {
            "name": "model",
            "kind": "deployment",
            "image": "registry.example/model:1",
            "gpu_profile": "3g.40gb",
        },
    ],
}
MINORS = catalog.supported_minors()


@pytest.fixture(scope="module")
def shared() -> TerraformDesign:
    return for_terraform(design_cluster(ClusterSpec.model_validate(DECLARATION)))


@pytest.fixture(scope="module")
def made(shared: TerraformDesign, tmp_path_factory: pytest.TempPathFactory) -> Resources:
    return synthesized(lambda stack: everything(stack, shared), tmp_path_factory.mktemp("sharing"))


@pytest.fixture(scope="module")
def found(made: Resources) -> dict[str, Manifest]:
    return {name_of(manifest): manifest for manifest in manifests(made)}


def pod(found: dict[str, Manifest], name: str) -> dict[str, Any]:
    spec = pod_of(found[name])
    assert spec
    return spec


def container(spec: dict[str, Any], name: str, kind: str = "containers") -> dict[str, Any]:
    one: dict[str, Any] = next(item for item in spec[kind] if item["name"] == name)
    return one


def environment(one: dict[str, Any]) -> dict[str, str]:
    return {item["name"]: item["value"] for item in one["env"] if "value" in item}


PLUGIN, MPS = "DaemonSet nvidia-device-plugin", "DaemonSet nvidia-mps-control-daemon"


@pytest.mark.parametrize("minor", MINORS)
def test_every_object_fits_the_strict_schema(found: dict[str, Manifest], minor: str) -> None:
    errors = {name: schema_error(one, minor) for name, one in found.items()}

    assert {name: error for name, error in errors.items() if error} == {}


def test_every_object_makes_sense(found: dict[str, Manifest]) -> None:
    wrong = {name: objections(one) for name, one in found.items()}

    assert {name: one for name, one in wrong.items() if one} == {}


def test_one_config_map_with_a_key_a_group(found: dict[str, Manifest], shared: TerraformDesign) -> None:
    data = found["ConfigMap nvidia-device-plugin-configs"]["data"]

    assert set(data) == {DEFAULT_CONFIG, "notebooks", "small", "parts"}
    assert shared.device_plugin
    assert data == dict(shared.device_plugin.configs)
    labelled = {
        group.name: group.labels["nvidia.com/device-plugin.config"]
        for group in shared.gpu_groups
        if group.sharing.shares
    }
    assert set(labelled.values()) == set(data) - {DEFAULT_CONFIG}


def test_settings_are_picked_before_the_plugin_starts_and_whenever_the_label_changes(
    found: dict[str, Manifest],
) -> None:
    """NVIDIA/k8s-device-plugin v0.20.0, `cmd/config-manager/main.go`: these variables, and the same folder for all."""
    spec = pod(found, PLUGIN)
    first, beside = container(spec, "config", "initContainers"), container(spec, "config-manager")
    plugin = container(spec, "nvidia-device-plugin")
    same = {
        "NODE_LABEL": "nvidia.com/device-plugin.config",
        "CONFIG_FILE_SRCDIR": "/available-configs",
        "CONFIG_FILE_DST": "/config/config.yaml",
        "DEFAULT_CONFIG": DEFAULT_CONFIG,
    }

    assert environment(first) == same | {"ONESHOT": "true", "SEND_SIGNAL": "false"}
    assert environment(beside) == same | {
        "ONESHOT": "false",
        "SEND_SIGNAL": "true",
        "SIGNAL": "1",
        "PROCESS_TO_SIGNAL": "nvidia-device-plugin",
    }
    for one in (first, beside):
        assert one["command"] == ["config-manager"]
        node = next(item for item in one["env"] if item["name"] == "NODE_NAME")
        assert node["valueFrom"] == {"fieldRef": {"fieldPath": "spec.nodeName"}}
        assert one["securityContext"] == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    # It compares the first word of the command line.
    assert plugin["command"] == ["nvidia-device-plugin"]
    assert environment(plugin)["CONFIG_FILE"] == "/config/config.yaml"
    assert spec["shareProcessNamespace"] is True
    mounts = {item["name"]: item["mountPath"] for item in plugin["volumeMounts"]}
    assert (mounts["available-configs"], mounts["config"]) == ("/available-configs", "/config")
    # Set in the environment, these would win over every group's settings.
    assert not {"MIG_STRATEGY", "MPS_ROOT"} & set(environment(plugin))


def test_it_may_read_nodes_and_nothing_else(found: dict[str, Manifest]) -> None:
    role = found["ClusterRole nvidia-device-plugin"]
    binding = found["ClusterRoleBinding nvidia-device-plugin"]

    assert role["rules"] == [{"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list", "watch"]}]
    assert [(subject["kind"], subject["name"], subject["namespace"]) for subject in binding["subjects"]] == [
        ("ServiceAccount", "nvidia-device-plugin", "kube-system")
    ]
    for name in (PLUGIN, MPS):
        assert pod(found, name)["serviceAccountName"] == "nvidia-device-plugin"


def test_the_plugin_starts_after_what_it_reads(made: Resources) -> None:
    for daemon in made["kubernetes_daemon_set_v1"].values():
        kinds = {one.partition(".")[0] for one in daemon["depends_on"]}
        assert {
            "kubernetes_cluster_role_binding_v1",
            "kubernetes_config_map_v1",
            "kubernetes_service_account_v1",
        } <= kinds
        assert daemon["wait_for_rollout"] is False


def test_other_settings_restart_the_plugin(found: dict[str, Manifest], tmp_path: Any) -> None:
    groups = [dict(group) for group in DECLARATION["gpu_node_groups"]]
    groups[1] = {**groups[1], "sharing": {"time_slicing": {"replicas": 5, "rename": True}}}
    other = for_terraform(design_cluster(ClusterSpec.model_validate({**DECLARATION, "gpu_node_groups": groups})))
    again = {
        name_of(manifest): manifest
        for manifest in manifests(synthesized(lambda stack: everything(stack, other), tmp_path))
    }

    def annotations(of: dict[str, Manifest]) -> list[dict[str, str]]:
        return [of[name]["spec"]["template"]["metadata"]["annotations"] for name in (PLUGIN, MPS)]

    before, after = annotations(found), annotations(again)
    assert before[0] == before[1] != after[0] == after[1]


def test_mig_takes_a_capability_and_a_view_of_all_parts(found: dict[str, Manifest]) -> None:
    plugin = container(pod(found, PLUGIN), "nvidia-device-plugin")

    assert plugin["securityContext"] == {"capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]}}
    assert environment(plugin)["NVIDIA_MIG_MONITOR_DEVICES"] == "all"


def test_mps_runs_where_it_is_used_and_the_plugin_finds_it(found: dict[str, Manifest], shared: TerraformDesign) -> None:
    spec = pod(found, MPS)
    required = spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    terms = [term["matchExpressions"] for term in required["nodeSelectorTerms"]]
    group = next(gpu_group for gpu_group in shared.gpu_groups if gpu_group.name == "small")

    assert terms == [[{"key": GROUP_LABEL, "operator": "In", "values": ["small"]}]]
    assert all(tolerates(spec["tolerations"], taint) for taint in group.taints)
    # Both see the same folders, and the daemon's memory is the machine's.
    plugin, daemon = pod(found, PLUGIN), spec
    for one, name in ((plugin, "nvidia-device-plugin"), (daemon, "nvidia-mps-control-daemon")):
        paths = {item["name"]: item["hostPath"]["path"] for item in one["volumes"] if item["name"].startswith("mps")}
        assert paths == {"mps-root": "/run/nvidia/mps", "mps-shm": "/run/nvidia/mps/shm"}
        mounts = {item["name"]: item["mountPath"] for item in container(one, name)["volumeMounts"]}
        assert (mounts["mps-root"], mounts["mps-shm"]) == ("/mps", "/dev/shm")  # noqa: S108 - in the pod
    memory = container(daemon, "shared-memory", "initContainers")
    assert memory["command"] == ["mps-control-daemon", "mount-shm"]
    assert memory["volumeMounts"] == [{"name": "mps-root", "mountPath": "/mps", "mountPropagation": "Bidirectional"}]
    assert daemon["hostPID"] is True
    assert container(daemon, "nvidia-mps-control-daemon")["securityContext"] == {"privileged": True}


def test_daemons_ask_for_what_the_node_models_count(found: dict[str, Manifest], shared: TerraformDesign) -> None:
    counted = {daemon.name: daemon.asks for models in shared.nodes for daemon in models.smallest.daemons}
    for name in (PLUGIN, MPS):
        asked = [container["resources"]["requests"] for container in pod(found, name)["containers"]]
        daemon = counted[name.removeprefix("DaemonSet ")]
        assert sum(int(one["cpu"].removesuffix("m")) for one in asked) == daemon["cpu"]
        assert sum(int(one["memory"].removesuffix("Mi")) for one in asked) == daemon["memory"]


def test_a_quota_has_a_number_for_every_name(found: dict[str, Manifest]) -> None:
    assert found["ResourceQuota gpu"]["spec"]["hard"] == {
        f"requests.{GPU}": "2",
        f"requests.{GPU}.shared": "8",
        "requests.nvidia.com/mig-1g.10gb": "0",
        "requests.nvidia.com/mig-3g.40gb": "0",
    }


@pytest.mark.parametrize(
    ("name", "resource"), [("Deployment lab", f"{GPU}.shared"), ("Deployment model", "nvidia.com/mig-3g.40gb")]
)
def test_pods_ask_for_shares_and_tolerate_the_taint_by_themselves(
    found: dict[str, Manifest], name: str, resource: str
) -> None:
    spec = pod(found, name)
    (one,) = spec["containers"]

    for kind in ("requests", "limits"):
        assert {key: value for key, value in one["resources"][kind].items() if "/" in key} == {resource: "1"}
    assert {"key": GPU, "operator": "Exists", "effect": "NoSchedule"} in spec["tolerations"]


def test_nothing_of_it_is_there_where_nothing_is_shared(resources: Resources) -> None:
    daemons = {resource["metadata"]["name"]: resource for resource in resources["kubernetes_daemon_set_v1"].values()}

    assert "nvidia-mps-control-daemon" not in daemons
    assert "depends_on" not in daemons["nvidia-device-plugin"]
    maps = resources.get("kubernetes_config_map_v1", {}).values()
    assert "nvidia-device-plugin-configs" not in {one["metadata"]["name"] for one in maps}
