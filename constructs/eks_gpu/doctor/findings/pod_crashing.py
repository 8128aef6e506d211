"""A GPU pod starts and ends, again and again.

**Why.** It holds a GPU node and computes nothing. A command that ends well, in a pod that is always started again,
looks the same as a crash.

**Fix.** By its log. A one-shot command belongs in a job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error
from eks_gpu.doctor.findings._about import group_names, pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.kubernetes import Pause, Pod
    from eks_gpu.doctor.situation import Situation

STAGE = Stage.POD
FOLLOWS = ("gpu-hardware", "driver-missing", "node-not-ready")
REASONS = {"CrashLoopBackOff", "RunContainerError", "StartError"}


def examine(situation: Situation) -> Iterator[Finding]:
    """Containers that wait to be started again."""
    found: dict[str, list[Pod]] = {}
    for pod in situation.seen.pods:
        waits = any(one.state.waiting and one.state.waiting.reason in REASONS for one in pod.statuses)
        if waits and situation.wants_gpu(pod):
            owner = pod.metadata.owners[0].name if pod.metadata.owners else pod.full_name
            found.setdefault(owner, []).append(pod)
    for mine in found.values():
        ends = [one.last.terminated or one.state.waiting for one in mine[0].statuses]
        end = next((one for one in ends if one), None)
        message, fix = _told(mine[0], end)
        seen = [end.message] if end else []
        yield error(__name__, pods(mine), message, fix, groups=group_names(situation, mine[0]), seen=seen)


def _told(pod: Pod, end: Pause | None) -> tuple[str, str]:
    log = f"kubectl -n {pod.metadata.namespace or 'default'} logs {pod.name} --previous | tail -30"
    if end and end.exit_code == 0:
        return (
            "its command ends well and is started again, for ever: its GPU stays taken",
            "make it a job (kind: job), or set restartPolicy: Never",
        )
    if end and end.reason == "OOMKilled":
        return "it was killed for memory, again and again", "raise its memory (of the host, not of the GPU); check shm"
    text = end.message if end else ""
    if "no CUDA-capable" in text or "CUDA driver version is insufficient" in text or "cuda>=" in text:
        return "its CUDA is newer than the node's driver", "an image with an older CUDA, or a newer AMI release"
    code = f" with code {end.exit_code}" if end and end.exit_code is not None else ""
    return f"it ends{code} and is started again", log
