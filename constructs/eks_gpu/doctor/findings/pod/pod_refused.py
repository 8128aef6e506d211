"""Kubelet refused a pod that the scheduler had placed, or Kubernetes refused to create one.

**Why.** `UnexpectedAdmissionError` and `OutOfnvidia.com/gpu` mean that the node lost devices after the pod was placed.
`exceeded quota` means that the namespace has used up its GPUs. Then no pod is created at all, and only an event reports
it.

**Fix.** Look at the device plugin and the GPU, or raise the namespace's quota.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("gpu-hardware", "device-plugin-failing", "driver-missing")
_REASONS = ("UnexpectedAdmissionError", "OutOf", "Evicted")
SYMPTOM = True

BAD = """\
# kubectl -n team get events -o yaml
kind: Event
involvedObject: {kind: ReplicaSet, name: serve-7c9d4f6b5, namespace: team}
reason: FailedCreate
message: >-
  Error creating: pods "serve-7c9d4f6b5-abcde" is forbidden: exceeded quota: gpu,
  requested: requests.nvidia.com/gpu=1, used: requests.nvidia.com/gpu=4, limited: requests.nvidia.com/gpu=4
"""
GOOD = """\
# kubectl -n team get events -o yaml
kind: Event
involvedObject: {kind: ReplicaSet, name: serve-7c9d4f6b5, namespace: team}
type: Normal
reason: SuccessfulCreate
message: "Created pod: serve-7c9d4f6b5-abcde"
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Failed GPU pods by their reason, then events about quotas."""
    failed = [
        pod
        for pod in situation.seen.pods
        if pod.status.phase == "Failed"
        and pod.status.reason.startswith(_REASONS[:2])
        and situation.gpu_pods.wants_gpu(pod)
    ]
    if failed:
        message = f"kubelet refused it: {failed[0].status.reason}"
        fix = (
            f"kubectl get pods -A -o wide --field-selector spec.nodeName={failed[0].spec.node} | grep device-plugin, "
            "then read its log: the node lost devices after the pod was placed; then delete the failed pods"
        )
        if "maximum request size for shared resources" in failed[0].status.message:
            message = "kubelet refused it: it requests several shares of a GPU, which would not give it more of the GPU"
            fix = "request 1: a share lets the pod use the GPU, and does not reserve a part of it"
        yield error(__name__, pods(failed), message, fix, seen=[failed[0].status.message])
    reported: set[str] = set()
    for event in reversed(situation.seen.events):
        text = event.message
        namespace = event.about.namespace or event.metadata.namespace or "default"
        if event.reason == "FailedCreate" and "exceeded quota" in text and "gpu" in text and namespace not in reported:
            reported.add(namespace)
            used = re.search(r"exceeded quota: (\S+), requested: (\S+), used: (\S+), limited: (\S+)", text)
            use = f": {used[3]} of {used[4]}" if used else ""
            declared = [one for one in situation.design.spec.namespaces if one.name == namespace]
            fix = "raise gpu_quota of the namespace in the cluster file" if declared else "raise its ResourceQuota"
            message = f"the GPU quota of namespace {namespace} is used up{use}: Kubernetes creates no more pods"
            where = f"{event.about.kind.lower()} {namespace}/{event.about.name}"
            yield error(__name__, where, message, f"{fix}, or wait for pods there to end", seen=[text])
