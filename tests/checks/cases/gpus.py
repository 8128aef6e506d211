"""What a GPU and its driver can do, compared with what images and servers ask for."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

VLLM: dict[str, Any] = {"work_kind": "deployment", "work_image": "vllm/vllm-openai:v0.10.0", "work_ports": [8000]}
SGLANG: dict[str, Any] = {**VLLM, "work_image": "lmsysorg/sglang:v0.5.2", "work_command": ["python3", "-m"]}
TGI: dict[str, Any] = {**VLLM, "work_image": "ghcr.io/huggingface/text-generation-inference:3.0.0"}
T4, A10G, L4 = ({"group_instance_types": [kind]} for kind in ("g4dn.xlarge", "g5.xlarge", "g6.xlarge"))
ARGS = "workloads[0].args"


def asks(*args: str) -> dict[str, Any]:
    return {"work_args": list(args)}


def release(minor: str, day: str, **changes: Any) -> dict[str, Any]:
    return {"kubernetes_version": minor, "group_ami": {"release_version": f"{minor}.4-{day}"}, **changes}


def cuda(version: str) -> dict[str, Any]:
    return {"work_image": f"nvcr.io/nvidia/cuda:{version}-base-ubuntu24.04"}


IMAGE, PARTS = "workloads[0].image", {"group_instance_types": ["g6f.2xlarge"]}
RELEASE = "gpu_node_groups[0].ami.release_version"
TORCH = {"work_image": "pytorch/pytorch:2.9.0-cuda13.0-cudnn9-runtime"}
AWS = {"work_image": "registry.example/vllm:0.12.0-gpu-py312-cu130-ubuntu22.04-ec2"}

CASES: tuple[Case, ...] = (
    fails("gpu-precision", f"{ARGS}[0]", "--dtype=half", **VLLM, **T4, **asks("--dtype=bfloat16")),
    fails("gpu-precision", f"{ARGS}[0]", "T4 has 7.5", **VLLM, **T4, **asks("--dtype", "bf16")),
    fails(
        "gpu-precision", f"{ARGS}[0]", "T4g", **VLLM, group_instance_types=["g5g.xlarge"], **asks("--dtype=bfloat16")
    ),
    fails(
        "gpu-precision", f"{ARGS}[0]", "V100", **VLLM, group_instance_types=["p3dn.24xlarge"], **asks("--dtype=bf16")
    ),
    # The weakest that it may get.
    fails(
        "gpu-precision",
        f"{ARGS}[0]",
        "T4",
        **VLLM,
        **asks("--dtype=bfloat16"),
        gpu_node_groups=[
            {"name": "new", "instance_types": ["g6.xlarge"], "max": 1},
            {"name": "old", "instance_types": ["g4dn.xlarge"], "max": 1},
        ],
    ),
    warns("gpu-precision", f"{ARGS}[0]", "8.0", **SGLANG, **T4, **asks("sglang.launch_server --dtype bfloat16")),
    warns("gpu-precision", f"{ARGS}[0]", "8.9", **TGI, **A10G, **asks("--quantize", "fp8")),
    warns("gpu-precision", f"{ARGS}[0]", "A10G has 8.6", **VLLM, **A10G, **asks("--kv-cache-dtype=fp8")),
    warns("gpu-precision", f"{ARGS}[0]", "newer GPU", **VLLM, **A10G, **asks("--quantization", "fp8")),
    passes("gpu-precision", **VLLM, **T4, **asks("--dtype=float16")),
    passes("gpu-precision", **VLLM, **T4, **asks("--dtype=half", "--kv-cache-dtype=fp8_e5m2")),
    passes("gpu-precision", **VLLM, **T4, **asks("--dtype=auto")),
    passes("gpu-precision", **VLLM, **A10G, **asks("--dtype=bfloat16")),
    passes("gpu-precision", **VLLM, **L4, **asks("--dtype=bfloat16", "--kv-cache-dtype=fp8")),
    # A program that nobody here knows.
    passes("gpu-precision", **T4, **asks("--dtype=bfloat16")),
    warns("cuda-driver", IMAGE, "570.172.08", **release("1.33", "20250915", **cuda("13.0.1"))),
    warns("cuda-driver", IMAGE, "20251029 or later", **release("1.33", "20251028", **TORCH)),
    warns("cuda-driver", IMAGE, "CUDA 13.0", **release("1.33", "20250715", **AWS)),
    passes("cuda-driver", **release("1.33", "20251029", **TORCH)),
    # Of one major version every driver runs all, from the first of its branch on.
    passes("cuda-driver", **release("1.33", "20250519", **cuda("12.9.1"))),
    passes("cuda-driver", **release("1.33", "20250915", **cuda("11.8.0"))),
    passes("cuda-driver", **cuda("13.0.1")),
    passes("cuda-driver", **release("1.33", "20250915", work_image="registry.example/train:cuda12")),
    # What is newer than the records is not judged.
    passes("cuda-driver", **release("1.36", "20991231", **cuda("13.0.1"))),
    passes("cuda-driver", **cuda("13.0.1"), group_ami={"id": "ami-0a1b2c3d4e5f60718"}),
    fails("grid-driver", RELEASE, "no GPU", **release("1.33", "20250505", **PARTS)),
    warns("grid-driver", RELEASE, "24 hours", **release("1.33", "20250915", **PARTS)),
    warns("grid-driver", RELEASE, "20251023", **release("1.33", "20250915", group_instance_types=["gr6f.4xlarge"])),
    passes("grid-driver", **release("1.33", "20251023", **PARTS)),
    passes("grid-driver", **release("1.33", "20250505")),
    passes("grid-driver", **PARTS),
)
