"""Workloads that are judged together: jobs beside what serves, sizes that block one another, zones that are open."""

from __future__ import annotations

from typing import Any

from tests.specs import GONE, Case, fails, passes, warns

A, B, C = "us-west-2a", "us-west-2b", "us-west-2c"
ZONE = "topology.kubernetes.io/zone"
PULLED: dict[str, Any] = {"group_prepull": ["registry.example/other:1"]}
# A node that is always there: while the group is empty, the template of the autoscaler has less CPU than that.
STANDING: dict[str, Any] = {**PULLED, "group_min_per_zone": 1}
IDS: dict[str, Any] = {"net_zones": ["usw2-az1", "usw2-az2"]}


def group(name: str = "gpu", kind: str = "g5.12xlarge", **more: Any) -> dict[str, Any]:
    return {"name": name, "instance_types": [kind], "zones": [A], **({"max": 2} | more)}


def work(name: str, kind: str = "deployment", **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "image": "registry.example/a:1", **more}


def said(*workloads: dict[str, Any], groups: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"gpu_node_groups": groups or [group()], "workloads": list(workloads)}


def ranks(**more: Any) -> dict[str, Any]:
    return work("ft", "training_job", nodes=2, **more)


def selects(value: str, key: str = ZONE) -> dict[str, Any]:
    return {"work_node_selector": {key: value}}


TWO = [group(), group("other")]
FT = ranks(node_groups=["gpu"])
FULL = work("web", replicas=2, gpus=4)

APPLIED = {"name": "own", "files": ["a.yaml"], "apply": True}
CASES: tuple[Case, ...] = (
    # Services keep their places; a job of a lower priority takes none of them.
    warns("job-capacity", "workloads[1]", "that serve take all nodes of gpu", **said(FULL, work("batch", "job"))),
    warns("job-capacity", "workloads[0]", "never starts", **said(work("batch", "job"), FULL)),
    warns(
        "job-capacity",
        "workloads[1]",
        "",
        **said(FULL, work("batch", "cron_job", schedule="0 3 * * *", priority="serving")),
    ),
    # It evicts what is of a lower priority, begins when the service scales down, and has a surge's room meanwhile.
    passes("job-capacity", **said(FULL | {"priority": "batch"}, work("batch", "job", priority="serving"))),
    passes(
        "job-capacity",
        **said(work("web", gpus=4, scaling={"min": 1, "max": 2}), work("b", "job")),
    ),
    # Whether the autoscaler may evict its pods says nothing of what scales it down.
    passes(
        "job-capacity",
        **said(work("web", gpus=4, scaling={"min": 1, "max": 2}, evictable=False), work("b", "job")),
    ),
    warns("job-capacity", "workloads[1]", "", **said(FULL | {"evictable": False}, work("batch", "job"))),
    passes("job-capacity", **said(work("web", gpus=4, surge=1), work("batch", "job"))),
    passes("job-capacity", **said(FULL, work("batch", "job"), groups=TWO)),
    # A command that ends leaves its place.
    passes("job-capacity", **said(work("shell", "pod", gpus=4), work("b", "job", gpus=4), groups=[group(max=1)])),
    passes("job-capacity", **said(*(work(f"j{number}", "job", gpus=4, completions=9) for number in range(3)))),
    # Two small pods, one on each node, leave none whole.
    warns(
        "mixed-sizes",
        "workloads[1]",
        "if pods of small start first",
        **said(work("small", replicas=2), work("large", gpus=4)),
    ),
    warns("mixed-sizes", "workloads[0]", "then none can", **said(work("large", gpus=4), work("small", replicas=2))),
    warns(
        "mixed-sizes",
        "workloads[1]",
        "then only 1 can",
        **said(work("small", replicas=2), work("large", "stateful_set", gpus=4, replicas=2), groups=[group(max=3)]),
    ),
    warns("mixed-sizes", "workloads[1]", "", **said(work("small", replicas=2), work("batch", "job", gpus=4))),
    passes("mixed-sizes", **said(work("small", replicas=2), work("large", gpus=4), groups=[group(max=3)])),
    passes("mixed-sizes", **said(work("small", replicas=2), work("large", gpus=2))),
    passes("mixed-sizes", **said(work("small", replicas=2, priority="batch"), work("large", gpus=4))),
    passes("mixed-sizes", **said(work("small", replicas=8))),
    passes(
        "mixed-sizes",
        **said(
            work("small", replicas=2, node_groups=["gpu"]), work("large", gpus=4, node_groups=["other"]), groups=TWO
        ),
    ),
    # A service that has another group for itself may land here all the same, and evicts a rank.
    warns(
        "training-shared",
        "workloads[1].node_groups",
        "web (priority serving) evicts a rank of ft (priority batch)",
        **said(FT, work("web", replicas=2), groups=TWO),
    ),
    # Also where the autoscaler could buy one more node: kube-scheduler evicts first.
    warns("training-shared", "workloads[1].node_groups", "", **said(FT, work("web"), groups=[group(max=9)])),
    warns(
        "training-shared",
        "workloads[1].node_groups",
        "neither evicts the other",
        **said(FT | {"priority": "serving"}, work("web", replicas=2), groups=TWO),
    ),
    passes(
        "training-shared",
        **said(FT | {"priority": "serving"}, work("web", replicas=2), groups=[group(max=9)]),
    ),
    passes("training-shared", **said(FT, work("web", node_groups=["other"]), groups=TWO)),
    passes("training-shared", **said(FT, work("web", priority="batch"), groups=[group(max=9)])),
    passes("training-shared", **said(FT | {"priority": "serving"}, work("web", priority="batch"), groups=TWO)),
    passes("training-shared", **said(FT, work("web", replicas=0))),
    passes("training-shared", **said(FT, work("batch", "job"))),
    # Without room for both at any time it is an error already, which names what comes first.
    passes("training-shared", **said(FT, work("web", replicas=2))),
    fails(
        "training-capacity",
        "workloads[0].nodes",
        "where web has the higher priority",
        **said(FT, work("web", replicas=2)),
    ),
    # The pod that pulls images has no priority, so it gives way: a workload fits that leaves it no room.
    passes("workload-stays-pending", **PULLED, work_memory="14185Mi"),
    fails("workload-stays-pending", "workloads[0].memory", "at most 14193Mi", **PULLED, work_memory="14194Mi"),
    warns("prepull-preempted", "workloads[0].memory", "at most 14177Mi", **PULLED, work_memory="14185Mi"),
    warns("prepull-preempted", "workloads[0].cpu", "at most 3670m", **STANDING, work_cpu="3680m"),
    passes("prepull-preempted", **PULLED, work_memory="7Gi"),
    passes("prepull-preempted", **STANDING, work_memory="14177Mi", work_cpu="3670m"),
    passes("prepull-preempted", **PULLED),
    passes("prepull-preempted", work_memory="14185Mi"),
    passes("prepull-preempted", **PULLED, work_memory="14194Mi"),
    # A zone selector leaves node groups of other zones out.
    warns(
        "workload-capacity",
        "workloads[0].replicas",
        "room for 2 at best",
        work_kind="deployment",
        work_replicas=3,
        **selects(A),
    ),
    passes("workload-capacity", work_kind="deployment", work_replicas=2, **selects(A)),
    passes(
        "workload-capacity",
        work_kind="deployment",
        work_replicas=2,
        work_zone_spread=True,
        **selects(A, "failure-domain.beta.kubernetes.io/zone"),
    ),
    warns("zone-spread", "workloads[0].zone_spread", "one zone", work_zone_spread=True, **selects(A)),
    # Nodes carry names of zones, never ids, and names of their own region.
    fails("node-selector", f"workloads[0].node_selector.{ZONE}", "zones: [usw2-az1]", **selects("usw2-az1"), **IDS),
    fails("node-selector", f"workloads[0].node_selector.{ZONE}", "zone's name", **selects("eu-west-1a"), **IDS),
    fails("node-selector", f"workloads[0].node_selector.{ZONE}", "write one of us-west-2a", **selects("usw2-az1")),
    fails(
        "node-selector",
        "workloads[0].node_selector.topology.k8s.aws/zone-id",
        "zones: [usw2-az1]",
        **selects("usw2-az1", "topology.k8s.aws/zone-id"),
        **IDS,
    ),
    passes("node-selector", **selects(A), **IDS),
    fails(
        "workload-stays-pending",
        f"workloads[0].node_selector.{ZONE}",
        "may start with us-west-2a",
        group_max_per_zone=GONE,
        group_max=2,
        group_min=1,
        **selects(A),
        **IDS,
    ),
    warns("zone-selector-unresolved", f"workloads[0].node_selector.{ZONE}", "usw2-az1, usw2-az2", **selects(A), **IDS),
    warns(
        "zone-selector-unresolved",
        "workloads[0].node_selector.topology.ebs.csi.aws.com/zone",
        "zones: [usw2-az2]",
        **selects(A, "topology.ebs.csi.aws.com/zone"),
        **IDS,
        group_zones=["usw2-az2"],
    ),
    passes("zone-selector-unresolved", **IDS),
    passes("zone-selector-unresolved", **selects(A)),
    passes("zone-selector-unresolved", **selects("usw2-az1"), **IDS),
    fails(
        "training-zone",
        "workloads[0].node_selector",
        "write 'zones: [usw2-az1]' in the group",
        **IDS,
        work_kind="training_job",
        work_nodes=2,
        group_instance_types=["g5.12xlarge"],
    ),
    warns(
        "minimum-unused",
        "gpu_node_groups[1].min",
        "large always keeps 2 nodes, about 1,511 USD a month",
        gpu_node_groups=[
            {"name": "gpu", "instance_types": ["g5.xlarge"], "max": 2},
            {"name": "large", "instance_types": ["g5.xlarge"], "min": 2, "max": 2},
        ],
        work_node_groups=["gpu"],
    ),
    warns(
        "minimum-unused",
        "gpu_node_groups[0].min_per_zone",
        "2 nodes",
        group_min_per_zone=1,
        work_gpus=4,
    ),
    passes("minimum-unused", group_min_per_zone=1),
    passes(
        "minimum-unused",
        group_min_per_zone=1,
        work_gpus=4,
        manifests=[{"name": "own", "files": ["a.yaml"], "apply": True}],
    ),
    passes("minimum-unused", group_min_per_zone=1, workloads=[]),
)
