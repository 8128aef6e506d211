"""Training jobs: nodes, groups, zones, GPUs, EFA."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

ZONE = {"topology.kubernetes.io/zone": "us-west-2a"}


def group(name: str = "gpu", kind: str = "g5.12xlarge", **more: Any) -> dict[str, Any]:
    return {"name": name, "instance_types": [kind], "zones": ["us-west-2a"], **({"max": 4} | more)}


def job(name: str = "train", **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": "training_job", "image": "registry.example/train:1", **({"nodes": 2} | more)}


def said(groups: list[dict[str, Any]] | None = None, *jobs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"gpu_node_groups": groups or [group()], "workloads": list(jobs or (job(),)), **more}


BOTH_ZONES = [{"name": "gpu", "instance_types": ["g5.12xlarge"], "max_per_zone": 4}]
TWO = [group(), group("other")]
SERVING = {"name": "web", "kind": "deployment", "image": "registry.example/web:1", "gpus": 4}

CASES: tuple[Case, ...] = (
    fails("workload-fields", "workloads[0].nodes", "nodes: 2", **said(None, job(nodes=None))),
    fails("workload-fields", "workloads[0].nodes", "training_job", work_nodes=2),
    fails("workload-fields", "workloads[0].time_limit", "training_job", work_kind="deployment", work_time_limit="1h"),
    fails("workload-fields", "workloads[0].start_within", "training_job", work_start_within="30m"),
    fails("workload-fields", "workloads[0].restarts", "cron_job", work_kind="stateful_set", work_restarts=1),
    fails("workload-fields", "workloads[0].fail_on_exit_codes", "training_job", work_fail_on_exit_codes=[3]),
    passes("workload-fields", work_time_limit="1h", work_restarts=0),
    fails("workload-fields", "workloads[0].completions", "job", **said(None, job(completions=2))),
    passes("workload-fields", **said(None, job(restarts=0, time_limit="48h", fail_on_exit_codes=[3]))),
    fails("service-name", "workloads[0].name", "w-7b", **said(None, job("7b"))),
    fails("training-capacity", "workloads[0].nodes", "room for 4", **said(None, job(nodes=5))),
    fails(
        "training-capacity", "workloads[0].nodes", "room for 4", **said(BOTH_ZONES, job(nodes=5, node_selector=ZONE))
    ),
    # What serves has its nodes for ever.
    fails("training-capacity", "workloads[1].nodes", "room for 3", **said(None, SERVING, job(nodes=4))),
    fails(
        "training-capacity",
        "namespaces[0].gpu_quota",
        "gpu_quota: 8",
        **said(None, job(namespace="team")),
        namespaces=[{"name": "team", "gpu_quota": 4}],
    ),
    passes("training-capacity", **said(None, job(nodes=4))),
    passes("training-capacity", **said(None, SERVING, job(nodes=3))),
    passes("training-capacity", **said(None, job(namespace="team")), namespaces=[{"name": "team", "gpu_quota": 8}]),
    # 64 nodes are no matter of principle.
    passes("training-capacity", **said([group(kind="p5.48xlarge", max=64)], job(nodes=64))),
    fails("training-capacity", "workloads[0].nodes", "", **said([group(kind="p5.48xlarge", max=63)], job(nodes=64))),
    fails("training-group", "workloads[0].node_groups", "node_groups: [gpu]", **said(TWO)),
    passes("training-group", **said(TWO, job(node_groups=["other"]))),
    passes("training-group", **said()),
    fails("training-zone", "workloads[0].node_selector", "zone: us-west-2a", **said(BOTH_ZONES)),
    fails(
        "training-zone",
        "workloads[0].node_selector",
        "zones: [us-west-2a]",
        **said([group(zones=["us-west-2a", "us-west-2b"])]),
    ),
    fails("training-zone", "workloads[0].zone_spread", "remove", **said(None, job(zone_spread=True))),
    passes("training-zone", **said(BOTH_ZONES, job(node_selector=ZONE))),
    passes("training-zone", **said(BOTH_ZONES, job(nodes=1))),
    passes("training-zone", **said()),
    fails("training-gpus", "workloads[0].gpus", "has 4", **said(None, job(gpus=1))),
    passes("training-gpus", **said(None, job(gpus=4))),
    passes("training-gpus", **said()),
    # What the file does not say is the least over the groups: here of one that the job's own selector leaves out.
    fails(
        "training-gpus",
        "workloads[0].node_groups",
        "node_groups: [gpu]",
        **said([group(), group("small", "g5.xlarge")], job(node_selector={"eks-gpu.io/group": "gpu"})),
    ),
    # Of groups that share, shares-several and gpu-profile speak.
    *(
        passes("training-gpus", **said([group(kind=kind, sharing=sharing)]))
        for kind, sharing in (
            ("g6.xlarge", {"time_slicing": {"replicas": 4, "rename": True}}),
            ("g6.xlarge", {"time_slicing": {"replicas": 4}}),
            ("p5.48xlarge", {"mig": {"1g.10gb": 4, "3g.40gb": 1}}),
        )
    ),
    fails(
        "shares-several",
        "workloads[0]",
        "whole GPUs",
        **said([group(kind="g6.xlarge", sharing={"time_slicing": {"replicas": 4, "rename": True}})]),
    ),
    warns("training-efa", "gpu_node_groups[0].efa", "32 EFA", **said([group(kind="p5.48xlarge")])),
    # Of two groups, the one that lacks it.
    warns(
        "training-efa",
        "gpu_node_groups[1].efa",
        "other gives",
        **said([group(kind="p5.48xlarge", efa=True), group("other", "p5.48xlarge")]),
    ),
    passes("training-efa", **said([group(kind="p5.48xlarge", efa=True), group("other", "g5.xlarge")])),
    passes("training-efa", **said([group(kind="p5.48xlarge")], job(nodes=1))),
    passes("training-efa", **said([group(kind="g5.xlarge")])),
    warns("training-together", "workloads[1]", "5 nodes", **said(None, job(), job("other", nodes=3))),
    passes("training-together", **said(None, job(), job("other", nodes=2))),
    passes("training-together", **said(None, job(nodes=4))),
)
