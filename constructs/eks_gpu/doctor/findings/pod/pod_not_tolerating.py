"""A pod does not tolerate a taint of the GPU groups.

**Why.** EKS adds a toleration for `nvidia.com/gpu` to pods that request this resource, and adds no other. The pod
itself must tolerate the group's own taints, and taints for shares with another name. A toleration matches a taint,
never a label.

**Fix.** Add the toleration, or declare the pod as a workload, which gets the toleration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl get pod notebook-0 -o yaml
kind: Pod
metadata: {name: notebook-0, namespace: default}
spec:
  containers:
    - name: notebook
      image: registry.example/notebook:1
      resources: {limits: {nvidia.com/gpu.shared: "1"}}
status:
  phase: Pending
---
# kubectl get events -o yaml
kind: Event
involvedObject: {kind: Pod, name: notebook-0, namespace: default}
reason: FailedScheduling
message: "0/1 nodes are available: 1 node(s) had untolerated taint {nvidia.com/gpu: present}."
"""
GOOD = """\
# kubectl get pod notebook-0 -o yaml
kind: Pod
metadata: {name: notebook-0, namespace: default}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
  containers:
    - name: notebook
      image: registry.example/notebook:1
      resources: {limits: {nvidia.com/gpu: "1"}}
  tolerations:
    - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Waiting pods that a taint, among others, keeps off the group that fits best."""
    for misfit in situation.misfits:
        taints = [obstacle.subject for obstacle in misfit.obstacles if obstacle.kind == "taint"]
        if taints:
            key, _, rest = taints[0].partition("=")
            value, _, effect = rest.partition(":")
            message = f"it does not tolerate {', '.join(taints)} of the group {misfit.group}"
            fix = (
                f"add to its tolerations: {{key: {key}, operator: Equal, value: {value!r}, effect: {effect}}}; "
                "EKS adds the toleration for the key nvidia.com/gpu to pods that request it"
            )
            quotes = situation.told(misfit.pods[0], "FailedScheduling", "NotTriggerScaleUp")
            yield error(__name__, pods(misfit.pods), message, fix, groups=(misfit.group,), seen=quotes)
