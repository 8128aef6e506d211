"""Pods of any origin on the groups of a declaration, and workloads as such pods."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eks_gpu.declaration import read
from eks_gpu.design import ClusterDesign, DemandFit, design_cluster
from eks_gpu.design.placement.judgement import judge
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.scheduling.amounts import CPU, GPU, MEMORY, PODS, VOLUMES
from eks_gpu.scheduling.demand import (
    HOSTNAME,
    ZONE,
    HostPort,
    LabelSelector,
    NodeTerm,
    Operator,
    PodCount,
    PodDemand,
    PodTerm,
    Requirement,
    TopologySpread,
    VolumeDemand,
)
from eks_gpu.scheduling.taints import automatic
from eks_gpu.simulation import Arrival, Settings, prepared, simulate
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

ROOT = Path(__file__).parents[2]
ASKS = {PODS: 1, GPU: 1, CPU: 1000, MEMORY: 1024}
WEB = LabelSelector({"app": "web"})
APART = PodTerm(HOSTNAME, WEB)
DISCOVERED = "which feature discovery sets only on running nodes, if it is installed"
LATER = "feature discovery may set that label once a node runs"
# One node in each of two zones, each with one GPU.
GROUPS = [{"name": "small", "instance_types": ["g5.xlarge"], "max_per_zone": 1}]


def cluster(*groups: dict[str, Any], **changes: Any) -> ClusterDesign:
    spec = changed({"gpu_node_groups": list(groups or GROUPS), **changes})
    return design_cluster(ClusterSpec.model_validate(spec))


def demand(pods: int = 1, **more: Any) -> PodDemand:
    base = PodDemand("web", ASKS, tolerations=automatic(ASKS), labels={"app": "web"}, count=PodCount(pods, least=pods))
    return replace(base, **more)


def term(key: str, operator: Operator, *values: str) -> NodeTerm:
    return NodeTerm((Requirement(key, operator, values),))


def judged(*demands: PodDemand, on: ClusterDesign | None = None) -> DemandFit:
    return judge(demands, (on or cluster()).nodes)[0]


def says(found: DemandFit) -> list[str]:
    return [reason for one in found.groups for reason in one.reasons]


def test_what_pods_ask_for_decides_and_not_where_they_come_from() -> None:
    found = judged(demand(2))

    assert (found.verdict, found.placed, found.scheduled, found.doubts) == ("runs", 2, 2, ())
    assert [(one.fit.per_node, one.fit.places) for one in found.groups] == [(1, 2)]
    assert judged(demand(3)).verdict == "capacity"
    assert judged(demand(tolerations=())).verdict == "excluded"


@pytest.mark.parametrize(
    ("terms", "verdict", "reason"),
    [
        ([term("node.kubernetes.io/instance-type", "In", "g5.xlarge", "g5.2xlarge")], "runs", ""),
        ([term("node.kubernetes.io/instance-type", "NotIn", "p5.48xlarge")], "runs", ""),
        ([term("eks-gpu.io/group", "Exists")], "runs", ""),
        ([term(ZONE, "In", "us-west-2a"), term(ZONE, "In", "us-west-2b")], "runs", ""),
        ([term("team", "In", "a"), term("kubernetes.io/arch", "In", "amd64")], "runs", ""),
        ([term("gpus", "Gt", "1")], "excluded", "requires the label gpus above 1, which the nodes do not carry"),
        (
            [term("kubernetes.io/arch", "In", "arm64")],
            "excluded",
            "requires the label kubernetes.io/arch=arm64; the autoscaler expects amd64",
        ),
        (
            [term("kubernetes.io/arch", "NotIn", "amd64")],
            "excluded",
            "refuses nodes with the label kubernetes.io/arch=amd64; the autoscaler expects amd64",
        ),
        (
            [term("eks-gpu.io/group", "DoesNotExist")],
            "excluded",
            "refuses nodes with the label eks-gpu.io/group",
        ),
        (
            [term("nvidia.com/gpu.memory", "Gt", "20000")],
            "never-scales",
            f"requires the label nvidia.com/gpu.memory above 20000, {DISCOVERED}",
        ),
        (
            [term(ZONE, "In", "eu-west-1a", "eu-west-1b")],
            "excluded",
            f"requires the label {ZONE} with one of eu-west-1a, eu-west-1b; the autoscaler expects us-west-2a",
        ),
        (
            [NodeTerm(fields=(Requirement("metadata.name", "In", ("ip-10-0-0-1",)),))],
            "excluded",
            "requires the node ip-10-0-0-1; nodes get their names when they start",
        ),
        ([NodeTerm()], "excluded", "admits no node by its affinity"),
    ],
)
def test_node_affinity(terms: list[NodeTerm], verdict: str, reason: str) -> None:
    found = judged(demand(node_terms=tuple(terms)))

    assert found.verdict == verdict
    assert says(found) == ([reason] if reason else [])


def test_affinity_to_zones_of_a_group_that_spans_them() -> None:
    """With both zones allowed a node fits wherever it starts; with one, the autoscaler may plan with the other."""
    wide = cluster({"name": "wide", "instance_types": ["g5.xlarge"], "max": 2})
    zones = wide.gpu_groups[0].node_groups[0].zones
    each = tuple(term(ZONE, "In", zone) for zone in zones)

    assert judged(demand(node_terms=each), on=wide).verdict == "runs"
    assert judged(demand(node_terms=each[:1]), on=wide).verdict == "never-scales"


def test_a_volume_keeps_its_pods_in_its_zone() -> None:
    found = judged(demand(2, volumes=(VolumeDemand("data", ("us-west-2b",), attaches=True),)))

    assert (found.verdict, found.placed) == ("capacity", 1)
    away = judged(demand(volumes=(VolumeDemand("data", ("us-west-2c",)),)))
    assert (away.verdict, says(away)) == (
        "excluded",
        ["mounts data, which is in us-west-2c; nodes start in us-west-2a"],
    )
    assert [one.kind for one in away.groups[0].fit.obstacles] == ["volume"]


def test_attachments_of_a_node() -> None:
    """A g5.xlarge takes a few dozen volumes (catalogue), and no node of it takes 200."""
    assert judged(demand(asks={**ASKS, VOLUMES: 2})).verdict == "runs"
    full = judged(demand(asks={**ASKS, VOLUMES: 200}))
    assert full.verdict == "stays-pending"
    assert says(full)[0].startswith("requests 200 EBS volumes; a g5.xlarge has ")


def test_pods_that_share_a_volume_of_an_unknown_zone() -> None:
    shared = judged(demand(2, volumes=(VolumeDemand("models"),)))

    assert (shared.verdict, shared.placed) == ("capacity", 1)
    assert shared.doubts == ("mounts models, which is in one zone that is not known here, and all pods must run there",)
    unknown = judged(demand(2, volumes=(VolumeDemand("models", zonal=None),)))
    assert unknown.verdict == "runs"
    assert unknown.doubts == ("mounts models; the zone of that volume, if it is in one, is not known here",)


LARGE = cluster({"name": "large", "instance_types": ["g5.48xlarge"], "max_per_zone": 2})


@pytest.mark.parametrize(
    ("rules", "per_node", "places"),
    [
        ({}, 8, 32),
        ({"anti_affinity": (APART,)}, 1, 4),
        ({"host_ports": (HostPort(8080),)}, 1, 4),
        ({"anti_affinity": (PodTerm(ZONE, WEB),)}, 8, 2),
        ({"affinity": (PodTerm(ZONE, WEB),)}, 8, 16),
        ({"affinity": (PodTerm(HOSTNAME, WEB),)}, 8, 8),
        ({"spread": (TopologySpread(ZONE, 1, "DoNotSchedule", WEB, min_domains=3),)}, 8, 2),
        ({"spread": (TopologySpread(ZONE, 1, "ScheduleAnyway", WEB),)}, 8, 32),
    ],
    ids=str,
)
def test_places_of_a_group_under_rules_between_pods(rules: dict[str, Any], per_node: int, places: int) -> None:
    """Two zones with two nodes of eight GPUs each."""
    found = judged(demand(2, **rules), on=LARGE)

    assert found.verdict == "runs"
    assert [(one.fit.per_node, one.fit.places) for one in found.groups] == [(per_node, places)]
    full = judged(demand(places + 1, **rules), on=LARGE)
    assert (full.verdict, full.placed) == ("capacity", places)


def test_nodes_that_are_always_there_count_in_a_spread() -> None:
    """A node of a group with a taint counts, until the pod's own affinity leaves it out or it honours taints."""
    taint = {"key": "team", "value": "a", "effect": "NoSchedule"}
    other = {
        "name": "other",
        "instance_types": ["g5.48xlarge"],
        "max_per_zone": 1,
        "min_per_zone": 1,
        "taints": [taint],
    }
    both = cluster({"name": "large", "instance_types": ["g5.48xlarge"], "max_per_zone": 2}, other)
    spread = TopologySpread(HOSTNAME, 1, "DoNotSchedule", WEB)

    def placed(**more: Any) -> int:
        return judged(demand(40, **({"spread": (spread,)} | more)), on=both).placed

    assert placed() == 4
    assert placed(spread=(replace(spread, node_taints_policy="Honor"),)) == 32
    assert placed(node_terms=(term("eks-gpu.io/group", "In", "large"),)) == 32
    ignoring = replace(spread, node_affinity_policy="Ignore")
    assert placed(node_terms=(term("eks-gpu.io/group", "In", "large"),), spread=(ignoring,)) == 4


def test_a_topology_key_that_no_node_carries() -> None:
    spread = judged(demand(spread=(TopologySpread("rack", 1, "DoNotSchedule", WEB),)))
    near = judged(demand(affinity=(PodTerm("rack", WEB),)))

    assert says(spread) == says(near) == ["requires the label rack, which the nodes do not carry"]
    assert judged(demand(spread=(TopologySpread("rack", 1, "ScheduleAnyway", WEB),))).verdict == "runs"
    assert judged(demand(anti_affinity=(PodTerm("rack", WEB),))).verdict == "runs"


def test_a_topology_key_whose_values_come_with_the_nodes() -> None:
    """The network's layers: a group at zero is not known to have them; of nodes that run nobody knows the values."""
    layer = "topology.k8s.aws/network-node-layer-1"
    said = (f"is placed by the label {layer}, whose values are known only once nodes run",)

    assert judged(demand(affinity=(PodTerm(layer, WEB),))).verdict == "never-scales"
    found = judged(demand(2, anti_affinity=(PodTerm(layer, WEB),)))
    assert (found.verdict, found.doubts) == ("runs", said)


def test_pods_next_to_others() -> None:
    """`cache` must not share a node with `web`, which takes the node of each zone; nothing is left for it."""
    cache = demand(1, name="cache", labels={"app": "cache"}, anti_affinity=(APART,), asks={PODS: 1, GPU: 0})
    web = demand(2, priority=10)

    assert judge([cache], cluster().nodes)[0].verdict == "runs"
    assert [one.verdict for one in judge([cache, web], cluster().nodes)] == ["capacity", "runs"]


@pytest.mark.parametrize(
    ("more", "doubt"),
    [
        ({"gates": ("example.com/queue",)}, "waits until somebody removes the scheduling gate example.com/queue"),
        ({"scheduler": "volcano"}, "is placed by volcano; its verdict is that of kube-scheduler"),
        (
            {"node_terms": (term("nvidia.com/gpu.product", "NotIn", "Tesla-T4"),)},
            f"refuses nodes with the label nvidia.com/gpu.product=Tesla-T4; {LATER}",
        ),
        (
            {"affinity": (PodTerm(ZONE, LabelSelector({"app": "db"})),)},
            f"must run near pods that are not among these: app=db (by {ZONE})",
        ),
        (
            {"anti_affinity": (PodTerm(ZONE, LabelSelector({}, (Requirement("app", "Exists"),)), ("other",)),)},
            f"must not run near pods that are not among these: the label app (by {ZONE})",
        ),
        ({"doubts": ("has a number that nobody knows",)}, "has a number that nobody knows"),
    ],
    ids=str,
)
def test_what_nobody_can_know_is_said_and_not_guessed(more: dict[str, Any], doubt: str) -> None:
    found = judged(demand(**more))

    assert (found.verdict, found.doubts) == ("runs", (doubt,))


def test_jobs_take_turns_and_gangs_do_not() -> None:
    ends = PodCount(9, "turns", ends=True)

    assert (judged(demand(count=ends)).verdict, judged(demand(count=ends)).placed) == ("runs", 9)
    gang = judged(demand(count=PodCount(3, "gang", ends=True)))
    assert (gang.verdict, gang.placed) == ("capacity", 2)
    assert "room for 2 of 3 pods at best" in says(gang)[0]


def test_anybodys_pods_in_the_simulation() -> None:
    """Two pods that refuse each other on a node need two nodes, though one node has room for both."""
    large = cluster({"name": "large", "instance_types": ["g5.48xlarge"], "max_per_zone": 2})
    apart = judge([demand(2, anti_affinity=(APART,)), demand(2, name="free")], large.nodes)

    plan = prepared(large, [Arrival(apart[0])], Settings(until=1200))
    assert plan.left_out == ()
    result = simulate(plan)
    assert result.never_started == 0
    assert sum(event.count for event in result.events if event.kind == "scale-up") == 2
    free = simulate(prepared(large, [Arrival(apart[1])], Settings(until=1200)))
    assert sum(event.count for event in free.events if event.kind == "scale-up") == 1


def test_rules_that_the_simulation_leaves_out_are_named() -> None:
    spread = (TopologySpread(HOSTNAME, 1, "DoNotSchedule", WEB),)
    rules = demand(affinity=(PodTerm(ZONE, WEB),), anti_affinity=(PodTerm(ZONE, WEB),), spread=spread, gates=("x",))
    found = judge([rules], cluster().nodes)

    assert prepared(cluster(), [Arrival(found[0])], Settings()).left_out == (
        "required pod affinity of web",
        "required pod anti-affinity of web beyond its own pods on a node",
        "topology spread of web over other labels than the zone",
        "the scheduling gates or scheduler of web",
    )


# Workloads of the cluster file.


def workload_demand(**fields: Any) -> PodDemand:
    changes = {f"workloads[0].{name}": value for name, value in fields.items()}
    return demand_of(cluster(**changes).workloads[0])


def test_a_deployment_stays_and_a_job_takes_turns() -> None:
    serving = workload_demand(kind="deployment", replicas=3).count
    assert (serving.most, serving.turn, serving.least, serving.ends) == (3, "stays", 3, False)
    scaled = workload_demand(kind="deployment", scaling={"min": 1, "max": 4}).count
    assert (scaled.most, scaled.least) == (4, 1)
    job = workload_demand(kind="job", completions=4, parallelism=2).count
    assert (job.most, job.turn, job.wanted, job.together, job.ends) == (2, "turns", 1, 0, True)


def test_a_workload_says_what_its_pod_says() -> None:
    spread = workload_demand(kind="deployment", replicas=2, zone_spread=True)
    (even,) = spread.hard_spread
    assert (even.topology_key, even.max_skew, even.min_domains) == (ZONE, 1, 2)
    assert even.selector == LabelSelector(spread.labels)
    assert spread.origin.path == "workloads[0]"
    assert spread.confinement is not None
    assert spread.confinement.groups == ("small",)
    claim = [{"claim": "10Gi", "mount_path": "/data"}]
    own = workload_demand(kind="stateful_set", volumes=claim)
    assert [(one.per_pod, one.attaches, one.zones) for one in own.volumes] == [(True, True, ())]
    assert own.asks[VOLUMES] == 1


def test_a_workload_on_the_network_of_its_node_takes_the_nodes_ports() -> None:
    large = {"name": "large", "instance_types": ["g5.48xlarge"], "max_per_zone": 1}
    changes = {f"workloads[0].{name}": value for name, value in SERVER.items()}
    own = cluster(large, **changes).schedulability[0]
    on_host = cluster(large, **changes, **{"workloads[0].host_network": True}).schedulability[0]

    assert demand_of(on_host.workload).host_ports == (HostPort(8000),)
    assert [(one.verdict, one.groups[0].fit.per_node, one.placed) for one in (own, on_host)] == [
        ("runs", 8, 3),
        ("capacity", 1, 2),
    ]


SERVER = {"kind": "deployment", "replicas": 3, "ports": [8000]}


def test_what_a_workload_leaves_unknown_is_said() -> None:
    mounts = [{"existing_claim": "models", "mount_path": "/models"}]
    changes = {"workloads[0].volumes": mounts, "workloads[0].runtime_class": "kata"}

    assert cluster(**changes).schedulability[0].doubts == (
        "runs with the runtime class kata, whose overhead, if it has one, is not known here",
        "mounts models; the zone of that volume, if it is in one, is not known here",
    )


def test_containers_of_a_workload_are_counted_as_the_scheduler_counts_them() -> None:
    """Two at the end, 2 + 1 CPU; one before them with more memory than both."""
    image = "registry.example/tool:1"
    beside = [{"name": "log", "image": image, "cpu": "1", "memory": "1Gi"}]
    before = [{"name": "fetch", "image": image, "cpu": "500m", "memory": "5Gi"}]

    asks = workload_demand(cpu="2", memory="2Gi", containers=beside, init_containers=before).asks
    assert (asks[CPU], asks[MEMORY]) == (3000, 5120)


@pytest.mark.parametrize("path", sorted((ROOT / "clusters").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_same_pods_without_their_origin_get_the_same_verdicts(path: Path) -> None:
    """In all examples the affinity that eks-gpu writes decides as `confinement` does."""
    design = read(path).draft
    assert design
    own = [demand_of(workload) for workload in design.workloads]
    foreign = [replace(one, confinement=None, node_terms=_groups(one)) for one in own]
    autoscaled = design.spec.autoscaler.kind != "none"

    for found, other in zip(
        judge(own, design.nodes, autoscaled=autoscaled),
        judge(foreign, design.nodes, autoscaled=autoscaled),
        strict=True,
    ):
        assert found.verdict == other.verdict
        assert (found.placed, found.scheduled) == (other.placed, other.scheduled)
        assert [one.fit.per_node for one in found.groups] == [one.fit.per_node for one in other.groups]


def _groups(one: PodDemand) -> tuple[NodeTerm, ...]:
    groups = one.confinement.groups if one.confinement else ()
    return (term("eks-gpu.io/group", "In", *groups),) if groups else ()


def test_without_groups_a_pod_without_gpus_goes_to_system_nodes() -> None:
    """It has no affinity, so nothing keeps it off nodes without taints: the verdict is that of the system nodes."""
    work = {"name": "etl", "kind": "job", "image": "registry.example/etl:1", "gpus": 0}
    spec = ClusterSpec.model_validate(changed({"gpu_node_groups": [], "workloads": [work]}))
    (found,) = design_cluster(spec).schedulability

    assert [(one.group, one.fit.verdict) for one in found.groups] == [("system", "runs")]
    assert (found.verdict, found.doubts, found.workload.groups) == ("runs", (), ())
