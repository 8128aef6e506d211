"""EFA: who asks for it, who should, and how ranks find each other."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

P5 = {"name": "p5", "instance_types": ["p5.48xlarge"], "zones": ["us-west-2a"], "max": 2, "efa": True}
PLAIN = {"name": "plain", "instance_types": ["g5.xlarge"], "max_per_zone": 2}
ABLE = {**P5, "name": "able", "efa": False}
CUT = {**P5, "sharing": {"mig": "3g.40gb"}}
SGLANG = ["python3 -m sglang.launch_server --tp 16 --nnodes 2 --node-rank ${HOSTNAME##*-} --port 8000"]


def serving(**more: Any) -> dict[str, Any]:
    base = {"name": "vllm", "kind": "stateful_set", "image": "registry.example/vllm:1", "gpus": 8, "replicas": 2}
    return {**base, "ports": [8000], **more}


def said(*workloads: dict[str, Any], groups: tuple[dict[str, Any], ...] = (P5,)) -> dict[str, Any]:
    return {"gpu_node_groups": list(groups), "workloads": list(workloads)}


TRAINING = {"name": "train", "kind": "training_job", "image": "registry.example/train:1", "nodes": 2}
ON_PLAIN = said(serving(efa=True, node_groups=["plain"]), groups=(P5, PLAIN))

HPC = {"name": "hpc", "instance_types": ["c6in.32xlarge"], "zones": ["us-west-2a"], "max": 2, "efa": True}
SOLVER = {"name": "solve", "kind": "job", "image": "registry.example/solve:1", "gpus": 0, "efa": True}


def without_gpus(*workloads: dict[str, Any], **group: Any) -> dict[str, Any]:
    """A CPU group with EFA next to the GPU group of the base."""
    return {"node_groups": [HPC | group], "workloads": list(workloads)}


TYPE = "node_groups[0].instance_types[0]"
CPU_CASES: tuple[Case, ...] = (
    fails(
        "efa-unsupported",
        "node_groups[0].instance_types[0]",
        "m7i.48xlarge",
        **without_gpus(instance_types=["m7i.large"]),
    ),
    fails(
        "efa-unsupported", "node_groups[0].instance_types[0]", "c6in.32", **without_gpus(instance_types=["t3.large"])
    ),
    fails("efa-unsupported", "node_groups[0].efa_layout", "no EFA", **without_gpus(efa=False, efa_layout="classic")),
    fails(
        "efa-unsupported",
        "node_groups[0].efa",
        "no EFA driver",
        **without_gpus(ami={"release_version": "1.35.2-20260401"}),
    ),
    passes("efa-unsupported", **without_gpus(ami={"release_version": "1.35.2-20260714"})),
    passes("efa-unsupported", **without_gpus(os="bottlerocket", ami={"release_version": "1.62.1-9a1b2c3d"})),
    fails("placement-zones", "node_groups[0].zones", "EFA", **without_gpus(zones=["us-west-2a", "us-west-2b"])),
    warns("efa-unused", "node_groups[0].efa", "solve requests none", **without_gpus(SOLVER | {"efa": False})),
    passes("efa-unused", **without_gpus(SOLVER)),
    passes("workload-efa", **without_gpus(SOLVER)),
    fails("workload-efa", "workloads[0].efa", "has none", **without_gpus(SOLVER, efa=False)),
    passes("workload-without-gpu", **without_gpus(SOLVER)),
)
CASES: tuple[Case, ...] = (
    *CPU_CASES,
    fails("workload-efa", "workloads[0].efa", "instances --efa", **said(serving(efa=True, gpus=1), groups=(PLAIN,))),
    fails("workload-efa", "workloads[0].efa", "in the group able", **said(serving(efa=True), groups=(ABLE,))),
    fails("workload-efa", "workloads[0].efa", "plain", **ON_PLAIN),
    fails(
        "workload-efa",
        "workloads[0].node_groups",
        "node_groups: [p5]",
        **said(serving(efa=True, node_groups=["p5", "plain"], gpus=1), groups=(P5, PLAIN)),
    ),
    fails("workload-efa", "workloads[0].gpus", "gpus: 8", **said(serving(efa=True, gpus=4))),
    fails("workload-efa", "workloads[0].efa", "does not share", **said(serving(efa=True, gpus=1), groups=(CUT,))),
    fails("workload-efa", "workloads[0].efa", "able", **said({**TRAINING, "efa": True}, groups=(ABLE,))),
    passes("workload-efa", **said(serving(efa=True))),
    passes("workload-efa", **said(serving(efa=True), groups=(PLAIN, P5))),
    passes("workload-efa", **said(serving(gpus=4))),
    passes("workload-efa", **said({**TRAINING, "efa": True})),
    # Nothing says that it spans nodes, and nothing else uses what the nodes have.
    warns("efa-unused", "gpu_node_groups[0].efa", "vllm requests none", **said(serving())),
    warns("efa-unused", "gpu_node_groups[0].efa", "32 EFA", **said(serving(gpus=1))),
    warns("efa-unused", "workloads[0]", "--nnodes", **said(serving(args=SGLANG))),
    warns("efa-unused", "workloads[0]", "'gpus: 8'", **said(serving(args=SGLANG, gpus=4))),
    warns("efa-unused", "workloads[0]", "FI_PROVIDER", **said(serving(env={"FI_PROVIDER": "efa"}))),
    # Also beside a job that uses it.
    warns("efa-unused", "workloads[1]", "efa: true", **said(TRAINING, serving(env={"NCCL_SOCKET_IFNAME": "eth0"}))),
    passes("efa-unused", **said(TRAINING, serving(gpus=1))),
    passes("efa-unused", **said(serving(efa=True, args=SGLANG))),
    passes("efa-unused", **said(serving(args=SGLANG), groups=(ABLE,))),
    # Its own mistake is workload-efa's.
    passes("efa-unused", **said(TRAINING, serving(efa=True, gpus=4, args=SGLANG))),
    warns(
        "training-efa", "gpu_node_groups[0].efa", "and in the workload", **said(serving(args=SGLANG), groups=(ABLE,))
    ),
    passes("training-efa", **said(serving(), groups=(ABLE,))),
    passes("training-efa", **said(serving(args=SGLANG, gpus=4), groups=(ABLE,))),
    passes("training-efa", **said(serving(args=SGLANG, efa=True), groups=(ABLE,))),
    # What others deploy is not in the file.
    passes("efa-unused", **said()),
    warns("rank-names", "workloads[0].probes", "probes: {}", **said(serving(args=SGLANG), groups=(ABLE,))),
    warns("rank-names", "workloads[0].probes", "MASTER_ADDR", **said(serving(env={"MASTER_ADDR": "vllm-0.vllm"}))),
    passes("rank-names", **said(serving(args=SGLANG, probes={}), groups=(ABLE,))),
    passes("rank-names", **said(serving(args=SGLANG, efa=True))),
    passes("rank-names", **said(serving(args=SGLANG, replicas=1), groups=(ABLE,))),
    passes("rank-names", **said(serving(args=["--nnodes=1"]), groups=(ABLE,))),
    passes("rank-names", **said(serving(), groups=(ABLE,))),
    fails("evictable-pod", "workloads[0].evictable", "kind: deployment", work_kind="pod", work_evictable=True),
    passes("evictable-pod", work_kind="pod", work_evictable=False),
    passes("evictable-pod", work_evictable=True),
)
