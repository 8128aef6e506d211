"""Weights of a model that a paste names, which are larger than the GPUs that are to hold them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.doctor.answers.facts.pieces import gpus_of, types_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.facts.pieces import Pieces

# A model of a hub, whose name says how many parameters it has: Qwen/Qwen2.5-72B-Instruct.
_MODEL = re.compile(r"(?<![\w./-])[A-Za-z][\w.-]{1,60}/[A-Za-z][\w.-]{0,80}")
_BILLIONS = re.compile(r"(?<![\dA-Za-z.])(\d{1,3}(?:\.\d{1,2})?)[bB](?![A-Za-z\d])")
# Names that do not say how many parameters there are: experts, of which the name counts the active ones, and adapters.
_UNCLEAR = re.compile(r"\d+x\d+b|\d+E\b|lora|adapter|draft|eagle|speculative", re.IGNORECASE)
# Bits of a parameter, where name or options say that it is quantised; 16 are the default of models on the hub.
# https://docs.vllm.ai/en/latest/features/quantization/
_BITS = (
    (
        re.compile(
            r"awq|gptq|int4|w4a16|4[-_]?bit|nf4|mxfp4|nvfp4|\bfp4|q4_|gguf|gpt-oss|quantization[ =:\"']{1,4}(?!fp8)\w",
            re.IGNORECASE,
        ),
        4,
    ),
    (re.compile(r"fp8|int8|w8a8|8[-_]?bit", re.IGNORECASE), 8),
)
_PLAIN_BITS = 16
_OFFLOADED = re.compile(r"cpu[-_]?offload|device_map|load_in_[48]bit|deepspeed|fsdp|offload_", re.IGNORECASE)
# Options that spread one model over several GPUs, and nodes.
_OPTION = r"(?:=|[ \"',]{1,6}|:\s{0,3}\"?)(\d{1,3})\b"
_TENSOR = re.compile(rf"(?:--tensor-parallel-size|--tp-size|--tp|-tp|--num-shard|tensor_parallel_size){_OPTION}")
_PIPELINE = re.compile(rf"(?:--pipeline-parallel-size|--pp-size|-pp|pipeline_parallel_size){_OPTION}")
# The memory of one GPU in PyTorch's error.
_CAPACITY = re.compile(
    r"GPU \d{1,2} has a total capac(?:i)?ty of (\d{1,3}(?:\.\d{1,2})?) GiB|(\d{1,3}\.\d\d) GiB total capacity"
)
_GIB = 1024**3
_MIB_OF_GIB = 1024


def facts(pieces: Pieces) -> Iterator[str]:
    """One model of known size, and the GPUs of one size that hold it."""
    models = sorted({name for name in _MODEL.findall(pieces.text) if _BILLIONS.search(name)})
    memory = _memory_of_one(pieces.text)
    if len(models) != 1 or not memory or _UNCLEAR.search(models[0]) or _OFFLOADED.search(pieces.text):
        return
    billions = float(_BILLIONS.findall(models[0])[0])
    bits = next((bits for form, bits in _BITS if form.search(pieces.text)), _PLAIN_BITS)
    weights = billions * 1e9 * bits / 8 / _GIB
    many = _many(pieces)
    if weights > memory * many:
        yield f"weights of {models[0]} take {weights:.0f} GiB and {many} x {memory:.0f} GiB hold them"


def _memory_of_one(text: str) -> float:
    """GiB of one GPU, by PyTorch's error or by the only type of the paste; 0 if neither says so."""
    stated = {float(first or second) for first, second in _CAPACITY.findall(text)}
    if stated:
        return max(stated)
    types = [one for name in dict.fromkeys(types_in(text)) if (one := catalog.instance_type(name)) and one.gpu]
    gpus = {one.gpu.memory_mib * one.gpu.fraction for one in types if one.gpu}
    return gpus.pop() / _MIB_OF_GIB if len(gpus) == 1 else 0


def _many(pieces: Pieces) -> int:
    """GPUs that hold one copy of the model: as the options say, and at least as many as a pod requests."""
    split = 1
    for option in (_TENSOR, _PIPELINE):
        split *= max(map(int, option.findall(pieces.text)), default=1)
    return max(split, *map(gpus_of, pieces.demanding), 1)
