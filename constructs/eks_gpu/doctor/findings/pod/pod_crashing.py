"""A GPU pod starts and ends, again and again, or ended in failure.

**Why.** The pod holds a GPU node and computes nothing. A command that succeeds, in a pod that Kubernetes always
restarts, looks the same as a crash.

**Fix.** Read its log. A command that runs once belongs in a job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import group_names, pods, previous_log
from eks_gpu.doctor.findings.pod._ends import known_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import ContainerStatus, Pod
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("gpu-hardware", "driver-missing", "node-not-ready")
REASONS = {"CrashLoopBackOff", "RunContainerError", "StartError"}
_KILLED = 137
SYMPTOM = True

BAD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
status:
  phase: Running
  containerStatuses:
    - name: serve
      ready: false
      restartCount: 7
      state: {waiting: {reason: CrashLoopBackOff}}
      lastState: {terminated: {reason: Completed, exitCode: 0}}
"""
GOOD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
status:
  phase: Running
  containerStatuses:
    - name: serve
      ready: true
      restartCount: 0
      state: {running: {}}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Containers that wait for a restart, and pods that failed permanently, grouped by their controller."""
    found: dict[str, list[Pod]] = {}
    for pod in situation.gpu_pods.failing:
        owner = pod.metadata.owners[0].name if pod.metadata.owners else pod.full_name
        found.setdefault(owner, []).append(pod)
    for mine in found.values():
        pod = mine[0]
        status = _dying(pod)
        end = (status.ended or status.state.waiting) if status else None
        waiting = [status.state.waiting.message for status in pod.statuses if status.state.waiting]
        events = situation.told(pod, "Failed")
        message, fix = _explained(pod, status, " ".join([*waiting, *events]))
        seen = [end.message if end else "", *events]
        yield error(__name__, pods(mine), message, fix, groups=group_names(situation, pod), seen=seen[:2])


def _dying(pod: Pod) -> ContainerStatus | None:
    """The container that ends again and again: it may be a sidecar, or an init container for which the others wait."""
    waits = (one for one in pod.statuses if one.state.waiting and one.state.waiting.reason in REASONS)
    ended = (one for one in pod.statuses if one.ended and not one.ready)
    return next(waits, None) or next(ended, None) or next((one for one in pod.statuses if one.state.waiting), None)


def _limit(pod: Pod, name: str) -> str:
    """The memory limit of a container; of the only one if its name is not known."""
    containers = (*pod.spec.init_containers, *pod.spec.containers)
    mine = [one for one in containers if one.name == name] or list(containers[:1] if len(containers) == 1 else ())
    return next((one.resources.limits["memory"] for one in mine if "memory" in one.resources.limits), "")


def _explained(pod: Pod, status: ContainerStatus | None, beside: str) -> tuple[str, str]:
    end = (status.ended or status.state.waiting) if status else None
    again = "" if pod.over else ", and Kubernetes restarts it"
    if end and end.exit_code == 0 and not pod.over:
        return (
            "its command succeeds, and Kubernetes restarts it again and again: the pod keeps its GPU",
            "make it a job (kind: job), or set restartPolicy: Never",
        )
    if end and end.reason == "OOMKilled":
        limit = _limit(pod, status.name if status else "")
        most = f" (its limit is {limit})" if limit else ""
        several = len(pod.spec.containers) + len(pod.spec.init_containers) > 1
        named = f"its container {status.name}" if several and status and status.name else "it"
        raised = (
            f"raise the memory limit of container {status.name}"
            if several and status
            else "raise the workload's memory"
        )
        return (
            f"the kernel killed {named} because it used too much host memory{most}, not GPU memory",
            f"{raised}; files in /dev/shm count too",
        )
    means, fix = known_end(f"{end.message if end else ''} {beside}")
    if means:
        return means, fix
    code = f" with code {end.exit_code}" if end and end.exit_code is not None else ""
    killed = " (killed by a liveness probe, or for memory)" if end and end.exit_code == _KILLED else ""
    # A pod that ended permanently keeps its log until it is deleted.
    log = previous_log(pod).replace(" --previous", "") if pod.over else previous_log(pod)
    return f"it ends{code}{killed}{again}", log
