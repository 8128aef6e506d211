"""Workloads and the autoscaler."""

from __future__ import annotations

from typing import Any

from tests.specs import GONE, Case, fails, passes, warns

SERVES: dict[str, Any] = {"work_kind": "deployment"}
TWO_GROUPS = [
    {"name": "small", "instance_types": ["g5.xlarge"], "max": 1},
    {"name": "large", "instance_types": ["g5.12xlarge"], "max": 1},
]
CUDA = "nvcr.io/nvidia/cuda:12.8.1-base-ubuntu24.04"


def tolerates(**toleration: str) -> dict[str, Any]:
    return {"work_tolerations": [toleration]}


def work(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": "job", "image": "registry.example/train:1", **more}


def selects(key: str, value: str) -> dict[str, Any]:
    return {"work_node_selector": {key: value}}


CRON: dict[str, Any] = {"work_kind": "cron_job", "work_schedule": "0 3 * * *"}
CPU = {"name": "web", "instance_types": ["m7i.large"], "max_per_zone": 2}
CASES: tuple[Case, ...] = (
    fails(
        "time-zone",
        "workloads[0].time_zone",
        "",
        work_kind="cron_job",
        work_schedule="0 3 * * *",
        work_time_zone="Europe/Nowhere",
    ),
    fails(
        "time-zone",
        "gpu_node_groups[0].schedules[0].time_zone",
        "Europe/Berlin",
        group_schedules=[{"cron": "0 7 * * *", "time_zone": "Europe/Berlim", "min_per_zone": 1}],
    ),
    passes("time-zone", work_kind="cron_job", work_schedule="@every 1h", work_time_zone="America/New_York"),
    fails("command-words", "workloads[0].command[0]", '["nvidia-smi", "-l", "5"]', work_command=["nvidia-smi -l 5"]),
    passes("command-words", work_command=["bash", "-c", "nvidia-smi -l 5"]),
    passes("command-words", work_command=["nvidia-smi", "-l", "5"]),
    fails("command-words", "workloads[0].args[0]", "--model=llama", work_args=["--model llama", "--port=80"]),
    fails("command-words", "workloads[0].command[2]", "two items", work_command=["vllm", "serve", "--model llama"]),
    passes("command-words", work_args=["--worker-args", "--lr 0.1 --steps 5"]),
    passes("command-words", work_args=["--prompt=why is it so", "-c", "--not an option"]),
    fails("workload-one-shot", "workloads[0].kind", "/bin/bash", **SERVES, work_command=["/bin/bash"]),
    fails("quantity-unit", "workloads[0].cpu", "0 cores", work_cpu="0"),
    fails("quantity-unit", "workloads[0].cpu", "", work_cpu="1Ki"),
    passes("zone-spread", work_zone_spread=True, group_max_per_zone=GONE, group_max=2, group_min=2),
    fails("name-duplicate", "workloads[1].name", "default/a", workloads=[work("a"), work("a")]),
    passes("name-duplicate", workloads=[work("a"), work("a", namespace="team")]),
    fails("workload-group", "workloads[0].node_groups[0]", "write gpu", work_node_groups=["gpuu"]),
    fails("workload-group", "workloads[0].node_groups[0]", "are: system", work_node_groups=["gpu"], gpu_node_groups=[]),
    passes("workload-group", work_node_groups=["gpu"]),
    fails("workload-namespace", "workloads[0].namespace", "write team", work_namespace="taem"),
    fails("workload-namespace", "workloads[0].namespace", "of your own", work_namespace="kube-system"),
    fails("workload-namespace", "workloads[0].namespace", "add '- name: research'", work_namespace="research"),
    passes("workload-namespace", work_namespace="team"),
    # On large types kubelet reserves more than the extra kube-proxy of the template takes, on small ones less.
    fails(
        "workload-stays-pending",
        "workloads[0].cpu",
        "at most 47570m",
        group_instance_types=["g5.12xlarge"],
        work_cpu="47600m",
    ),
    fails("workload-stays-pending", "workloads[0].memory", "at best 15177Mi", work_memory="14Gi"),
    fails("workload-stays-pending", "workloads[0].memory", "14193Mi", work_memory="15Gi"),
    fails("workload-stays-pending", "workloads[0].node_selector.amiType", "", **selects("amiType", "x")),
    # On demand, types are tried in order; the second is another one.
    fails(
        "workload-stays-pending",
        "workloads[0].node_selector.node.kubernetes.io/instance-type",
        "g5.2xlarge has g5.2xlarge",
        **selects("node.kubernetes.io/instance-type", "g5.xlarge"),
        group_instance_types=["g5.xlarge", "g5.2xlarge"],
    ),
    # The autoscaler takes one Auto Scaling group over two zones for the first of them, whichever that is, so that one
    # verdict is right for a pod of either zone. Once a node is always there, the next one may still start in the other.
    *(
        fails(
            "node-selector",
            "workloads[0].node_selector.topology.kubernetes.io/zone",
            "us-west-2a, us-west-2b, and while it is empty the autoscaler expects only the one that AWS names first",
            **selects("topology.kubernetes.io/zone", zone),
            group_max_per_zone=GONE,
            group_max=2,
        )
        for zone in ("us-west-2a", "us-west-2b")
    ),
    fails(
        "workload-stays-pending",
        "workloads[0].node_selector.topology.kubernetes.io/zone",
        "a node may start with us-west-2a, us-west-2b",
        **selects("topology.kubernetes.io/zone", "us-west-2a"),
        group_max_per_zone=GONE,
        group_max=2,
        group_min=1,
    ),
    # With a node always there the autoscaler knows a real one, and the pod waits beside it all the same.
    fails("workload-stays-pending", "workloads[0].memory", "", work_memory="15Gi", group_min_per_zone=1),
    passes("workload-stays-pending", work_cpu="3660m", work_memory="14193Mi"),
    # A node that is always there is known to the autoscaler as it is.
    passes("workload-stays-pending", work_cpu="3680m", group_min_per_zone=1),
    passes("workload-never-scales", work_cpu="3680m", group_min_per_zone=1),
    fails("workload-stays-pending", "workloads[0].cpu", "at most 3680m", work_cpu="3681m", group_min_per_zone=1),
    passes("workload-never-scales", work_cpu="3660m"),
    fails("workload-never-scales", "workloads[0].cpu", "at most 3660m", work_cpu="3661m"),
    fails("workload-never-scales", "workloads[0].cpu", "at most 3660m", work_cpu="3750m"),
    fails(
        "workload-never-scales",
        "workloads[0].cpu",
        "at most 47570m",
        group_instance_types=["g5.12xlarge"],
        work_cpu="47700m",
    ),
    passes("workload-stays-pending", work_cpu="3", work_memory="12Gi"),
    passes("workload-stays-pending", work_memory="13Gi", work_zone_spread=True),
    passes("workload-stays-pending", gpu_node_groups=[], workloads=[]),
    # Kept off the group that would be bought in vain: its pods are told to stay on the other.
    passes("workload-stays-pending", gpu_node_groups=TWO_GROUPS, work_memory="15Gi"),
    fails("workload-never-scales", "workloads[0].gpus", "at most 1 GPU", work_gpus=2),
    fails("workload-never-scales", "workloads[0].cpu", "at most 3660m", work_cpu="4"),
    fails("workload-never-scales", "workloads[0].memory", "16170Mi", work_memory="20Gi"),
    fails("workload-never-scales", "workloads[0].ephemeral_storage", "179Gi", work_ephemeral_storage="190Gi"),
    # A larger volume changes nothing on nodes that keep all on their own disks.
    fails(
        "workload-never-scales",
        "workloads[0].ephemeral_storage",
        "larger local disks, or remove 'local_storage'",
        group_local_storage="raid0",
        work_ephemeral_storage="900Gi",
    ),
    warns(
        "workload-never-scales",
        "workloads[0].node_groups",
        "small",
        gpu_node_groups=TWO_GROUPS,
        work_node_groups=["small", "large"],
        work_gpus=4,
    ),
    passes("workload-never-scales", gpu_node_groups=TWO_GROUPS, work_gpus=4),
    passes("workload-never-scales", work_ephemeral_storage="100Gi"),
    passes("workload-never-scales", group_instance_types=["g6f.xlarge"]),
    fails("workload-excluded", "workloads[0]", "no GPU group", gpu_node_groups=[]),
    fails("workload-excluded", "workloads[0].gpus", "has 1", work_gpus=2, group_min_per_zone=1),
    passes("workload-excluded", gpu_node_groups=[], workloads=[]),
    passes("workload-excluded", work_node_groups=["absent"]),
    passes("workload-excluded", gpu_node_groups=TWO_GROUPS, work_node_groups=["large"]),
    warns("workload-capacity", "workloads[0].replicas", "room for 4", **SERVES, work_replicas=5),
    warns(
        "workload-capacity",
        "workloads[1].replicas",
        "other workloads take the rest",
        workloads=[work("a", kind="deployment", replicas=3), work("b", kind="deployment", replicas=3)],
    ),
    warns(
        "workload-capacity",
        "workloads[0].replicas",
        "zones must stay even",
        **SERVES,
        work_replicas=4,
        work_zone_spread=True,
        gpu_node_groups=[
            {"name": "gpu", "instance_types": ["g5.xlarge"], "max_per_zone": 1},
            {"name": "more", "instance_types": ["g5.xlarge"], "max_per_zone": 3, "zones": ["us-west-2a"]},
        ],
    ),
    passes("workload-capacity", **SERVES, work_replicas=4),
    passes("workload-capacity", **SERVES, work_replicas=4, work_zone_spread=True),
    passes("workload-capacity", work_completions=50),
    passes(
        "workload-capacity",
        workloads=[work("a", kind="deployment", replicas=2), work("b", kind="deployment", replicas=2), work("c")],
    ),
    warns("zone-spread", "workloads[0].zone_spread", "one zone", work_zone_spread=True, group_zones=["us-west-2a"]),
    fails(
        "zone-spread",
        "workloads[0].zone_spread",
        "max_per_zone",
        work_zone_spread=True,
        group_max_per_zone=GONE,
        group_max=2,
    ),
    passes("zone-spread", work_zone_spread=True),
    passes("zone-spread", group_zones=["us-west-2a"]),
    fails("workload-fields", "workloads[0].replicas", "deployment", work_replicas=2),
    fails("index-name", "workloads[0].name", "may have 51", **CRON, work_name="n" * 52, work_completions=100),
    passes("index-name", **CRON, work_name="n" * 51, work_completions=100),
    passes("index-name", **CRON, work_name="n" * 52),
    passes("index-name", work_name="n" * 52, work_completions=100000),
    fails("workload-fields", "workloads[0].completions", "job", **SERVES, work_completions=2),
    warns("workload-fields", "workloads[0].parallelism", "completions: 4", work_parallelism=4),
    passes("workload-fields", work_parallelism=2, work_completions=4),
    fails("workload-fields", "workloads[0].schedule", "cron_job", work_schedule="0 3 * * *"),
    fails("workload-fields", "workloads[0].schedule", "when", work_kind="cron_job"),
    fails("workload-fields", "workloads[0].time_zone", "", work_time_zone="Europe/Berlin"),
    fails("workload-fields", "workloads[0].ports", "", work_ports=[80]),
    passes("workload-fields", **SERVES, work_replicas=0, work_ports=[80]),
    passes(
        "workload-fields",
        work_kind="cron_job",
        work_schedule="0 3 * * *",
        work_time_zone="Etc/UTC",
        work_completions=2,
    ),
    fails("port-duplicate", "workloads[0].ports[1]", "80", **SERVES, work_ports=[80, 80]),
    passes("port-duplicate", **SERVES, work_ports=[80, 81]),
    fails("quantity-unit", "workloads[0].memory", "12Gi", work_memory="12"),
    fails("quantity-unit", "workloads[0].memory", "Gi", work_memory="500m"),
    fails("quantity-unit", "workloads[0].shm", "", work_shm="2"),
    fails("quantity-unit", "workloads[0].ephemeral_storage", "'5Gi'", work_ephemeral_storage="5"),
    fails("quantity-unit", "workloads[0].memory", "such as 12Gi", work_memory="0"),
    fails("quantity-unit", "workloads[0].cpu", "cores", work_cpu="4Gi"),
    passes("quantity-unit", work_memory="12G", work_cpu="500m"),
    fails("shm-memory", "workloads[0].shm", "8Gi", work_memory="8Gi", work_shm="9Gi"),
    fails("shm-memory", "workloads[0].shm", "fair share", work_shm="15Gi"),
    passes("shm-memory", work_memory="8Gi", work_shm="8Gi"),
    fails("toleration-value", "workloads[0].tolerations[0]", "Equal", **tolerates(key="a", value="b")),
    fails("toleration-value", "workloads[0].tolerations[0]", "value", **tolerates(key="a", operator="Equal")),
    fails("toleration-value", "workloads[0].tolerations[0]", "key", **tolerates(operator="Equal", value="b")),
    passes("toleration-value", **tolerates(key="a", operator="Equal", value="b")),
    passes("toleration-value", **tolerates(operator="Exists")),
    fails(
        "node-selector",
        "workloads[0].node_selector.nvidia.com/gpu.product",
        "eks-gpu.io/gpu-model",
        **selects("nvidia.com/gpu.product", "A10G"),
    ),
    fails(
        "node-selector",
        "workloads[0].node_selector.lifecycle",
        "capacityType",
        **selects("lifecycle", "spot"),
    ),
    fails(
        "node-selector",
        "workloads[0].node_selector.eks-gpu.io/gpu-model",
        "a10g",
        **selects("eks-gpu.io/gpu-model", "a100"),
    ),
    fails(
        "node-selector",
        "workloads[0].node_selector.eks.amazonaws.com/capacityType",
        "ON_DEMAND",
        **selects("eks.amazonaws.com/capacityType", "SPOT"),
    ),
    fails(
        "node-selector",
        "workloads[0].node_selector.topology.kubernetes.io/zone",
        "us-west-2a",
        **selects("topology.kubernetes.io/zone", "us-west-2c"),
    ),
    # The other group is out for another reason; the one that comes nearest speaks.
    fails(
        "node-selector",
        "workloads[0].node_selector.nvidia.com/gpu.product",
        "eks-gpu.io/gpu-model",
        **selects("nvidia.com/gpu.product", "A10G"),
        gpu_node_groups=TWO_GROUPS,
        work_gpus=4,
    ),
    fails(
        "node-selector",
        "workloads[0].node_selector.kubernetes.io/hostname",
        "",
        **selects("kubernetes.io/hostname", "ip-10-0-0-1"),
    ),
    fails(
        "node-selector",
        "workloads[0].node_selector.eks.amazonaws.com/nodegroup",
        "gpu-us-west-2a-…",
        **selects("eks.amazonaws.com/nodegroup", "gpu"),
    ),
    passes("node-selector", **selects("eks-gpu.io/gpu-model", "a10g")),
    passes("node-selector", **selects("topology.kubernetes.io/zone", "us-west-2b")),
    passes("node-selector", **selects("team", "ml"), group_labels={"team": "ml"}),
    warns("workload-pod", "workloads[0].kind", "kind: job", work_kind="pod"),
    warns("workload-pod", "workloads[0].kind", "kind: deployment", work_kind="pod", work_ports=[80]),
    passes("workload-pod"),
    warns("workload-without-gpu", "workloads[0].gpus", "1 or more", work_gpus=0),
    warns("workload-without-gpu", "workloads[0].gpus", "on the system nodes", work_gpus=0, gpu_node_groups=[]),
    passes("workload-without-gpu", work_gpus=0, work_node_groups=["system"]),
    passes("workload-without-gpu", work_gpus=0, work_node_groups=["gpu"]),
    passes("workload-without-gpu", work_gpus=0, node_groups=[CPU]),
    warns(
        "workload-without-gpu",
        "workloads[0].gpus",
        "no group is open to it",
        work_gpus=0,
        node_groups=[{**CPU, "taints": [{"key": "team", "value": "web", "effect": "NoSchedule"}]}],
    ),
    fails("workload-group", "workloads[0].node_groups[0]", "web, system", work_node_groups=["wed"], node_groups=[CPU]),
    passes("workload-group", work_gpus=0, work_node_groups=["web", "system"], node_groups=[CPU]),
    fails("workload-excluded", "workloads[0].node_groups", "have none", work_node_groups=["web"], node_groups=[CPU]),
    fails("workload-never-scales", "workloads[0].cpu", "m7i.large", work_gpus=0, work_cpu="4", node_groups=[CPU]),
    passes("workload-without-gpu"),
    fails("workload-one-shot", "workloads[0].kind", "nvidia-smi", **SERVES, work_command=["nvidia-smi", "-L"]),
    fails(
        "workload-one-shot",
        "workloads[0].kind",
        "nvidia-smi",
        **SERVES,
        work_command=["/bin/sh", "-c", "nvidia-smi"],
    ),
    fails(
        "workload-one-shot",
        "workloads[0].kind",
        "vectoradd",
        **SERVES,
        work_image="nvcr.io/nvidia/k8s/cuda-sample:vectoradd-cuda12.5.0",
    ),
    fails("workload-one-shot", "workloads[0].kind", "cuda", **SERVES, work_image=CUDA),
    fails(
        "workload-one-shot",
        "workloads[0].kind",
        "cuda-vector-add",
        **SERVES,
        work_image="registry.k8s.io/cuda-vector-add:v0.1",
    ),
    passes("workload-one-shot", **SERVES, work_command=["nvidia-smi", "-l", "5"]),
    passes(
        "workload-one-shot",
        **SERVES,
        work_command=["bash", "-c", "while true; do nvidia-smi; sleep 60; done"],
    ),
    passes("workload-one-shot", work_image=CUDA, work_command=["nvidia-smi"]),
    passes("workload-one-shot", **SERVES, work_image=CUDA, work_command=["sleep", "infinity"]),
    passes("workload-one-shot", **SERVES),
    warns("image-tag", "workloads[0].image", "tag", work_image="registry.example:5000/train"),
    warns("image-tag", "workloads[0].image", "tag", work_image="train:latest"),
    warns(
        "image-tag", "workloads[0].image", "latest-gpu", **{"workloads[0].image": "tensorflow/tensorflow:latest-gpu"}
    ),
    fails(
        "service-name",
        "workloads[0].name",
        "w-1st",
        workloads=[{"name": "1st", "kind": "stateful_set", "image": "registry.example/serve:1"}],
    ),
    passes("service-name", workloads=[{"name": "1st", "kind": "job", "image": "registry.example/train:1"}]),
    passes("image-tag", work_image=f"train@sha256:{'a' * 64}"),
    fails(
        "gpu-quota",
        "workloads[0].gpus",
        "quota",
        namespaces=[{"name": "team", "gpu_quota": 0}],
        work_namespace="team",
    ),
    warns(
        "gpu-quota",
        "namespaces[0].gpu_quota",
        "raise it to 4",
        namespaces=[{"name": "team", "gpu_quota": 3}],
        work_namespace="team",
        **SERVES,
        work_replicas=4,
    ),
    passes(
        "gpu-quota",
        namespaces=[{"name": "team", "gpu_quota": 4}],
        work_namespace="team",
        **SERVES,
        work_replicas=4,
    ),
    passes("gpu-quota", namespaces=[{"name": "team", "gpu_quota": 0}]),
    warns("env-secret", "workloads[0].env.HF_TOKEN", "Secret", work_env={"HF_TOKEN": "correct-horse-battery"}),
    warns("env-secret", "workloads[0].env.KEY", "", work_env={"KEY": "AKIA" + "A" * 16}),
    passes(
        "env-secret",
        work_env={
            "MAX_TOKEN": "40960000",
            "PAD_TOKEN": "<pad>",
            "HF_TOKEN": "/run/secrets/hf",
            "MODE": "train-fast",
        },
    ),
    fails("autoscaler-none", "autoscaler.kind", "train (on gpu)", autoscaler={"kind": "none"}),
    passes("autoscaler-none", autoscaler={"kind": "none"}, group_min_per_zone=1),
    passes("autoscaler-none", autoscaler={"kind": "none"}, workloads=[]),
    passes("autoscaler-none", work_gpus=1, group_max_per_zone=GONE, group_max=1),
)
