"""A server is configured to compute in a number format that the GPU does not support.

**Why.** bfloat16 needs compute capability 8.0 (Ampere). On a T4, vLLM stops with "Bfloat16 is only supported on GPUs
with compute capability of at least 8.0" (vllm-project/vllm#1153), after the node was started and the image pulled;
other servers fail, or fall back to float16. FP8 needs 8.9 (Ada). On older GPUs vLLM keeps only the weights in FP8 and
computes in 16 bits, and an FP8 KV cache saves memory at the expense of speed, or has no kernel.

**Fix.** Write `--dtype=half` for bfloat16, or use a group with a newer GPU; `eks-gpu instances` lists compute
capabilities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._commands import is_vllm, options, programs
from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import GpuModel
    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import WorkloadSpec

_BFLOAT16, _FP8 = (8, 0), (8, 9)
# For each option of vLLM, SGLang and TGI (`--quantize`): the values that need a capability, and that capability.
_NEEDS = {
    "dtype": (frozenset({"bfloat16", "bf16"}), _BFLOAT16),
    "kv-cache-dtype": (frozenset({"fp8", "fp8_e4m3", "fp8_e4m3fn"}), _FP8),
    "quantization": (frozenset({"fp8"}), _FP8),
    "quantize": (frozenset({"fp8"}), _FP8),
}
_IMAGES = ("sglang", "text-generation-inference")

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g4dn.xlarge]
    max_per_zone: 2
workloads:
  - name: serve
    kind: deployment
    image: vllm/vllm-openai:v0.10.0
    ports: [8000]
    args: [--dtype=bfloat16]
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g4dn.xlarge]
    max_per_zone: 2
workloads:
  - name: serve
    kind: deployment
    image: vllm/vllm-openai:v0.10.0
    ports: [8000]
    args: [--dtype=half]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare each server's options with the oldest GPU that its pods may get."""
    for workload in design.workloads:
        if not _serves(workload.spec):
            continue
        said = options(workload.spec)
        weakest = min(_models(design, workload), key=lambda model: model.compute_capability, default=None)
        for name, (values, needs) in _NEEDS.items():
            option = said.get(name)
            if option is None or weakest is None or option.value not in values or weakest.compute_capability >= needs:
                continue
            has, wants = (".".join(map(str, pair)) for pair in (weakest.compute_capability, needs))
            message = f"{option.said} {option.value} needs compute capability {wants}, and a {weakest.model} has {has}"
            half = "write '--dtype=half', or " if needs == _BFLOAT16 else ""
            says = error if needs == _BFLOAT16 and is_vllm(workload.spec) else warning
            where, rests_on = f"{workload.where}.{option.where}", ("gpu_node_groups", f"{workload.where}.node_groups")
            fix = f"{half}use a group with a newer GPU ('eks-gpu instances' lists them)"
            yield says(__name__, where, message, fix, *rests_on)


def _serves(spec: WorkloadSpec) -> bool:
    """Whether the workload runs a server whose options are known here."""
    image = spec.image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    named = any(word.startswith(("sglang", "text-generation-launcher")) for word in programs(spec))
    return is_vllm(spec) or named or image in _IMAGES


def _models(design: ClusterDesign, workload: WorkloadDesign) -> Iterator[GpuModel]:
    for group in design.gpu_nodes:
        if group.name in workload.groups:
            yield from (catalog.gpu_model(kind.gpu) for kind in group.types if kind.gpu)
