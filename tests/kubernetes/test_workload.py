"""Workloads of the five kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import Workload
from eks_gpu.design import design_cluster
from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.design.workloads.workload import PRIORITY_CLASSES
from eks_gpu.hcl import literal
from eks_gpu.spec import ClusterSpec
from tests.kubernetes.cluster import DECLARATION
from tests.kubernetes.manifests import name_of, pod_of
from tests.kubernetes.rules import tolerates

if TYPE_CHECKING:
    from collections.abc import Callable

    from eks_gpu.design import ClusterDesign
    from tests.kubernetes.manifests import Manifest
    from tests.kubernetes.synthesis import Build, Resources

pytestmark = pytest.mark.engine

KINDS = {
    "web": "Deployment web",
    "shards": "StatefulSet shards",
    "train": "Job train",
    "nightly": "CronJob nightly",
    "shell": "Pod shell",
    "deep": "Job deep",
}
# With fields that their kind does not have by default.
MORE = {"ranks": "StatefulSet ranks", "sweep": "Job sweep"}


@pytest.fixture(params=KINDS)
def name(request: pytest.FixtureRequest) -> str:
    """A workload of each kind."""
    return str(request.param)


def _pod(objects: list[Manifest], name: str) -> dict[str, Any]:
    pod = pod_of(next(found for found in objects if name_of(found) == KINDS[name]))
    assert pod
    return pod


def _spec(objects: list[Manifest], kind_and_name: str) -> dict[str, Any]:
    spec: dict[str, Any] = next(found for found in objects if name_of(found) == kind_and_name)["spec"]
    return spec


def _resource(resources: Resources, name: str) -> dict[str, Any]:
    kind = f"kubernetes_{next(item['kind'] for item in DECLARATION['workloads'] if item['name'] == name)}_v1"
    kind = kind.replace("training_", "")
    return next(found for found in resources[kind].values() if found["metadata"]["name"] == name)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("web", {"wait_for_rollout": False}),
        ("shards", {"wait_for_rollout": False}),
        ("train", {"wait_for_completion": False}),
        ("nightly", {}),
        ("deep", {"wait_for_completion": False}),
        ("shell", {"target_state": ["Pending", "Running", "Succeeded"]}),
    ],
)
def test_nothing_waits_for_a_node(resources: Resources, name: str, rule: dict[str, Any]) -> None:
    found = _resource(resources, name)

    assert {key: value for key, value in found.items() if key.startswith(("wait", "target"))} == rule


def test_gpus_are_limited_to_what_is_asked_for(objects: list[Manifest], design: ClusterDesign, name: str) -> None:
    workload = next(item for item in design.workloads if item.name == name)
    resources = _pod(objects, name)["containers"][0]["resources"]

    gpus = str(workload.spec.gpus)
    assert resources == {
        "requests": {"cpu": workload.cpu, "memory": workload.memory, "nvidia.com/gpu": gpus},
        "limits": {"memory": workload.memory, "nvidia.com/gpu": gpus},
    }


def test_pods_tolerate_their_groups(objects: list[Manifest], design: ClusterDesign, name: str) -> None:
    workload = next(item for item in design.workloads if item.name == name)
    tolerations = _pod(objects, name)["tolerations"]
    taints = [
        taint
        for group in design.gpu_groups
        if group.name in workload.groups
        for taint in group.taints
        if taint.effect.kubernetes != "PreferNoSchedule"
    ]

    assert taints
    assert all(tolerates(tolerations, taint) for taint in taints)


def test_pods_are_kept_to_their_groups(objects: list[Manifest], design: ClusterDesign, name: str) -> None:
    workload = next(item for item in design.workloads if item.name == name)
    pod = _pod(objects, name)

    assert workload.groups
    # An unchangeable pod lists its groups, so that a later group does not change the pod.
    if len(workload.groups) == 1 and workload.spec.kind not in {"job", "pod", "training_job"}:
        assert pod["nodeSelector"] == {**workload.spec.node_selector, GROUP_LABEL: workload.groups[0]}
        assert "affinity" not in pod
    else:
        required = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
        expression = {"key": GROUP_LABEL, "operator": "In", "values": list(workload.groups)}
        assert required == {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}


def test_pods_have_no_way_to_more(objects: list[Manifest], name: str) -> None:
    pod = _pod(objects, name)

    assert pod["automountServiceAccountToken"] is False
    assert pod["containers"][0]["securityContext"] == {"allowPrivilegeEscalation": False}


def test_serving_goes_before_batch(objects: list[Manifest], name: str) -> None:
    pod = _pod(objects, name)
    serves = name in {"web", "shards"}

    assert pod["priorityClassName"] == ("eks-gpu-serving" if serves else "eks-gpu-batch")
    assert pod["restartPolicy"] == ("Always" if serves else "Never")


def test_shared_memory_is_a_volume_with_a_size(objects: list[Manifest]) -> None:
    pod = _pod(objects, "web")

    assert pod["volumes"] == [{"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": "2Gi"}}]
    assert pod["containers"][0]["volumeMounts"] == [{"name": "shm", "mountPath": "/dev/shm"}]  # noqa: S108 - in the pod


def test_a_deployment_needs_no_spare_node(objects: list[Manifest]) -> None:
    spec = _spec(objects, "Deployment web")

    assert spec["strategy"] == {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    assert spec["progressDeadlineSeconds"] >= 15 * 60
    assert spec["replicas"] == 2


def test_a_job_outlives_its_end_and_its_nodes(objects: list[Manifest]) -> None:
    spec = _spec(objects, "Job train")

    assert "ttlSecondsAfterFinished" not in spec
    assert (spec["completionMode"], spec["completions"], spec["parallelism"]) == ("Indexed", 4, 2)
    # A shard that always fails takes no other along.
    assert (spec["backoffLimit"], spec["backoffLimitPerIndex"], spec["maxFailedIndexes"]) == (2**31 - 1, 3, 4)
    (rule,) = spec["podFailurePolicy"]["rules"]
    assert rule == {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}


@pytest.mark.parametrize(
    ("workload", "said"),
    [
        *(("train", "false"), ("nightly", "false"), ("deep", "false"), ("web", None), ("shards", None)),
        # By their own word.
        *(("ranks", "false"), ("sweep", None)),
    ],
)
def test_the_autoscaler_evicts_no_job_and_nothing_that_forbids_it(
    objects: list[Manifest], workload: str, said: str | None
) -> None:
    spec = _spec(objects, {**KINDS, **MORE}[workload])
    template = spec.get("jobTemplate", {}).get("spec", spec)["template"]

    found = template["metadata"].get("annotations", {})
    assert found.get("cluster-autoscaler.kubernetes.io/safe-to-evict") == said


def test_terraform_leaves_a_running_job_as_it_was_created(resources: Resources) -> None:
    """For a removed time limit the provider would send 0, and end the Job."""
    limit = "spec[0].active_deadline_seconds"

    assert limit in _resource(resources, "train")["lifecycle"]["ignore_changes"]
    assert limit not in _resource(resources, "deep")["lifecycle"]["ignore_changes"]
    assert "spec[0].template[0].metadata[0].annotations" in _resource(resources, "train")["lifecycle"]["ignore_changes"]


def test_a_cron_job_never_runs_twice_at_once(objects: list[Manifest]) -> None:
    spec = _spec(objects, "CronJob nightly")

    assert (spec["schedule"], spec["timeZone"]) == ("0 3 * * *", "Europe/Berlin")
    assert spec["concurrencyPolicy"] == "Forbid"
    assert "ttlSecondsAfterFinished" not in spec["jobTemplate"]["spec"]


def test_pods_of_a_stateful_set_come_together_and_have_names(objects: list[Manifest]) -> None:
    spec = _spec(objects, "StatefulSet shards")

    assert spec["podManagementPolicy"] == "Parallel"
    assert spec["updateStrategy"] == {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}
    assert spec["serviceName"] == "shards"
    assert _spec(objects, "Service shards")["clusterIP"] == "None"


def test_ports_are_served(objects: list[Manifest]) -> None:
    service = _spec(objects, "Service web")

    assert [(port["port"], port["targetPort"]) for port in service["ports"]] == [(8000, 8000), (9000, 9000)]
    assert service["selector"] == _spec(objects, "Deployment web")["template"]["metadata"]["labels"]
    assert "clusterIP" not in service
    assert {found["metadata"]["name"] for found in objects if found["kind"] == "Service"} == {
        "web",
        "chat",
        "shards",
        "stream",
        "dcgm-exporter",
        "deep",
        "full-deployment",
        "hairpin",
        "llm",
        "ranks",
        "store",
    }


def test_text_of_the_user_is_not_a_template(resources: Resources, objects: list[Manifest]) -> None:
    (container,) = _resource(resources, "train")["spec"]["template"]["spec"]["container"]

    assert container["command"] == ["bash", "-c", "echo $${HOME} $(MODEL)"]
    assert _pod(objects, "train")["containers"][0]["command"] == ["bash", "-c", "echo ${HOME} $(MODEL)"]
    assert _pod(objects, "web")["containers"][0]["env"][1]["value"] == "${HOME} and %{x}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${HOME}", "$${HOME}"),
        ("%{if x}", "%%{if x}"),
        ("$HOME $(HOME) 5%", "$HOME $(HOME) 5%"),
        ("${TfToken[TOKEN.7]}", "$${TfToken[TOKEN.7]}"),
    ],
)
def test_templates_are_taken_literally(text: str, expected: str) -> None:
    assert literal(text) == expected


def test_workloads_come_after_their_namespace_and_quota(resources: Resources) -> None:
    classes = [f"kubernetes_priority_class_v1.{key}" for key in resources["kubernetes_priority_class_v1"]]

    assert _resource(resources, "web")["depends_on"] == [
        f"kubernetes_namespace_v1.{_name(resources, 'kubernetes_namespace_v1', 'cuda')}",
        f"kubernetes_resource_quota_v1.{_name(resources, 'kubernetes_resource_quota_v1', 'gpu')}",
        *classes,
    ]
    # Kubernetes refuses a pod whose priority class is missing, also in a stack of somebody else's.
    assert _resource(resources, "train")["depends_on"] == classes


def _name(resources: Resources, kind: str, name: str) -> str:
    return next(key for key, found in resources[kind].items() if found["metadata"]["name"] == name)


def test_priority_classes_exist_and_none_is_the_default(resources: Resources) -> None:
    found = {item["metadata"]["name"]: item for item in resources["kubernetes_priority_class_v1"].values()}

    assert {name: item["value"] for name, item in found.items()} == dict(PRIORITY_CLASSES)
    assert not any(item["global_default"] for item in found.values())


def test_the_smallest_workload_by_itself(synthesize: Callable[[Build], Resources]) -> None:
    """As in another team's stack: without our namespace, only the workload."""
    workloads = [{"name": "smi", "kind": "job", "image": "registry.example/smi:1", "command": ["nvidia-smi"]}]
    design = design_cluster(ClusterSpec.model_validate({**DECLARATION, "workloads": workloads}))

    resources = synthesize(lambda stack: Workload(stack, "smi", design.workloads[0]))

    assert {kind: len(named) for kind, named in resources.items()} == {"kubernetes_job_v1": 1, "terraform_data": 1}
