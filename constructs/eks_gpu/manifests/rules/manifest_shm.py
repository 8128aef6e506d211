"""A container of a manifest takes several GPUs, and its /dev/shm has 64 MiB.

**Why.** Processes on several GPUs of a node talk through /dev/shm: NCCL, PyTorch's data loaders, vLLM and SGLang with
tensor parallelism. The container runtime gives it 64 MiB, and NCCL ends with "unhandled system error" or the process
with a bus error (NVIDIA, NCCL user guide, "Shared memory").

**Fix.** Mount a volume `emptyDir: {medium: Memory}` at /dev/shm; a `sizeLimit` keeps it within the memory limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.judged import Spot, warning
from eks_gpu.manifests.reading.parts import at, fields, mappings, text
from eks_gpu.scheduling.amounts import GPU

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.manifests.reading.located import Fields
    from eks_gpu.problem import Problem

_SHM = "/dev/shm"  # noqa: S108 - in the pod
_DIGITS = 3

BAD = """\
apiVersion: v1
kind: Pod
metadata: {name: model}
spec:
  containers: [{name: vllm, resources: {limits: {nvidia.com/gpu: 2}}}]
"""
GOOD = """\
apiVersion: v1
kind: Pod
metadata: {name: model}
spec:
  containers:
    - name: vllm
      resources: {limits: {nvidia.com/gpu: 2}}
      volumeMounts: [{name: shm, mountPath: /dev/shm}]
  volumes: [{name: shm, emptyDir: {medium: Memory}}]
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Look at containers with several whole GPUs."""
    for one in found.fits:
        spec = one.pods.template.spec
        if at(spec, "hostIPC") is True:
            continue
        for index, container in enumerate(mappings(spec, "containers")):
            gpus = _gpus(container)
            if gpus > 1 and not _has_shm(container):
                message = f"{one.pods.demand.name} takes {gpus} GPUs, whose processes talk through a /dev/shm of 64 MiB"
                fix = "mount a volume 'emptyDir: {medium: Memory}' at /dev/shm"
                yield warning(__name__, one.pods, message, fix, Spot(f"containers[{index}].volumeMounts", container))


def _gpus(container: Fields) -> int:
    given = text(fields(container, "resources.limits").get(GPU))
    return int(given) if given.isdecimal() and len(given) <= _DIGITS else 0


def _has_shm(container: Fields) -> bool:
    return any(text(mount, "mountPath").rstrip("/") == _SHM for mount in mappings(container, "volumeMounts"))
