"""Kueue's objects and settings: what a cluster file becomes, against Kueue's own definitions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from eks_gpu import catalog
from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.design.queueing.admission import queued_work
from eks_gpu.spec import ClusterSpec
from tests.specs import BASE

CRDS = json.loads(Path(__file__).with_name("kueue_crds.json").read_text(encoding="utf-8"))["versions"]
A = ["us-west-2a"]
BLOCK = {"name": "fabric", "instance_types": ["p5.48xlarge"], "zones": A, "min": 2, "max": 2, "efa": True}
SMALL = {"name": "small", "instance_types": ["g5.12xlarge"], "zones": A, "max": 4}
SPOT = {**SMALL, "name": "spot", "capacity": "spot", "priority": 10}
TAINTED = {**SMALL, "name": "tainted", "taints": [{"key": "team", "value": "a", "effect": "NoSchedule"}]}
SHARED = {**SMALL, "name": "shares", "sharing": {"time_slicing": {"replicas": 4, "rename": True}}}
TWO = [{"name": "research", "gpu_quota": 8}, {"name": "product", "gpu_quota": 8}]
LIMITED = [
    {"name": "research", "gpu_quota": 8, "queue": {"borrowing_limit": 4, "lending_limit": 0, "weight": 3}},
    {"name": "product", "gpu_quota": 8},
]
FAIR = {"kind": "kueue", "fair_sharing": True, "topology": True, "preemption": {"within_queue": "lower-or-newer"}}
DECLARED: dict[str, dict[str, Any]] = {
    "plain": {"gpu_node_groups": [SMALL], "namespaces": TWO},
    "several": {"gpu_node_groups": [SMALL, SPOT, TAINTED, SHARED], "namespaces": TWO},
    "limits": {"gpu_node_groups": [SMALL, BLOCK], "namespaces": LIMITED, "queueing": FAIR},
    "separate": {"gpu_node_groups": [SMALL], "namespaces": TWO, "queueing": {"kind": "kueue", "cohorts": []}},
}


def design(**more: Any) -> ClusterDesign:
    return design_cluster(ClusterSpec.model_validate({**BASE, "queueing": "kueue", **more}))


def objects(made: ClusterDesign) -> list[dict[str, Any]]:
    return [item.plain for release in made.releases if release.where == "queueing" for item in release.objects]


def named(made: ClusterDesign, kind: str) -> dict[str, Any]:
    return {one["metadata"]["name"]: one for one in objects(made) if one["kind"] == kind}


def config(made: ClusterDesign) -> dict[str, Any]:
    assert made.queueing
    found: dict[str, Any] = json.loads(made.queueing.values[0]["managerConfig"]["controllerManagerConfigYaml"])
    return found


@pytest.mark.parametrize("version", CRDS)
@pytest.mark.parametrize("case", DECLARED)
def test_kueue_accepts_every_object(case: str, version: str) -> None:
    found = objects(design(**DECLARED[case]))

    assert {"ClusterQueue", "LocalQueue", "ResourceFlavor", "WorkloadPriorityClass"} <= {one["kind"] for one in found}
    for one in found:
        crd = dict(CRDS[version][one["kind"]])
        assert one["apiVersion"] == "kueue.x-k8s.io/v1beta2"
        assert ("namespace" in one["metadata"]) == (crd.pop("scope") == "Namespaced")
        jsonschema.validate(
            {key: part for key, part in one.items() if key not in {"apiVersion", "kind", "metadata"}}, crd
        )


@pytest.mark.parametrize("case", DECLARED)
def test_the_rules_that_no_schema_expresses_hold(case: str) -> None:
    """Kueue's webhooks and CEL rules (v0.19.2, pkg/webhooks/clusterqueue_webhook.go, apis/kueue/v1beta2)."""
    made = design(**DECLARED[case])
    flavors = named(made, "ResourceFlavor")
    for queue in named(made, "ClusterQueue").values():
        spec = queue["spec"]
        (group,) = spec["resourceGroups"]
        assert [one["name"] for one in group["flavors"]] == list(dict.fromkeys(one["name"] for one in group["flavors"]))
        for one in group["flavors"]:
            assert one["name"] in flavors
            # The same resources, in the same order.
            assert [part["name"] for part in one["resources"]] == group["coveredResources"]
            limits = {"borrowingLimit", "lendingLimit"}
            assert "cohortName" in spec or not any(limits & part.keys() for part in one["resources"])
            assert all(int(part.get("lendingLimit", 0)) <= int(part["nominalQuota"]) for part in one["resources"])
        assert "cohortName" in spec or spec["preemption"]["reclaimWithinCohort"] == "Never"
        assert spec.get("cohortName", "") in {"", *named(made, "Cohort")}
    for flavor in flavors.values():
        assert "topologyName" not in flavor["spec"] or flavor["spec"]["nodeLabels"]
        # Kueue would write them into the template of a Job, which cannot change.
        assert "tolerations" not in flavor["spec"]


def test_flavors_are_groups_in_the_order_in_which_work_tries_them() -> None:
    made = design(**DECLARED["several"])
    flavors = named(made, "ResourceFlavor")

    assert list(flavors) == ["spot", "small", "tainted", "shares"]
    assert flavors["spot"]["spec"] == {"nodeLabels": {"eks-gpu.io/group": "spot"}}
    # EKS adds the toleration of `nvidia.com/gpu` to pods, after Kueue has looked at their Job.
    assert flavors["tainted"]["spec"]["nodeTaints"] == [{"key": "team", "value": "a", "effect": "NoSchedule"}]


def test_a_quota_is_divided_in_proportion_to_the_groups() -> None:
    more = {"name": "more", "instance_types": ["g5.12xlarge"], "zones": A, "max": 2}
    made = design(gpu_node_groups=[SMALL, more], namespaces=[{"name": "research", "gpu_quota": 9}])
    assert made.queueing
    (queue,) = made.queueing.queues

    assert {name: one["nvidia.com/gpu"].nominal for name, one in queue.quotas.items()} == {"small": 6, "more": 3}


def test_a_group_that_lacks_a_resource_has_none_of_it() -> None:
    made = design(
        gpu_node_groups=[SMALL, SHARED], namespaces=[{"name": "research", "gpu_quota": {"gpu": 4, "gpu.shared": 16}}]
    )
    (group,) = named(made, "ClusterQueue")["research"]["spec"]["resourceGroups"]
    quotas = {
        flavor["name"]: {one["name"]: one["nominalQuota"] for one in flavor["resources"]} for flavor in group["flavors"]
    }

    assert quotas == {
        "small": {"nvidia.com/gpu": "4", "nvidia.com/gpu.shared": "0"},
        "shares": {"nvidia.com/gpu": "0", "nvidia.com/gpu.shared": "16"},
    }


def test_a_queued_namespace_has_no_resource_quota() -> None:
    """It would count pods that wait, and forbid what the queue borrows."""
    spaces = [*TWO, {"name": "free"}]

    assert [one.limits for one in design(namespaces=spaces).namespaces] == [None, None, None]
    assert next(one.limits for one in design(namespaces=spaces, queueing=None).namespaces) == {"nvidia.com/gpu": 8}


def test_webhooks_look_only_at_queued_namespaces() -> None:
    (among,) = config(design(namespaces=TWO))["managedJobsNamespaceSelector"]["matchExpressions"]

    assert among == {"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["research", "product"]}


def test_without_queues_the_selector_is_kueues_own() -> None:
    assert "managedJobsNamespaceSelector" not in config(design(namespaces=[]))


def test_the_webhook_of_pods_is_on_only_for_queued_deployments() -> None:
    """It fails closed, and every pod of a queued namespace passes it."""
    web = {"name": "web", "kind": "deployment", "image": "a:1", "namespace": "research", "queue": "research"}
    job = {**web, "kind": "job"}

    assert "pod" not in config(design(namespaces=TWO, workloads=[job]))["integrations"]["frameworks"]
    assert "deployment" in config(design(namespaces=TWO, workloads=[web]))["integrations"]["frameworks"]


def test_nothing_but_gpus_is_counted() -> None:
    """Kueue admits no work that requests a resource which its queue does not list."""
    excluded = config(design(namespaces=TWO))["resources"]["excludeResourcePrefixes"]
    asked = ["cpu", "memory", "ephemeral-storage", "hugepages-2Mi", "vpc.amazonaws.com/efa"]

    assert all(any(name.startswith(prefix) for prefix in excluded) for name in asked)
    assert not any("nvidia.com/gpu".startswith(prefix) for prefix in excluded)


@pytest.mark.parametrize(
    ("more", "seconds"),
    [
        ({}, 1800),
        ({"autoscaler": {"max_node_provision_time": "30m"}}, 2700),
        ({"queueing": {"kind": "kueue", "ready_timeout": "1h"}}, 3600),
    ],
)
def test_a_gang_gets_the_time_of_a_node_and_its_images(more: dict[str, Any], seconds: int) -> None:
    assert config(design(namespaces=TWO, **more))["waitForPodsReady"]["timeout"] == f"{seconds}s"


def test_what_serves_gets_the_time_of_its_own_deadline() -> None:
    probes = {"startup": {"path": "/health", "port": 8000, "within": "1h"}}
    web = {"name": "web", "kind": "deployment", "image": "a:1", "namespace": "research", "queue": "research"}
    made = design(namespaces=TWO, workloads=[{**web, "probes": probes}])

    assert made.queueing
    assert made.queueing.ready_seconds == 1800 + 3600


def test_topology_is_for_groups_whose_nodes_always_exist() -> None:
    """Kueue counts Ready nodes and no others: from zero, it would wait for nodes that nobody buys."""
    train = {"name": "train", "kind": "training_job", "nodes": 2, "image": "a:1", "namespace": "research"}
    given = {"namespaces": TWO, "queueing": FAIR, "workloads": [{**train, "queue": "research"}]}
    fixed, scaled = (design(gpu_node_groups=[{**BLOCK, "min": least}], **given) for least in (2, 0))

    assert list(named(fixed, "ResourceFlavor")) == ["fabric.topology"]
    assert list(named(fixed, "Topology")) == ["aws-network"]
    assert list(named(scaled, "ResourceFlavor")) == ["fabric"]
    assert not named(scaled, "Topology")
    queued = [one.workloads[0].queued for one in (fixed, scaled)]
    assert [bool(one and one.annotations) for one in queued] == [True, False]


def test_every_minor_has_a_version_of_kueue() -> None:
    facts = catalog.kueue()

    assert set(facts.versions) == set(catalog.supported_minors())
    assert set(facts.versions.values()) == set(CRDS)
    for minor in catalog.supported_minors():
        (chart,) = (one for one in design(kubernetes_version=minor, namespaces=TWO).releases if one.name == "kueue")
        assert (chart.repository, chart.version) == (facts.repository, facts.versions[minor])


def test_a_mirror_has_its_image() -> None:
    made = design(namespaces=TWO, images={"registry": "111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror"})

    assert made.queueing
    manager = made.queueing.values[0]["controllerManager"]["manager"]
    assert re.search(r"amazonaws\.com/mirror/kueue/kueue$", manager["image"]["repository"])


def test_releases_come_in_an_order_in_which_each_finds_what_it_needs() -> None:
    made = design(
        namespaces=TWO,
        charts=[{"name": "a", "namespace": "b", "repository": "https://a.example", "chart": "a", "version": "1.0.0"}],
    )

    assert [(one.name, one.stack) for one in made.releases] == [
        ("kueue", "platform"),
        ("kueue-objects", "platform"),
        ("kueue-local-queues", "workloads"),
        ("a", "platform"),
    ]
    assert made.release_namespaces == ("kueue-system", "b")
    assert [one.before_workloads for one in made.releases] == [False, False, True, False]


def test_the_short_form_is_the_block_with_defaults() -> None:
    assert design(namespaces=TWO) == design(namespaces=TWO, queueing={"kind": "kueue"})


def test_a_job_is_admitted_whole_and_a_deployment_pod_by_pod() -> None:
    own = {"image": "a:1", "namespace": "research", "queue": "research", "gpus": 4}
    works = [
        {"name": "train", "kind": "training_job", "nodes": 3, **own},
        {"name": "shards", "kind": "job", "completions": 8, "parallelism": 2, **own},
        {"name": "web", "kind": "deployment", "replicas": 3, **own},
        {"name": "set", "kind": "stateful_set", "replicas": 3, **own},
    ]
    made = design(gpu_node_groups=[SMALL], namespaces=TWO, workloads=works)
    found = [queued_work(made.queueing, workload) for workload in made.workloads]

    assert [one and one.amount for one in found] == [12, 8, 4, 12]
