"""How pods are started: without a GPU, with more ranks than GPUs, without shared memory, before old ones end."""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.facts.pieces import gpus_of, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.facts.pieces import Pieces

_NAMES_GPU = re.compile(r"nvidia\.com/(?:gpu|mig-)|aws\.amazon\.com/neuron|amd\.com/gpu|resourceClaims")
# A flag and its number, in one string, in two items of a list, or as key and value.
_BETWEEN = r"[\"']?(?:[= ,:]|\s{1,24}-\s){1,4}[\"']?"
_RANKS = tuple(
    re.compile(rf"(?:{flags}){_BETWEEN}(\d{{1,2}})\b")
    for flags in (
        r"--tensor-parallel-size|--tensor_parallel_size|--tp-size|--tp|-tp|--num-shard",
        r"--pipeline-parallel-size|--pp-size|-pp",
    )
)
_LAUNCHED = re.compile(rf"--nproc[-_]per[-_]node{_BETWEEN}(\d{{1,2}})\b")
# Ranks that are spread over several pods.
_SPREAD = re.compile(
    r"LeaderWorkerSet|leader_address|LWS_|ray (?:start|\S*cluster)|--nnodes|--node-rank|RayCluster|RayService"
)
_SHARED = re.compile(r"/dev/shm|medium:\s*[\"']?Memory|hostIPC:\s*true")  # noqa: S108 - a folder of pods
_REPLACED = re.compile(r"type:\s*[\"']?Recreate|maxSurge:\s*[\"']?0")

_MIG_LIMITS = re.compile(
    r"limits[\"']?:[^\n]{0,100}(?:\n[ \t]{1,40}[\w./\"'-]{1,80}:[^\n]{0,100}){0,8}?"
    r"\n[ \t]{1,40}[\"']?nvidia\.com/mig-[\w.]{1,30}[\"']?:[^\n]{0,100}"
    r"\n[ \t]{1,40}[\"']?nvidia\.com/mig-[\w.]{1,30}"
)
_LIMIT = re.compile(
    r"limits[\"']?:(?:[^\n]{0,100}|[^\n]{0,100}(?:\n[ \t]{1,40}[\w./\"'-]{1,80}:[^\n]{0,100}){0,4}?\n[ \t]{1,40}[\"']?)"
    r"nvidia\.com/gpu[\"']?:[ \t]{0,8}[\"']?(\d{1,2})"
)
# The containers of one template.
_LISTS = re.compile(r"^[ \t]*(?:- )?containers:", re.MULTILINE)
_RAY_WORKERS, _AT_ZERO = re.compile(r"workerGroupSpecs:"), re.compile(r"^[ \t]*(?:- )?replicas:[ \t]*0\b", re.MULTILINE)
_RAY_SCALES = re.compile(r"enableInTreeAutoscaling:\s*true")


def facts(pieces: Pieces) -> Iterator[str]:
    """Facts of pods by themselves."""
    if pieces.pods and not any(map(_NAMES_GPU.search, pieces.pods)):
        yield "pod requests no GPU"
    if _MIG_LIMITS.search(pieces.text):
        yield "container asks for two kinds of MIG devices"
    for piece in pieces.pods:
        gpus = gpus_of(piece)
        yield from _together(piece)
        ranks = _ranks(piece)
        if gpus and ranks > gpus and not _SPREAD.search(pieces.text):
            yield f"pod starts {ranks} ranks on {gpus} GPUs"
        if max(gpus, ranks) > 1 and not _SHARED.search(piece):
            yield f"pod of {max(gpus, ranks)} GPUs has no volume in memory"
        if _RAY_WORKERS.search(piece) and _AT_ZERO.search(piece) and not _RAY_SCALES.search(piece):
            yield "Ray workers at zero without autoscaler"
        if gpus and kind_of(piece) == "Deployment" and not _REPLACED.search(piece):
            yield "Deployment of GPU pods surges"


def _together(piece: str) -> Iterator[str]:
    """The GPUs of all containers, which lie on one node; an object with several templates has several pods."""
    if len(_LISTS.findall(piece)) > 1:
        return
    limits = [int(number) for number in _LIMIT.findall(piece)]
    if len(limits) > 1 and sum(limits) > max(limits):
        yield f"pod wants {sum(limits)} GPUs in {len(limits)} containers"


def _ranks(piece: str) -> int:
    parallel = prod(int(found[1]) if (found := one.search(piece)) else 1 for one in _RANKS)
    launched = _LAUNCHED.search(piece)
    return max(parallel, int(launched[1]) if launched else 1)
