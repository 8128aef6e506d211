"""Settings that keep an edit of a running cluster from failing, or from silently doing nothing."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import PriorityClasses, Workload
from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.kubernetes.edits import KINDS, NEEDED, declaration
from tests.kubernetes.outcome import outcome
from tests.kubernetes.planning import attributes
from tests.kubernetes.synthesis import only
from tests.kubernetes.variants import TYPES, workload_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from eks_gpu.bindings import TerraformStack
    from eks_gpu.design import WorkloadDesign
    from tests.kubernetes.synthesis import Build, Resources

pytestmark = pytest.mark.engine
RESTARTED = 'spec[0].template[0].metadata[0].annotations["kubectl.kubernetes.io/restartedAt"]'
SHARED = {"name": "shared", "instance_types": ["g5.xlarge"], "max": 2}
RENAMED = {"sharing": {"time_slicing": {"replicas": 4, "rename": True}}}


def workload(**fields: Any) -> WorkloadDesign:
    (found,) = design_cluster(ClusterSpec.model_validate(declaration(fields))).workloads
    return found


def of_kind(kind: str, **fields: Any) -> WorkloadDesign:
    return workload(kind=kind, **NEEDED.get(kind, {}), **fields)


def pod_of(design: WorkloadDesign) -> dict[str, Any]:
    spec: dict[str, Any] = only(workload_object(design), TYPES[design.spec.kind])["spec"]
    spec = spec.get("job_template", {}).get("spec", spec)
    return spec if design.spec.kind == "pod" else spec["template"]["spec"]


@pytest.mark.parametrize("kind", KINDS)
def test_plain_data_is_what_is_synthesized(kind: str, synthesize: Callable[[Build], Resources]) -> None:
    design = of_kind(kind, volumes=[{"mount_path": "/data", "storage": "data"}], ports=[8000])
    made = synthesize(lambda stack: Workload(stack, design.id, design))
    (found,) = made[TYPES[kind]].values()
    (plain,) = workload_object(design)[TYPES[kind]].values()

    assert _comparable(found["spec"]) == _comparable(plain["spec"])
    assert found.get("lifecycle", {}).get("ignore_changes") == plain.get("lifecycle", {}).get("ignore_changes")
    held = {one["input"] for one in made.get("terraform_data", {}).values()}
    assert {one["input"] for one in workload_object(design).get("terraform_data", {}).values()} <= held


def _put(design: WorkloadDesign, stack: TerraformStack) -> None:
    Workload(stack, design.id, design)


def _comparable(spec: Any) -> str:
    return json.dumps(spec, sort_keys=True)


@pytest.mark.parametrize("kind", KINDS)
def test_an_account_is_written_wherever_pods_can_change(kind: str) -> None:
    written = None if kind in {"job", "pod", "training_job"} else "default"

    assert pod_of(of_kind(kind)).get("service_account_name") == written
    assert pod_of(of_kind(kind, service_account={"name": "reader"}))["service_account_name"] == "reader"


def test_daemon_sets_write_an_account_and_are_restarted_once(resources: Resources) -> None:
    daemons = resources["kubernetes_daemon_set_v1"].values()

    assert daemons
    for daemon in daemons:
        assert daemon["spec"]["template"]["spec"]["service_account_name"]
        assert daemon["lifecycle"]["ignore_changes"] == [RESTARTED]


@pytest.mark.parametrize("kind", ["kubernetes_deployment_v1", "kubernetes_stateful_set_v1"])
def test_a_restart_by_hand_is_not_undone(kind: str, resources: Resources) -> None:
    assert all(RESTARTED in resource["lifecycle"]["ignore_changes"] for resource in resources[kind].values())


def test_terraform_waits_longer_than_pods_take_to_stop(resources: Resources) -> None:
    grace = of_kind("job", termination_grace="600s")

    assert grace.delete_timeout == "15m"
    assert of_kind("job").delete_timeout == "6m"
    for kind in ("kubernetes_job_v1", "kubernetes_pod_v1"):
        assert {resource["timeouts"]["delete"] for resource in resources[kind].values()} == {"6m"}
    assert {one["timeouts"]["delete"] for one in resources["kubernetes_namespace_v1"].values()} == {"10m"}


def test_a_namespace_waits_for_the_longest_of_its_pods() -> None:
    job = {"kind": "job", "namespace": "team", "termination_grace": "20m"}
    design = design_cluster(ClusterSpec.model_validate(declaration(job, namespaces=[{"name": "team"}, {"name": "b"}])))

    assert [namespace.delete_timeout for namespace in design.namespaces] == ["25m", "10m"]


def test_a_service_is_replaced_when_it_gets_or_loses_its_address(synthesize: Callable[[Build], Resources]) -> None:
    """`cluster_ip` is Computed: a deployment that was a stateful set would keep `None`."""
    made = {}
    for kind in ("stateful_set", "deployment", "training_job"):
        design = of_kind(kind, ports=[8000])
        found = synthesize(partial(_put, design))
        made[kind] = {name: found[name] for name in ("kubernetes_service_v1", "terraform_data")}

    def replaced(old: str, new: str) -> bool:
        return any("kubernetes_service_v1" in one for one in outcome(made[old], made[new]).replaced)

    assert replaced("stateful_set", "deployment")
    assert replaced("training_job", "deployment")
    assert not replaced("stateful_set", "training_job")


def test_a_trigger_that_is_created_replaces_nothing() -> None:
    """On upgrade of a running cluster there is none yet."""
    new = workload_object(of_kind("job"))
    old = {kind: named for kind, named in new.items() if kind != "terraform_data"}

    assert "terraform_data" in new
    assert outcome(old, new).replaced == []


@pytest.mark.parametrize("classes_first", [True, False])
def test_workloads_come_after_priority_classes(
    *,
    classes_first: bool,
    synthesize: Callable[[Build], Resources],
) -> None:
    design = of_kind("pod")

    def build(stack: TerraformStack) -> None:
        if classes_first:
            PriorityClasses(stack, "priority")
        Workload(stack, design.id, design)
        if not classes_first:
            PriorityClasses(stack, "priority")

    found = synthesize(build)
    classes = {f"kubernetes_priority_class_v1.{name}" for name in found["kubernetes_priority_class_v1"]}
    assert classes
    assert set(only(found, "kubernetes_pod_v1")["depends_on"]) == classes


@pytest.mark.parametrize(
    ("group", "added"), [(SHARED | RENAMED, ["nvidia.com/gpu.shared"]), (SHARED, [])], ids=["renamed", "whole"]
)
def test_a_bare_pod_says_what_admission_adds(group: dict[str, Any], added: list[str]) -> None:
    """Otherwise every plan takes the toleration away, by replacing the pod."""
    spec = declaration({"kind": "pod", "node_groups": ["shared"]}, gpu_node_groups=[group])
    (pod,) = design_cluster(ClusterSpec.model_validate(spec)).workloads
    (job,) = design_cluster(
        ClusterSpec.model_validate(declaration({"kind": "job", "node_groups": ["shared"]}, gpu_node_groups=[group]))
    ).workloads

    assert [toleration["key"] for toleration in pod_of(pod)["toleration"]] == ["nvidia.com/gpu", *added]
    assert pod_of(pod)["toleration"][-1]["effect"] == "NoSchedule"
    # The template of a Job does not contain what admission adds to pods.
    assert [toleration["key"] for toleration in pod_of(job)["toleration"]] == ["nvidia.com/gpu"]


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("0.5", "500m"),
        ("1000m", "1"),
        ("1500", "1500"),
        ("2000", "2k"),
        ("0.5Gi", "512Mi"),
        ("1.5Ki", "1536"),
        ("30", "30"),
    ],
)
def test_metrics_are_written_as_the_api_server_writes_them(
    written: str, canonical: str, synthesize: Callable[[Build], Resources]
) -> None:
    """The provider compares texts there, so anything else would be a change at every plan."""
    metrics = [{"pods": "waiting", "average": written}]
    design = of_kind("deployment", scaling={"max": 3, "metrics": metrics})
    found = only(
        synthesize(lambda stack: Workload(stack, design.id, design)), "kubernetes_horizontal_pod_autoscaler_v2"
    )

    (metric,) = found["spec"]["metric"]
    assert metric["pods"]["target"]["average_value"] == canonical


def test_other_quantities_are_compared_as_quantities(resources: Resources) -> None:
    """Where the provider does, the form does not matter; where it does not, one has to be written."""
    names = {"storage", "size_limit", "limits", "requests", "hard", "capacity", "average_value", "divisor"}
    compared = {
        (path.rpartition(".")[2], row.quantity)
        for kind, named in resources.items()
        if kind.startswith("kubernetes_")
        for resource in named.values()
        for path, row, _ in attributes(kind, resource)
        if path.rpartition(".")[2] in names
    }

    assert compared == {
        ("average_value", False),
        ("capacity", True),
        ("hard", True),
        ("limits", True),
        ("requests", True),
        ("size_limit", True),
    }
