"""Traps of GPU nodes that other tables do not hold; docs/reference/traps.md lists all of them."""

from __future__ import annotations

from typing import Any

from tests.specs import GONE, Case, fails, passes, warns

IMAGE = "workloads[0].image"
AMD, ARM = "registry.example/train:1-amd64", "registry.example/arm64v8/train:1"
GRAVITON: dict[str, Any] = {"group_instance_types": ["g5g.xlarge"]}
BOTH = [
    {"name": "x86", "instance_types": ["g5.xlarge"], "max": 1},
    {"name": "arm", "instance_types": ["g5g.xlarge"], "max": 1},
]
EIGHT: dict[str, Any] = {"group_instance_types": ["g5.48xlarge"], "work_kind": "deployment", "work_replicas": 16}
TWELVE_AND_TWENTYFOUR = [
    {"name": "small", "instance_types": ["g5.12xlarge"], "max": 4},
    {"name": "large", "instance_types": ["g5.24xlarge"], "max": 4},
]


def cuda(tag: str, registry: str = "nvcr.io/") -> dict[str, Any]:
    return {"work_image": f"{registry}nvidia/cuda{tag}"}


def tolerates(**toleration: str) -> dict[str, Any]:
    return {"work_tolerations": [toleration]}


def tainted(key: str) -> dict[str, Any]:
    return {"group_taints": [{"key": key, "value": "x", "effect": "NoSchedule"}]}


def sees(devices: str, gpus: int = 1) -> dict[str, Any]:
    return {"work_env": {"NVIDIA_VISIBLE_DEVICES": devices}, "work_gpus": gpus}


CASES: tuple[Case, ...] = (
    fails("text-unusable", "workloads[0].args[0]", "CDKTF marks", work_args=["${TfToken[TOKEN.0]}"]),
    fails("text-unusable", "workloads[0].env.A", "write the text without", work_env={"A": "#{TfToken[TOKEN.0]}"}),
    fails("text-unusable", "workloads[0].command[0]", "NUL", work_command=["a\0b"]),
    passes("text-unusable", work_args=["${HOME} %{x} TfToken"]),
    fails("cuda-image-tag", IMAGE, "deleted", **cuda(":11.4.0-base-ubuntu20.04")),
    fails("cuda-image-tag", IMAGE, "deleted", **cuda(":10.2-cudnn7-devel-ubuntu18.04", "docker.io/")),
    fails("cuda-image-tag", IMAGE, "three numbers", **cuda(":11.0-base-ubuntu20.04", "")),
    fails("cuda-image-tag", IMAGE, "a Linux", **cuda(":12.3.2-base")),
    fails("cuda-image-tag", IMAGE, "a Linux", **cuda(":12.8.1-cudnn-devel", "")),
    fails("cuda-image-tag", IMAGE, "latest", **cuda("", "")),
    fails("cuda-image-tag", IMAGE, "latest", **cuda(":latest")),
    warns("cuda-image-tag", IMAGE, "may be next", **cuda(":11.8.0-base-ubuntu22.04")),
    passes("cuda-image-tag", **cuda(":12.3.2-base-ubuntu22.04", "")),
    passes("cuda-image-tag", **cuda(":13.0.1-cudnn-runtime-rockylinux9")),
    passes("cuda-image-tag", **cuda(":11.0-base", "registry.example/")),
    passes("cuda-image-tag", **cuda(f":11.0-base@sha256:{'a' * 64}")),
    passes("cuda-image-tag", work_image="nvidia/cuda-extras:9.0"),
    fails("image-architecture", IMAGE, "gpu are arm64", **GRAVITON, work_image=AMD),
    fails("image-architecture", IMAGE, "an image for arm64", **GRAVITON, work_image="train:cuda12-x86_64"),
    fails("image-architecture", IMAGE, "gpu are amd64", work_image=ARM),
    fails("image-architecture", IMAGE, "gpu are amd64", work_image="registry.example/train:1.2-linux-aarch64"),
    warns("image-architecture", IMAGE, "node_groups: [x86]", gpu_node_groups=BOTH, work_image=AMD),
    passes("image-architecture", gpu_node_groups=BOTH, work_image=AMD, work_node_groups=["x86"]),
    passes(
        "image-architecture", gpu_node_groups=BOTH, work_image=ARM, work_node_selector={"kubernetes.io/arch": "arm64"}
    ),
    passes("image-architecture", **GRAVITON, work_image=ARM),
    passes("image-architecture", work_image=AMD),
    passes("image-architecture", work_image="arm64.registry.example/train:1"),
    passes("image-architecture", work_image="registry.example/charm64:1"),
    passes("image-architecture", work_image="registry.example/train:amd64-arm64"),
    passes("image-architecture", **GRAVITON),
    warns("toleration-everything", "workloads[0].tolerations[0]", "every taint", **tolerates(operator="Exists")),
    warns("toleration-everything", "workloads[0].tolerations[0]", "NoExecute", **tolerates(effect="NoExecute")),
    passes("toleration-everything", **tolerates(effect="PreferNoSchedule")),
    passes("toleration-everything", **tolerates(key="example.com/team")),
    warns(
        "taint-reserved",
        "gpu_node_groups[0].taints[0].key",
        "still starting",
        **tainted("startup-taint.cluster-autoscaler.kubernetes.io/driver"),
    ),
    warns(
        "taint-reserved",
        "gpu_node_groups[0].taints[0].key",
        "example.com/spare",
        **tainted("status-taint.cluster-autoscaler.kubernetes.io/spare"),
    ),
    warns("taint-reserved", "gpu_node_groups[0].taints[0].key", "removes", **tainted("ToBeDeletedByClusterAutoscaler")),
    warns(
        "taint-reserved", "gpu_node_groups[0].taints[0].key", "Kubernetes", **tainted("node.kubernetes.io/not-ready")
    ),
    passes("taint-reserved", **tainted("example.com/startup-taint")),
    passes(
        "taint-reserved",
        **tainted("ignore-taint.cluster-autoscaler.kubernetes.io/driver"),
        autoscaler={"kind": "none"},
        group_min_per_zone=1,
    ),
    warns("gpu-stranded", "workloads[0].cpu", "3 of its GPUs", **EIGHT, work_cpu="35"),
    warns("gpu-stranded", "workloads[0].cpu", "less than 23931m", **EIGHT, work_cpu="35"),
    warns("gpu-stranded", "workloads[0].memory", "holds 4 of the 8 pods", **EIGHT, work_memory="180Gi"),
    warns("gpu-stranded", "workloads[0].memory", "4 of its GPUs", **EIGHT, work_cpu="25", work_memory="180Gi"),
    warns("gpu-stranded", "workloads[0].cpu", "7 of its GPUs", group_instance_types=["g5.48xlarge"], work_cpu="170"),
    warns(
        "gpu-stranded",
        "workloads[0].cpu",
        "",
        **EIGHT,
        group_max=4,
        group_max_per_zone=GONE,
        work_gpus=2,
        work_cpu="90",
    ),
    passes("gpu-stranded", **EIGHT),
    passes("gpu-stranded", **EIGHT, work_cpu="23", work_memory="80Gi"),
    passes("gpu-stranded", **EIGHT, work_cpu="90", work_gpus=5),
    passes("gpu-stranded", **EIGHT, work_cpu="0", work_memory="0"),
    passes("gpu-stranded", **{**EIGHT, "work_replicas": 4}, work_cpu="35"),
    passes("gpu-stranded", **EIGHT, work_cpu="400"),
    passes("gpu-stranded", work_cpu="3"),
    # Its share of the CPU on the one, twice its share on the other.
    passes("gpu-stranded", gpu_node_groups=TWELVE_AND_TWENTYFOUR, work_completions=8, work_cpu="20"),
    passes("gpu-stranded", group_instance_types=["g5.xlarge", "g5.2xlarge"], work_cpu="3"),
    passes("gpu-stranded", **EIGHT, work_cpu="90", work_gpus=0),
    warns("visible-devices", "workloads[0].env.NVIDIA_VISIBLE_DEVICES", "gpus: 1", **sees("all")),
    warns("visible-devices", "workloads[0].env.NVIDIA_VISIBLE_DEVICES", "gpus: 1", **sees("all", gpus=0)),
    passes("visible-devices", **sees("void", gpus=0)),
    passes("visible-devices", work_env={"CUDA_VISIBLE_DEVICES": "0"}),
)
