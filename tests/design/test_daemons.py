"""DaemonSets that other tools install, and the room that default-sized pods leave for them."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.design.nodes.groups import SYSTEM_GROUP
from eks_gpu.design.platform.daemons import declared_on
from eks_gpu.design.workloads.reserve import MOUNTPOINT_MIB, SPARE, USUAL, left_free
from eks_gpu.scheduling.amounts import CPU, MEMORY, PODS, STORAGE
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

AGENT = {"name": "guardduty-agent", "cpu": "200m", "memory": "256Mi"}
MESH = {"name": "ztunnel", "cpu": "500m", "memory": "2Gi", "ephemeral_storage": "1Gi"}
BEFORE = {"daemon_reserve": {"cpu": "50m", "memory": "256Mi"}}
TEAM = {"gpu_node_groups[0].taints": [{"key": "team", "value": "ml", "effect": "NoSchedule"}]}
BUCKETS = {
    "storage": [{"name": name, "s3_mount": {"bucket": f"acme-{name}"}} for name in ("one", "two")],
    "workloads[0].volumes": [{"mount_path": f"/{name}", "storage": name} for name in ("one", "two")],
}


def design(changes: dict[str, Any]) -> ClusterDesign:
    return design_cluster(ClusterSpec.model_validate(changed(changes)))


def size(changes: dict[str, Any]) -> tuple[str, str]:
    (workload,) = design(changes).workloads
    return workload.cpu, workload.memory


def names(changes: dict[str, Any]) -> set[str]:
    (models,) = design(changes).nodes
    both = {daemon.name for pool in models.pools for node in (pool.template, *pool.nodes) for daemon in node.daemons}
    return both & {"guardduty-agent", "ztunnel"}


def test_a_declared_daemon_takes_its_part_of_both_models() -> None:
    without, with_it = design({}).nodes[0].pools[0], design({"daemons": [MESH]}).nodes[0].pools[0]

    for before, after in ((without.template, with_it.template), (without.nodes[0], with_it.nodes[0])):
        assert before.free[CPU] - after.free[CPU] == 500
        assert before.free[MEMORY] - after.free[MEMORY] == 2048
        assert before.free[STORAGE] - after.free[STORAGE] == 1024
        assert before.free[PODS] - after.free[PODS] == 1


def test_the_default_size_leaves_room_for_an_agent_that_nobody_declared() -> None:
    """GuardDuty's agent next to a pod that has all of a node's GPUs, on small nodes and on large ones."""
    for instance_type in ("g4dn.xlarge", "g5.xlarge", "g5.12xlarge", "g6f.large", "p5.48xlarge"):
        made = design({"gpu_node_groups[0].instance_types": [instance_type]})
        node, workload = made.nodes[0].smallest, made.workloads[0]
        gpus = node.allocatable["nvidia.com/gpu"]
        assert workload.asks[CPU] * gpus + 200 <= node.free[CPU], instance_type
        assert workload.asks[MEMORY] * gpus + 256 <= node.free[MEMORY], instance_type


def test_an_agent_that_the_reserve_has_room_for_changes_no_pod_when_it_is_declared() -> None:
    assert size({"daemons": [AGENT]}) == size({})
    # More than that does.
    assert size({"daemons": [AGENT, {**AGENT, "name": "falcon"}]}) < size({})


def test_a_written_reserve_is_taken_at_its_word() -> None:
    """The numbers of releases before the reserve grew, so that no pod need be replaced by an upgrade."""
    assert size(BEFORE) == ("3600m", "13824Mi")
    assert size({}) == ("3400m", "13Gi")
    assert size({"daemon_reserve": {"cpu": "50m"}}) == ("3600m", "13Gi")
    assert size({"daemon_reserve": {"memory": "256Mi"}}) == ("3400m", "13824Mi")
    assert size({"daemon_reserve": {"cpu": "1", "memory": "4Gi"}}) == ("2600m", "9984Mi")


@pytest.mark.parametrize("written", [{}, BEFORE])
def test_sizes_that_the_file_names_are_not_touched(written: dict[str, Any]) -> None:
    named = {"workloads[0].cpu": "3650m", "workloads[0].memory": "14000Mi"}

    assert size({**named, **written}) == ("3650m", "14000Mi")
    assert design({**named, **written}).schedulability[0].verdict == "runs"


def test_a_daemon_that_takes_what_a_written_size_needs_is_seen_by_the_verdict() -> None:
    verdicts = [
        design({"workloads[0].cpu": cpu, **extra}).schedulability[0].verdict
        for cpu in ("3500m", "3600m")
        for extra in ({}, {"daemons": [AGENT]})
    ]

    # The autoscaler counts DaemonSets too, and one kube-proxy more than a node runs: it adds no node for either.
    assert verdicts == ["runs", "never-scales", "runs", "never-scales"]


def test_where_a_declared_daemon_runs() -> None:
    only_gpus = {**AGENT, "tolerations": [{"key": "nvidia.com/gpu"}]}

    assert names({"daemons": [AGENT]}) == {"guardduty-agent"}
    assert names({"daemons": [AGENT], **TEAM}) == {"guardduty-agent"}
    assert names({"daemons": [only_gpus]}) == {"guardduty-agent"}
    assert names({"daemons": [only_gpus], **TEAM}) == set()
    assert names({"daemons": [{**AGENT, "tolerations": []}]}) == set()
    assert names({"daemons": [{**AGENT, "node_groups": [SYSTEM_GROUP]}]}) == set()
    assert names({"daemons": [{**AGENT, "node_groups": ["gpu"]}, MESH]}) == {"guardduty-agent", "ztunnel"}


def test_system_nodes_have_those_that_no_group_is_named_for() -> None:
    daemons = [AGENT, {**AGENT, "name": "b", "node_groups": ["gpu"]}, {**AGENT, "name": "c", "tolerations": []}]
    spec = ClusterSpec.model_validate(changed({"daemons": daemons}))

    assert [daemon.name for daemon in declared_on(spec, SYSTEM_GROUP, ())] == ["guardduty-agent", "c"]


def test_memory_that_is_used_and_not_requested_is_left_free() -> None:
    """The scheduler's own count, and with it every verdict, stays what requests say."""
    plain, watched = design({}), design({"monitoring": {"dcgm_exporter": True}})
    before, after = ((made.nodes[0].smallest, made.workloads[0].spec, made.spec) for made in (plain, watched))

    assert before[0].free[MEMORY] - after[0].free[MEMORY] == 128
    kept = [left_free(spec, workload, node)[MEMORY] for node, workload, spec in (before, after)]
    # DCGM's server uses 128 MiB and requests none; the exporter uses 512 MiB and requests 128.
    assert kept == [USUAL[MEMORY] + 128, USUAL[MEMORY] + 128 + 384]


def test_a_workload_leaves_room_for_the_buckets_that_it_mounts() -> None:
    made = design(BUCKETS)
    node, workload = made.nodes[0].smallest, made.workloads[0]

    assert left_free(made.spec, workload.spec, node)[MEMORY] == USUAL[MEMORY] + 128 + 2 * MOUNTPOINT_MIB
    other = workload.spec.model_copy(update={"volumes": ()})
    assert left_free(made.spec, other, node)[MEMORY] == USUAL[MEMORY] + 128


def places(changes: dict[str, Any]) -> tuple[int, int]:
    """Places for pods that the template and the node have."""
    pool = design(changes).nodes[0].pools[0]
    return pool.template.free[PODS], pool.nodes[0].free[PODS]


def test_each_mounted_bucket_takes_a_place_of_the_real_node() -> None:
    """The autoscaler does not foresee Mountpoint's pods, and they request nothing."""
    unmounted = {"storage": BUCKETS["storage"]}
    template, node = places(unmounted)

    assert places(BUCKETS) == (template, node - 2)
    without, with_them = (design(one).nodes[0].smallest.free for one in (unmounted, BUCKETS))
    assert {name: without[name] for name in (CPU, MEMORY)} == {name: with_them[name] for name in (CPU, MEMORY)}


def test_pods_share_a_mountpoint_where_namespace_and_group_are_one() -> None:
    def mounting(name: str, **more: Any) -> dict[str, Any]:
        image, volumes = "registry.example/train:1", [{"mount_path": "/one", "storage": "one"}]
        return {"name": name, "kind": "job", "image": image, "volumes": volumes, **more}

    def taken(*workloads: dict[str, Any], **more: Any) -> int:
        alone = {"storage": BUCKETS["storage"], **more}
        return places(alone)[1] - places({**alone, "workloads": list(workloads)})[1]

    assert taken(mounting("a"), mounting("b")) == 1
    assert taken(mounting("a"), mounting("b", namespace="team")) == 2
    assert taken(mounting("a"), mounting("b", run_as={"group": 1000})) == 2
    assert taken(mounting("a", node_groups=["gpu"])) == 1
    other = {"name": "other", "instance_types": ["g5.xlarge"], "max": 1}
    groups = [*changed({})["gpu_node_groups"], other]
    assert taken(mounting("a", node_groups=["other"]), gpu_node_groups=groups) == 0
    # Before v2 the driver mounted without a pod.
    assert taken(mounting("a"), addons={"aws-mountpoint-s3-csi-driver": "v1.15.0-eksbuild.1"}) == 0


def test_the_spare_room_stays_whatever_is_declared() -> None:
    made = design({"daemons": [MESH]})
    kept = left_free(made.spec, made.workloads[0].spec, made.nodes[0].smallest)

    assert kept == {CPU: SPARE[CPU], MEMORY: SPARE[MEMORY] + 128}
