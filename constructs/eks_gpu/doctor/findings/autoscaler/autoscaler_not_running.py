"""The autoscaler's pod is not ready.

**Why.** While it crashes or waits for a node itself, nothing adds or removes GPU nodes.

**Fix.** Read the last line of its log. `NoCredentialProviders` and `loopback` point to Pod Identity: the agent add-on
is missing, or the association was created after the pod. If the pod is Pending, the system nodes have no room for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("autoscaler-denied", "autoscaler-identity-missing", "autoscaler-access", "addon-unhealthy", "node-not-ready")
SYMPTOM = True

BAD = """\
# kubectl -n kube-system get pod cluster-autoscaler-6d5f7c9b8-abcde -o yaml
kind: Pod
metadata: {name: cluster-autoscaler-6d5f7c9b8-abcde, namespace: kube-system}
status:
  containerStatuses:
    - name: main
      ready: false
      restartCount: 7
      state: {waiting: {reason: CrashLoopBackOff}}
      lastState: {terminated: {reason: Error, exitCode: 255}}
"""
GOOD = """\
# kubectl -n kube-system get pod cluster-autoscaler-6d5f7c9b8-abcde -o yaml
kind: Pod
metadata: {name: cluster-autoscaler-6d5f7c9b8-abcde, namespace: kube-system}
status:
  containerStatuses:
    - name: main
      ready: true
      restartCount: 0
      state: {running: {}}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Pods of the autoscaler, if none of them is ready."""
    pods = situation.programs.autoscaler_pods
    if not situation.design.autoscaled or not pods or any(_ready(pod.statuses, pod.status.phase) for pod in pods):
        return
    pod = pods[0]
    waiting = [status.state.waiting.reason for status in pod.statuses if status.state.waiting]
    ended = [status.last.terminated.reason for status in pod.statuses if status.last.terminated]
    state = ", after ".join(filter(None, [*waiting[:1], *ended[:1]])) or pod.status.phase or "not ready"
    log = [line for line in situation.seen.log("autoscaler") if line[:1] in {"F", "E"} or "panic" in line][:2]
    quotes = situation.told(pod, "FailedScheduling", "Failed", "FailedCreatePodSandBox", "BackOff")
    namespace = pod.metadata.namespace or "kube-system"
    fix = f"kubectl -n {namespace} logs {pod.name} --previous | tail -20"
    if pod.waits_for_node:
        fix = f"kubectl -n {namespace} describe pod {pod.name}: it needs a system node that is Ready and has room"
    elif ended[:1] == ["OOMKilled"]:
        fix = "raise its memory limit: the kernel killed it for memory; in large clusters 600Mi is too little"
    message = f"the autoscaler's pod is {state}: until it runs, nothing adds or removes GPU nodes"
    yield error(__name__, f"pod {pod.full_name}", message, fix, seen=(*log, *quotes))


def _ready(statuses: object, phase: str) -> bool:
    known = [status.ready for status in statuses] if isinstance(statuses, tuple) else []
    return phase == "Running" and all(known)
