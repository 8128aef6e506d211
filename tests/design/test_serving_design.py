"""Probes, stopping, sizes and volumes, as they are derived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.design import design_cluster
from eks_gpu.design.storage.volumes import SHM, design_volumes
from eks_gpu.scheduling.amounts import STORAGE
from eks_gpu.scheduling.quantity import mebibytes, memory_text
from eks_gpu.spec import ClusterSpec, WorkloadSpec
from tests.specs import changed

if TYPE_CHECKING:
    from eks_gpu.design import WorkloadDesign

SERVES: dict[str, Any] = {"workloads[0].kind": "deployment", "workloads[0].ports": [8000]}


def designed(**fields: Any) -> WorkloadDesign:
    spot = fields.pop("spot", False)
    changes = {**SERVES, **{f"workloads[0].{name}": value for name, value in fields.items()}}
    if spot:
        changes["gpu_node_groups[0].capacity"] = "spot"
    return design_cluster(ClusterSpec.model_validate(changed(changes))).workloads[0]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({}, ["readiness"]),
        ({"probes": {}}, []),
        ({"kind": "job", "ports": []}, []),
        ({"kind": "pod"}, []),
        ({"probes": {"readiness": {"path": "/health"}}}, ["readiness"]),
        ({"probes": {"liveness": {"path": "/health"}}}, ["startup", "liveness"]),
        ({"probes": {"startup": {"path": "/health"}}}, ["startup"]),
    ],
)
def test_what_is_asked(fields: dict[str, Any], names: list[str]) -> None:
    assert list(designed(**fields).serving.probes) == names


def test_a_startup_probe_asks_what_liveness_asks() -> None:
    probes = designed(probes={"liveness": {"path": "/live", "port": 9000, "every": "1m"}}).serving.probes

    assert (probes["startup"].path, probes["startup"].port) == ("/live", 9000)
    assert probes["startup"].period_seconds * probes["startup"].failures == 30 * 60


@pytest.mark.parametrize(
    ("fields", "grace"),
    [
        ({}, None),
        ({"drain": "15s"}, 45),
        ({"spot": True}, 100),
        ({"spot": True, "drain": "15s"}, 100),
        ({"termination_grace": "5m", "drain": "15s"}, 300),
    ],
)
def test_time_to_stop(fields: dict[str, Any], grace: int | None) -> None:
    assert designed(**fields).serving.grace_seconds == grace


@pytest.mark.parametrize(
    ("fields", "rolling", "wanted"),
    [
        ({"replicas": 2}, (0, 1), 2),
        ({"replicas": 2, "surge": 1}, (1, 0), 3),
        ({"replicas": 2, "surge": 1, "max_unavailable": 1}, (1, 1), 3),
        ({"replicas": 4, "max_unavailable": 2}, (0, 2), 4),
        # Nothing is updated where nothing runs.
        ({"replicas": 0, "surge": 1}, (1, 0), 0),
        ({"scaling": {"min": 2, "max": 5, "metrics": [{"cpu_percent": 50}]}}, (0, 1), 5),
    ],
)
def test_an_update_and_the_room_it_takes(fields: dict[str, Any], rolling: tuple[int, int], wanted: int) -> None:
    workload = designed(**fields)

    assert (workload.serving.max_surge, workload.serving.max_unavailable) == rolling
    assert workload.wanted == wanted


def test_scaling_begins_at_its_minimum_and_is_judged_by_its_maximum() -> None:
    workload = designed(scaling={"min": 2, "max": 5, "metrics": [{"cpu_percent": 50}]})

    assert (workload.replicas, workload.most_replicas, workload.pods) == (2, 5, 5)


def test_scratch_counts_in_both_models() -> None:
    workload = designed(volumes=[{"mount_path": "/a", "scratch": "10Gi"}, {"mount_path": "/b", "scratch": "500Mi"}])

    assert workload.asks[STORAGE] == workload.asks_by_itself[STORAGE] == 10 * 1024 + 500
    assert workload.disk == "10740Mi"


def test_an_existing_vpc_names_its_subnets() -> None:
    network = {
        "vpc_id": "vpc-0a1b2c3d",
        "private_subnets": {"us-west-2a": "subnet-0a1b2c3d", "us-west-2b": "subnet-0a1b2c3e"},
    }
    spec = changed({**SERVES, "workloads[0].expose": "internal", "network": network})
    outside = design_cluster(ClusterSpec.model_validate(spec)).workloads[0].serving.load_balancer

    assert outside
    named = outside.annotations["service.beta.kubernetes.io/aws-load-balancer-subnets"]
    assert named == "subnet-0a1b2c3d,subnet-0a1b2c3e"


def test_an_internal_load_balancer_admits_every_block_of_the_vpc() -> None:
    network = {"zones": ["us-west-2a", "us-west-2b"], "secondary_cidrs": ["100.64.0.0/16"]}
    spec = changed({**SERVES, "workloads[0].expose": "internal", "network": network})
    balancer = design_cluster(ClusterSpec.model_validate(spec)).workloads[0].serving.load_balancer

    assert balancer
    assert balancer.source_ranges == ("10.0.0.0/16", "100.64.0.0/16")


PATHS = st.from_regex(r"(/[A-Za-z0-9._-]{1,12}){1,6}", fullmatch=True)


@given(st.lists(PATHS, min_size=2, max_size=6, unique=True))
def test_paths_make_names_that_differ_and_that_kubernetes_takes(paths: list[str]) -> None:
    volumes = [{"mount_path": path, "scratch": "1Gi"} for path in paths]
    spec = WorkloadSpec.model_validate({"name": "w", "kind": "job", "image": "a:1", "volumes": volumes})
    names = [volume.name for volume in design_volumes(ClusterSpec.model_validate(changed({})), spec)]

    assert len(set(names)) == len(paths)
    assert all(len(name) <= 63 and name.replace("-", "").isalnum() and name == name.lower() for name in names)
    assert not any(name.endswith("-") for name in names)


@pytest.mark.parametrize(
    ("fields", "shm"),
    [
        ({}, None),
        ({"gpus": 4}, "a quarter"),
        ({"gpus": 4, "shm": "2Gi"}, "2Gi"),
        ({"gpus": 1, "shm": "2Gi"}, "2Gi"),
        ({"gpus": 4, "kind": "job", "ports": []}, "a quarter"),
        ({"gpus": 4, "volumes": [{"mount_path": SHM, "scratch": "10Gi"}]}, None),
    ],
)
def test_several_gpus_talk_by_shared_memory(fields: dict[str, Any], shm: str | None) -> None:
    changes = {f"workloads[0].{name}": value for name, value in fields.items()}
    spec = changed({"gpu_node_groups[0].instance_types": ["g5.12xlarge"], **SERVES, **changes})
    workload = design_cluster(ClusterSpec.model_validate(spec)).workloads[0]

    quarter = memory_text(mebibytes(workload.memory) // 4)
    assert workload.shm == (quarter if shm == "a quarter" else shm)
