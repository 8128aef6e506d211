"""The exporter of GPU metrics, and the DaemonSets that pull images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import ClusterAutoscaler, DcgmExporter, Prepull, catalog
from eks_gpu.design import design_cluster
from eks_gpu.design.monitoring.counters import counters_text
from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.spec import ClusterSpec
from tests.kubernetes.cluster import DECLARATION
from tests.kubernetes.manifests import manifests, name_of
from tests.kubernetes.rules import objections, schema_error, tolerates
from tests.kubernetes.synthesis import Resources, synthesized

if TYPE_CHECKING:
    from eks_gpu.bindings import Construct
    from eks_gpu.design import ClusterDesign
    from tests.kubernetes.manifests import Manifest

pytestmark = pytest.mark.engine
IMAGES = ["registry.example/web:1", f"registry.example/shell@sha256:{'a' * 64}"]
GROUPS = [{**DECLARATION["gpu_node_groups"][0]}, {**DECLARATION["gpu_node_groups"][1], "prepull": IMAGES}]


def declared(groups: Any = None, **monitoring: Any) -> ClusterDesign:
    declaration = {
        **DECLARATION,
        "gpu_node_groups": groups or [*GROUPS, DECLARATION["gpu_node_groups"][2]],
        "monitoring": {"dcgm_exporter": True, **monitoring},
    }
    return design_cluster(ClusterSpec.model_validate(declaration))


def build(scope: Construct, design: ClusterDesign) -> None:
    assert design.dcgm_exporter
    assert design.autoscaler
    DcgmExporter(scope, "dcgm-exporter", design.dcgm_exporter)
    ClusterAutoscaler(scope, "autoscaler", design.autoscaler)
    for prepull in design.prepulls:
        Prepull(scope, prepull.name, prepull)


@pytest.fixture(scope="module")
def watching() -> ClusterDesign:
    return declared()


@pytest.fixture(scope="module")
def made(watching: ClusterDesign, tmp_path_factory: pytest.TempPathFactory) -> Resources:
    return synthesized(lambda stack: build(stack, watching), tmp_path_factory.mktemp("watching"))


@pytest.fixture(scope="module")
def found(made: Resources) -> dict[str, Manifest]:
    return {name_of(manifest): manifest for manifest in manifests(made)}


def pod(found: dict[str, Manifest], name: str) -> dict[str, Any]:
    spec: dict[str, Any] = found[f"DaemonSet {name}"]["spec"]["template"]["spec"]
    return spec


@pytest.mark.parametrize("minor", catalog.supported_minors())
def test_they_fit_the_strict_schemas(found: dict[str, Manifest], minor: str) -> None:
    errors = {name: schema_error(one, minor) for name, one in found.items()}

    assert {name: error for name, error in errors.items() if error} == {}


def test_they_make_sense(found: dict[str, Manifest]) -> None:
    assert {name: wrong for name, one in found.items() if (wrong := objections(one))} == {}


def test_the_exporter_runs_on_every_gpu_node_and_nowhere_else(
    found: dict[str, Manifest], watching: ClusterDesign
) -> None:
    exporter = pod(found, "dcgm-exporter")
    (term,) = exporter["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"][
        "nodeSelectorTerms"
    ]

    assert term["matchExpressions"] == [{"key": GROUP_LABEL, "operator": "In", "values": ["small", "team", "rocket"]}]
    taints = [taint for group in watching.gpu_groups for taint in group.taints]
    kept = [taint for taint in taints if taint.effect.kubernetes != "PreferNoSchedule"]
    assert len(kept) >= 3
    assert all(tolerates(exporter["tolerations"], taint) for taint in kept)
    assert {"operator": "Exists"} not in exporter["tolerations"]


def test_the_exporter_has_the_least_that_profiles(found: dict[str, Manifest]) -> None:
    exporter = pod(found, "dcgm-exporter")
    (container,) = exporter["containers"]

    assert container["securityContext"] == {
        "runAsUser": 0,
        "runAsNonRoot": False,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]},
    }
    assert exporter["automountServiceAccountToken"] is False
    assert not any(exporter.get(shared) for shared in ("hostPID", "hostNetwork", "hostIPC"))
    mounts = {mount["mountPath"]: mount["readOnly"] for mount in container["volumeMounts"]}
    assert mounts == {
        "/etc/eks-gpu": True,
        "/var/lib/kubelet/pod-resources": True,
        "/var/run/nvidia-container-devices/all": True,
    }


def test_without_profiling_it_has_no_capability(tmp_path: Any) -> None:
    design = declared(profiling=False)
    resources = synthesized(lambda stack: build(stack, design), tmp_path)
    exporter = pod({name_of(manifest): manifest for manifest in manifests(resources)}, "dcgm-exporter")

    assert exporter["containers"][0]["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_devices_are_mounted_only_for_bottlerocket(tmp_path: Any) -> None:
    design = declared(GROUPS)
    resources = synthesized(lambda stack: build(stack, design), tmp_path)
    exporter = pod({name_of(manifest): manifest for manifest in manifests(resources)}, "dcgm-exporter")

    assert {volume["name"] for volume in exporter["volumes"]} == {"counters", "pod-resources"}


def test_it_reads_the_counters_of_the_declaration(found: dict[str, Manifest]) -> None:
    exporter = pod(found, "dcgm-exporter")
    environment = {variable["name"]: variable.get("value") for variable in exporter["containers"][0]["env"]}

    assert found["ConfigMap dcgm-exporter"]["data"] == {"counters.csv": counters_text(profiling=True)}
    assert environment["DCGM_EXPORTER_COLLECTORS"] == "/etc/eks-gpu/counters.csv"
    assert environment["DCGM_EXPORTER_KUBERNETES"] == "true"


SLICED = {"time_slicing": {"replicas": 4}}
RENAMED = {"time_slicing": {"replicas": 4, "rename": True}}


@pytest.mark.parametrize(
    ("instance_type", "sharing", "named"),
    [
        ("g5.xlarge", {}, None),
        ("g5.xlarge", SLICED, None),
        ("g5.xlarge", RENAMED, "nvidia.com/gpu.shared"),
        # Shares of MPS are renamed too; and one profile offers parts as GPUs.
        ("g5.xlarge", {"mps": {"replicas": 4, "rename": True}}, "nvidia.com/gpu.shared"),
        ("p5.48xlarge", {"mig": "1g.10gb", **RENAMED}, "nvidia.com/gpu.shared"),
        # The exporter knows every name that begins with nvidia.com/mig-.
        ("p5.48xlarge", {"mig": {"1g.10gb": 4, "3g.40gb": 1}}, None),
        ("p5.48xlarge", {"mig": {"1g.10gb": 4, "3g.40gb": 1}, **RENAMED}, None),
    ],
)
def test_it_knows_every_name_by_which_pods_hold_gpus(
    instance_type: str, sharing: dict[str, Any], named: str | None, tmp_path: Any
) -> None:
    group = {"name": "shared", "instance_types": [instance_type], "max": 1, "sharing": sharing}
    plain = {"name": "plain", "instance_types": ["g5.xlarge"], "max": 1}
    design = declared([plain, group])
    resources = synthesized(lambda stack: build(stack, design), tmp_path)
    (container,) = pod({name_of(manifest): manifest for manifest in manifests(resources)}, "dcgm-exporter")[
        "containers"
    ]
    given = {variable["name"]: variable.get("value") for variable in container["env"]}.get("NVIDIA_RESOURCE_NAMES")

    assert given == named
    names = {name for group in design.gpu_groups for name in group.sharing.units}
    known = {"nvidia.com/gpu", *(named.split(",") if named else ())}
    assert all(name in known or name.startswith("nvidia.com/mig-") for name in names)


@pytest.mark.parametrize(
    ("sharing", "shared"),
    [
        ({}, False),
        ({"time_slicing": {"replicas": 4}}, True),
        ({"mps": {"replicas": 4}}, True),
    ],
)
def test_it_names_every_pod_of_a_shared_gpu_and_splits_no_other(
    sharing: dict[str, Any], tmp_path: Any, *, shared: bool
) -> None:
    """With the variable it gives each pod 0 for what it cannot split (its process_metrics.go)."""
    design = declared([{**GROUPS[0], "sharing": sharing}])
    resources = synthesized(lambda stack: build(stack, design), tmp_path)
    (container,) = pod({name_of(manifest): manifest for manifest in manifests(resources)}, "dcgm-exporter")[
        "containers"
    ]

    assert ("KUBERNETES_VIRTUAL_GPUS" in {variable["name"] for variable in container["env"]}) == shared


def test_it_is_found_by_annotation_and_by_service(found: dict[str, Manifest]) -> None:
    template = found["DaemonSet dcgm-exporter"]["spec"]["template"]
    service = found["Service dcgm-exporter"]["spec"]

    assert template["metadata"]["annotations"]["prometheus.io/port"] == "9400"
    assert service["clusterIP"] == "None"
    assert service["selector"] == template["metadata"]["labels"]
    (port,) = template["spec"]["containers"][0]["ports"]
    assert (service["ports"][0]["targetPort"], port["containerPort"]) == (port["name"], 9400)
    autoscaler = found["Deployment cluster-autoscaler"]["spec"]["template"]["metadata"]["annotations"]
    assert (autoscaler["prometheus.io/scrape"], autoscaler["prometheus.io/port"]) == ("true", "8085")


def test_other_counters_restart_the_pods(found: dict[str, Manifest], tmp_path: Any) -> None:
    design = declared(profiling=False)
    other = {
        name_of(manifest): manifest for manifest in manifests(synthesized(lambda stack: build(stack, design), tmp_path))
    }
    key = "eks-gpu.io/counters"

    def noted(objects: dict[str, Manifest]) -> str:
        return str(objects["DaemonSet dcgm-exporter"]["spec"]["template"]["metadata"]["annotations"][key])

    assert noted(found) != noted(other)


def test_no_apply_waits_for_their_pods(made: Resources) -> None:
    assert [daemon_set["wait_for_rollout"] for daemon_set in made["kubernetes_daemon_set_v1"].values()] == [
        False,
        False,
    ]


def test_images_are_pulled_on_the_nodes_of_their_group(found: dict[str, Manifest]) -> None:
    prepull = pod(found, "prepull-team")
    lend, *pulled = prepull["initContainers"]

    assert [container["image"] for container in pulled] == IMAGES
    assert {container["command"][0] for container in pulled} == {lend["command"][-1]} == {"/prepull/busybox"}
    assert lend["image"] == prepull["containers"][0]["image"] == catalog.image("busybox")
    (term,) = prepull["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    assert term["matchExpressions"][0]["values"] == ["team"]
    assert {item["key"] for item in prepull["tolerations"]} == {"nvidia.com/gpu", "team"}


def test_pulling_takes_no_gpu_and_no_right(found: dict[str, Manifest]) -> None:
    prepull = pod(found, "prepull-team")
    containers = [*prepull["initContainers"], *prepull["containers"]]

    assert prepull["securityContext"]["runAsNonRoot"] is True
    for container in containers:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"name": "NVIDIA_VISIBLE_DEVICES", "value": "void"} in container["env"]
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}


def test_the_node_models_know_them(watching: ClusterDesign) -> None:
    daemons = {
        models.group.name: {daemon.name for daemon in models.pools[0].template.daemons} for models in watching.nodes
    }

    assert all("dcgm-exporter" in names for names in daemons.values())
    assert {name for name, names in daemons.items() if "prepull" in names} == {"team"}


def test_images_come_from_the_mirror_there_too() -> None:
    spec = {**DECLARATION, "gpu_node_groups": GROUPS, "images": {"registry": "mirror.example/x"}}
    design = design_cluster(ClusterSpec.model_validate({**spec, "monitoring": {"dcgm_exporter": True}}))

    assert design.dcgm_exporter
    assert design.dcgm_exporter.image.startswith("mirror.example/x/nvidia/k8s/dcgm-exporter:")
    assert design.prepulls[0].waiting == "mirror.example/x/docker/library/busybox:1.37.0-musl"
    assert design.prepulls[0].images == tuple(IMAGES)
