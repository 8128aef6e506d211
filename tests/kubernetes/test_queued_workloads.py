"""Queued workloads in Terraform: what Kueue writes into them is left alone, and what it refuses replaces them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.kubernetes.planning import plan
from tests.specs import BASE

if TYPE_CHECKING:
    from tests.kubernetes.synthesis import Resources

pytestmark = pytest.mark.engine
GROUP = {"name": "gpu", "instance_types": ["g5.12xlarge"], "zones": ["us-west-2a"], "max": 4}
SPACE = {"name": "team", "gpu_quota": 16}
TYPES = {
    "job": "kubernetes_job_v1",
    "training_job": "kubernetes_job_v1",
    "cron_job": "kubernetes_cron_job_v1",
    "deployment": "kubernetes_deployment_v1",
    "stateful_set": "kubernetes_stateful_set_v1",
}
NEEDED: dict[str, dict[str, Any]] = {"cron_job": {"schedule": "0 3 * * *"}, "training_job": {"nodes": 2}}
QUEUE, PRIORITY = "kueue.x-k8s.io/queue-name", "kueue.x-k8s.io/priority-class"


def declared(kind: str, **more: Any) -> dict[str, Any]:
    own = {"name": "work", "kind": kind, "image": "registry.example/work:1", "namespace": "team", "queue": "team"}
    work = {**own, "gpus": 4, **NEEDED.get(kind, {}), **more}
    return {**BASE, "gpu_node_groups": [GROUP], "namespaces": [SPACE], "queueing": "kueue", "workloads": [work]}


def objects(data: dict[str, Any]) -> Resources:
    from tests.kubernetes.variants import workload_object  # noqa: PLC0415 - the engine takes a second to start

    (workload,) = design_cluster(ClusterSpec.model_validate(data)).workloads
    return workload_object(workload)


def main(kind: str, **more: Any) -> dict[str, Any]:
    return objects(declared(kind, **more))[TYPES[kind]]["work"]


def trigger(kind: str, **more: Any) -> str | None:
    held = objects(declared(kind, **more)).get("terraform_data", {}).get("pod-parts")
    return held["input"] if held else None


def after_kueue(kind: str, resource: dict[str, Any]) -> dict[str, Any]:
    """The object as the provider reads it back, once Kueue has admitted the work (v0.19.2).

    Jobs: `podset.Merge` with the node labels and tolerations of the flavor, and the labels and annotations of
    `RunWithPodSetsInfo`. Deployments and StatefulSets: their webhooks.
    """
    found = copy.deepcopy(resource)
    template = found["spec"]["template"]
    labels = template["metadata"]["labels"]
    annotations = template["metadata"].setdefault("annotations", {})
    if kind in {"job", "training_job"}:
        template["spec"]["node_selector"] = {
            **(template["spec"].get("node_selector") or {}),
            "eks-gpu.io/group": "gpu",
        }
        template["spec"].setdefault("toleration", []).append({"key": "late", "operator": "Exists", "effect": None})
        labels |= {"kueue.x-k8s.io/podset": "main"}
        annotations |= {"kueue.x-k8s.io/workload": "job-work-1a2b3"}
        return found
    annotations["kueue.x-k8s.io/pod-suspending-parent"] = kind.replace("_", "")
    if kind == "deployment":
        labels |= {"kueue.x-k8s.io/managed": "true", QUEUE: "team", PRIORITY: "eks-gpu-serving"}
    return found


@pytest.mark.parametrize("kind", ["job", "training_job", "deployment", "stateful_set"])
def test_the_next_apply_changes_nothing_of_what_kueue_writes(kind: str) -> None:
    """Without this it would replace running training, and roll what serves at every apply."""
    wanted = main(kind)
    # Terraform makes an empty map of none, where a key of it is ignored (its `processIgnoreChangesIndividual`).
    wanted["spec"]["template"]["metadata"].setdefault("annotations", {})
    planned = plan(TYPES[kind], after_kueue(kind, wanted), wanted)

    assert (planned.replaced, planned.changed) == ([], [])


@pytest.mark.parametrize("kind", ["job", "training_job", "deployment", "stateful_set"])
def test_what_kueue_writes_would_change_an_object_without_a_queue(kind: str) -> None:
    """The test above is about something."""
    wanted = main(kind, queue=None)
    planned = plan(TYPES[kind], after_kueue(kind, wanted), wanted)

    assert planned.replaced or planned.changed


@pytest.mark.parametrize("kind", ["job", "training_job", "deployment", "stateful_set"])
def test_kueue_finds_the_queue_and_the_priority_on_the_object(kind: str) -> None:
    labels = main(kind)["metadata"]["labels"]

    assert labels[QUEUE] == "team"
    assert labels[PRIORITY] == ("eks-gpu-batch" if "job" in kind else "eks-gpu-serving")
    assert QUEUE not in main(kind, queue=None)["metadata"]["labels"]


def test_the_queue_of_a_cron_job_is_that_of_its_runs() -> None:
    resource = main("cron_job")

    assert QUEUE not in resource["metadata"]["labels"]
    assert resource["spec"]["job_template"]["metadata"]["labels"][QUEUE] == "team"


@pytest.mark.parametrize("kind", ["deployment", "stateful_set"])
@pytest.mark.parametrize(("before", "after"), [(None, "team"), ("team", "other"), ("team", None)])
def test_another_queue_replaces_what_serves(kind: str, before: str | None, after: str | None) -> None:
    """Kueue refuses it for ready pods, and the removal always; a selector cannot change in the provider."""
    planned = plan(TYPES[kind], main(kind, queue=before), main(kind, queue=after))

    assert "spec.selector.match_labels" in [path.replace("[0]", "") for path in planned.replaced]


@pytest.mark.parametrize("kind", ["deployment", "stateful_set"])
def test_a_selector_selects_the_pods_of_its_own_template(kind: str) -> None:
    spec = main(kind)["spec"]

    assert spec["selector"]["match_labels"].items() <= spec["template"]["metadata"]["labels"].items()


@pytest.mark.parametrize("kind", ["job", "training_job"])
@pytest.mark.parametrize(
    "more",
    [
        {"queue": None},
        {"queue": "other"},
        {"node_selector": {"disk": "fast"}},
        {"tolerations": [{"key": "team"}]},
        {"labels": {"team": "a"}},
        {"priority": "serving"},
    ],
)
def test_an_edit_of_what_is_ignored_still_replaces_a_job(kind: str, more: dict[str, Any]) -> None:
    """Plans leave these alone because Kueue writes them, so the trigger holds the file's own values."""
    assert trigger(kind, **more) != trigger(kind)


@pytest.mark.parametrize("more", [{"replicas": 2}, {"image": "registry.example/work:2"}])
def test_a_queued_stateful_set_is_replaced_where_kueue_refuses_the_change(more: dict[str, Any]) -> None:
    assert trigger("stateful_set") is not None
    assert trigger("stateful_set", **more) != trigger("stateful_set")
    assert trigger("stateful_set", queue=None) is None


def test_a_queued_deployment_rolls_as_any_other() -> None:
    assert trigger("deployment") is None
    planned = plan(TYPES["deployment"], main("deployment"), main("deployment", image="registry.example/work:2"))

    assert planned.replaced == []
    assert planned.changed


def test_queues_come_before_the_workloads_and_go_after_them() -> None:
    from tests.effects.synthesis import workload_resources  # noqa: PLC0415 - the engine takes a second to start

    found = workload_resources(declared("job"))
    (release,) = (body for (kind, _), body in found.items() if kind == "helm_release")
    (job,) = (body for (kind, _), body in found.items() if kind == "kubernetes_job_v1")
    (address,) = (name for kind, name in found if kind == "helm_release")

    assert release["name"] == "kueue-local-queues"
    assert "kubernetes_namespace_v1.namespace-team_namespace" in release["depends_on"]
    assert f"helm_release.{address}" in job["depends_on"]
    assert not [kind for kind, _ in found if kind == "kubernetes_resource_quota_v1"]


def test_training_asks_for_nodes_that_are_close_to_each_other() -> None:
    fabric = {
        "name": "gpu",
        "instance_types": ["p5.48xlarge"],
        "zones": ["us-west-2a"],
        "min": 2,
        "max": 2,
        "efa": True,
    }
    data = declared("training_job", gpus=8)
    data |= {"gpu_node_groups": [fabric], "queueing": {"kind": "kueue", "topology": True}}
    template = objects(data)["kubernetes_job_v1"]["work"]["spec"]["template"]

    near = "kueue.x-k8s.io/podset-preferred-topology"
    assert template["metadata"]["annotations"][near] == "topology.k8s.aws/network-node-layer-3"
