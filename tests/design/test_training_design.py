"""The part of its nodes that a training job gets, and the groups that it fits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from eks_gpu.design import GroupModels, NodeModel, WorkloadFit, design_cluster
from eks_gpu.design.workloads.jobs import JobDesign
from eks_gpu.design.workloads.schedulability import judge_workloads
from eks_gpu.design.workloads.workload import design_workloads
from eks_gpu.scheduling.amounts import EFA, GPU, HUGEPAGES, MEMORY, PODS
from eks_gpu.scheduling.quantity import mebibytes
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

JOB = {"name": "train", "kind": "training_job", "image": "registry.example/train:1", "nodes": 2}


def spec_of(*groups: dict[str, Any], **fields: Any) -> ClusterSpec:
    default = {"name": "gpu", "instance_types": ["p5.48xlarge"], "zones": ["us-west-2a"], "max": 64}
    return ClusterSpec.model_validate(
        changed({"gpu_node_groups": list(groups or (default,)), "workloads": [{**JOB, **fields}]})
    )


def judged(*groups: dict[str, Any], **fields: Any) -> WorkloadFit:
    return design_cluster(spec_of(*groups, **fields)).schedulability[0]


def test_it_gets_all_gpus_and_all_that_is_free_of_a_node() -> None:
    (found,) = design_cluster(spec_of()).workloads

    assert found.gpus == {GPU: 8}
    assert found.spec.gpus == 8
    # Nominally 2 TiB; a quarter of the pod's share is for /dev/shm.
    assert mebibytes(found.memory) > 1_900_000
    assert found.shm
    assert mebibytes(found.shm) == mebibytes(found.memory) // 4
    assert found.devices == {}
    assert found.training
    assert not [name for name in found.training.environment if name.startswith("FI_")]


def test_shared_memory_is_the_users_word() -> None:
    assert design_cluster(spec_of(shm="64Gi")).workloads[0].shm == "64Gi"


@pytest.mark.parametrize(
    ("nodes", "maximum", "verdict", "placed"),
    [(2, 2, "runs", 2), (64, 64, "runs", 64), (64, 63, "capacity", 63), (2, 1, "capacity", 1), (1, 1, "runs", 1)],
)
def test_all_ranks_or_none(nodes: int, maximum: int, verdict: str, placed: int) -> None:
    found = judged(
        {"name": "gpu", "instance_types": ["p5.48xlarge"], "zones": ["us-west-2a"], "max": maximum}, nodes=nodes
    )

    assert (found.verdict, found.placed) == (verdict, placed)
    if verdict == "capacity":
        (reason,) = found.groups[0].reasons
        assert reason.startswith(f"room for {placed} of {nodes} nodes")


def test_a_zone_that_the_selector_excludes_has_no_room() -> None:
    both = {"name": "gpu", "instance_types": ["p4d.24xlarge"], "max_per_zone": 2}
    selector = {"topology.kubernetes.io/zone": "us-west-2a"}

    assert judged(both, nodes=3, node_selector=selector).placed == 2
    assert judged(both, nodes=3).placed == 3


def test_two_jobs_take_turns() -> None:
    """Each is judged with the nodes to itself; that they may get in each other's way is a rule's to tell."""
    group = {"name": "gpu", "instance_types": ["p4d.24xlarge"], "zones": ["us-west-2a"], "max": 2}
    spec = changed({"gpu_node_groups": [group], "workloads": [JOB, {**JOB, "name": "other"}]})

    assert [one.verdict for one in design_cluster(ClusterSpec.model_validate(spec)).schedulability] == ["runs"] * 2


def _with(models: GroupModels, **devices: int) -> GroupModels:
    """The group, with EFA and huge pages on its nodes."""
    amounts = {EFA: devices["efa"], HUGEPAGES: devices["pages"]}

    def more(model: NodeModel) -> NodeModel:
        return replace(model, capacity={**model.capacity, **amounts})

    pools = tuple(
        replace(pool, template=more(pool.template), nodes=tuple(map(more, pool.nodes))) for pool in models.pools
    )
    return replace(models, pools=pools)


def test_efa_interfaces_and_huge_pages_of_a_node_are_copied() -> None:
    spec = spec_of()
    groups = [_with(models, efa=32, pages=5120) for models in design_cluster(spec).nodes]

    (workload,) = design_workloads(spec, groups)
    assert workload.devices == {EFA: 32, HUGEPAGES: 5120}
    assert workload.asks.items() >= {GPU: 8, EFA: 32, HUGEPAGES: 5120, PODS: 1}.items()
    assert judge_workloads(spec, [workload], groups)[0].verdict == "runs"
    assert workload.training
    libfabric = {name: value for name, value in workload.training.environment.items() if name.startswith("FI_")}
    assert libfabric == {"FI_EFA_USE_HUGE_PAGE": "0"}
    # A template that does not know of them: no node would ever be bought.
    (blind,) = judge_workloads(spec, [workload], design_cluster(spec).nodes)
    assert blind.verdict == "excluded"


def test_other_kinds_take_no_devices() -> None:
    spec = ClusterSpec.model_validate(changed({"workloads[0].memory": "4Gi"}))
    groups = [_with(models, efa=1, pages=64) for models in design_cluster(spec).nodes]

    (workload,) = design_workloads(spec, groups)
    assert (workload.devices, workload.shm, workload.training) == ({}, None, None)
    assert set(workload.asks) == {PODS, GPU, "cpu", MEMORY}


P5 = {"name": "gpu", "instance_types": ["p5.48xlarge"], "zones": ["us-west-2a"], "max": 2, "efa": True}
PLAIN = {"name": "plain", "instance_types": ["g5.48xlarge"], "zones": ["us-west-2a"], "max": 2}


def test_a_job_whose_file_names_the_provider_keeps_the_environment_of_earlier_versions() -> None:
    """The variables of a Job are a list that cannot change: another order would replace it."""
    (workload,) = design_cluster(spec_of(P5, env={"A": "1", "FI_PROVIDER": "efa"})).workloads

    assert workload.training
    emitted = list({**workload.environment, **workload.spec.env}.items())
    assert emitted[-3:] == [("FI_PROVIDER", "efa"), ("FI_EFA_USE_HUGE_PAGE", "0"), ("A", "1")]


@pytest.mark.parametrize("kind", ["deployment", "stateful_set", "job", "pod", "cron_job", "training_job"])
def test_any_kind_takes_the_interfaces_of_its_node(kind: str) -> None:
    fields: dict[str, Any] = {"kind": kind, "gpus": 8, "efa": True, "nodes": 2 if kind == "training_job" else None}
    schedule = {"schedule": "0 3 * * *"} if kind == "cron_job" else {}
    found = design_cluster(spec_of(PLAIN, P5, **fields, **schedule))
    (workload,) = found.workloads

    # Groups without EFA do not fit it, named or not.
    assert workload.groups == ("gpu",)
    assert workload.devices == {EFA: 32, HUGEPAGES: 10256}
    assert workload.asks.items() >= workload.devices.items()
    assert workload.environment["FI_EFA_USE_HUGE_PAGE"] == "0"
    assert workload.named_early == (kind in {"stateful_set", "training_job"})
    assert found.schedulability[0].verdict == "runs"
    assert {group.group: group.fit.verdict for group in found.schedulability[0].groups}["plain"] == "excluded"


def test_two_pods_with_efa_never_share_a_node() -> None:
    found = judged(P5, kind="deployment", nodes=None, gpus=4, efa=True, replicas=3)

    assert (found.verdict, found.placed) == ("capacity", 2)


def test_without_the_field_nothing_changes() -> None:
    (workload,) = design_cluster(spec_of(P5, kind="stateful_set", nodes=None, gpus=8)).workloads

    assert (workload.devices, dict(workload.environment), workload.named_early) == ({}, {}, False)


@pytest.mark.parametrize(
    ("fields", "limit", "codes", "deadline"),
    [
        ({}, 4, (126, 127), None),
        ({"restarts": 0}, 0, (126, 127), None),
        ({"nodes": 64, "restarts": 3}, 192, (126, 127), None),
        ({"fail_on_exit_codes": [7, 126], "time_limit": "90m"}, 4, (7, 126, 127), 5400),
    ],
)
def test_how_it_ends(fields: dict[str, Any], limit: int, codes: tuple[int, ...], deadline: int | None) -> None:
    workload = design_cluster(spec_of(**fields)).workloads[0]

    assert workload.training
    assert workload.training.fail_on_exit_codes == codes
    # One rank may use up all tries, and none may fail for good.
    restarts = limit // workload.training.nodes
    assert workload.job == JobDesign(restarts, limit, limit, 0, deadline)


def test_the_longest_name_is_still_a_host_name() -> None:
    training = design_cluster(spec_of(name="a" * 52, nodes=64)).workloads[0].training

    assert training
    assert all(len(label) <= 63 for label in training.master.replace("-0.", "-63.").split("."))
