"""Work waits in a queue of Kueue, or Kueue has stopped it.

**Why.** A job that waits in a queue has no pods, so neither the scheduler nor the autoscaler says anything about it.
Kueue says in the conditions of its Workload object which quota is in use, that the work is larger than the queue can
ever grant, that others have taken their GPUs back, or that not all pods were ready in time.

**Fix.** Wait for others to end, or do what the finding says. `eks-gpu check` says beforehand which work can never be
admitted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import Condition, QueuedWork
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = (Stage.ACCOUNT, "autoscaler-backoff", "group-at-maximum", "queue-inactive")
# Messages of `flavorassigner.go`: more than the queue can ever grant, or no flavor that suits the pods.
_NEVER = re.compile(r"maximum capacity|unavailable in ClusterQueue|doesn't match node affinity|untolerated taint")
_MISSING = re.compile(r"LocalQueue \S+ doesn't exist|ClusterQueue \S+ doesn't exist|is inactive")
SYMPTOM = True

BAD = """\
# kubectl -n team get workload job-train-1a2b3 -o yaml
kind: Workload
metadata:
  name: job-train-1a2b3
  namespace: team
  ownerReferences: [{kind: Job, name: train}]
spec: {queueName: team}
status:
  conditions:
    - type: QuotaReserved
      status: "False"
      reason: Pending
      message: >-
        couldn't assign flavors to pod set main: insufficient unused quota for nvidia.com/gpu in flavor gpu, 4 more
        needed
"""
GOOD = """\
# kubectl -n team get workload job-train-1a2b3 -o yaml
kind: Workload
metadata: {name: job-train-1a2b3, namespace: team}
spec: {queueName: team}
status:
  conditions:
    - {type: QuotaReserved, status: "True", reason: QuotaReserved}
    - {type: Admitted, status: "True", reason: Admitted}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Work that has no quota, or was evicted and has none again."""
    for work in situation.seen.queued:
        if _holds(work, "Finished") or _holds(work, "Admitted"):
            continue
        reserved, evicted = work.condition("QuotaReserved"), work.condition("Evicted")
        quotes = [one.message for one in (evicted, reserved) if one and one.message]
        where = f"{work.owner} in the queue {work.metadata.namespace}/{work.spec.queue}"
        if not work.spec.active or (evicted and evicted.reason == "Deactivated"):
            fix = f"kubectl -n {work.metadata.namespace} patch workload {work.name} --type merge -p "
            fix += '\'{"spec": {"active": true}}\''
            yield error(__name__, where, "Kueue has given it up, and tries no more", fix, seen=quotes)
        elif any(map(_NEVER.search, quotes)):
            message = "it waits for more than its queue can ever grant, or no flavor of the queue suits it"
            yield error(__name__, where, message, "eks-gpu check FILE says what the queue can use at most", seen=quotes)
        elif any(map(_MISSING.search, quotes)):
            message = "its queue does not exist or admits nothing"
            fix = f"cdktf deploy {situation.design.name}-workloads, which creates the queues of namespaces"
            yield error(__name__, where, message, fix, seen=quotes)
        else:
            yield warning(__name__, where, *_told(evicted), seen=quotes)


def _holds(work: QueuedWork, kind: str) -> bool:
    found = work.condition(kind)
    return found is not None and found.status == "True"


def _told(evicted: Condition | None) -> tuple[str, str]:
    """The last thing that happened to it, and the next step."""
    reason = evicted.reason if evicted and evicted.status == "True" else ""
    if reason == "PodsReadyTimeout":
        message = "not all its pods were ready in time, so Kueue has stopped it and tries again later"
        return (
            message,
            "find out why nodes or images came late; a longer 'queueing.ready_timeout' waits for them",
        )
    if reason == "Preempted":
        message = "Kueue has stopped it, because others needed their own GPUs or have a higher priority"
        return message, "wait; a larger 'gpu_quota' of its namespace keeps others from taking them back"
    return "others use the quota; it starts when they have ended", "kubectl get workloads.kueue.x-k8s.io -A shows them"
