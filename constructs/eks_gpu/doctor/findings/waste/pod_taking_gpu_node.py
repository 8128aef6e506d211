"""A pod that requests no GPU occupies a GPU node.

**Why.** The group's taint keeps such pods away, unless they tolerate every taint. They use the node's CPU, and the
autoscaler may not be able to move them.

**Fix.** Remove the toleration, or let the pod select other nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import warning
from eks_gpu.doctor.findings._about import pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl -n kube-system get pod prometheus-0 -o yaml
kind: Pod
metadata:
  name: prometheus-0
  namespace: kube-system
  ownerReferences:
    - {kind: StatefulSet, name: prometheus}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
  containers:
    - {name: prometheus, image: "prometheus:v3"}
status:
  phase: Running
"""
GOOD = """\
# kubectl -n kube-system get pod prometheus-0 -o yaml
kind: Pod
metadata:
  name: prometheus-0
  namespace: kube-system
  ownerReferences:
    - {kind: StatefulSet, name: prometheus}
spec:
  nodeName: ip-10-0-1-10.us-west-2.compute.internal
  nodeSelector: {eks-gpu.io/group: system}
  containers:
    - {name: prometheus, image: "prometheus:v3"}
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Pods of controllers on nodes of the declared GPU groups."""
    gpu = {gpu_node.node.name: gpu_node.groups for gpu_node in situation.groups.gpu_nodes if gpu_node.models}
    found = [
        pod
        for pod in situation.seen.pods
        if pod.spec.node in gpu
        and not pod.over
        # The requests of a pod from a table are unknown; static pods belong to their node.
        and pod.spec.containers
        and pod.owner not in {"DaemonSet", "Node"}
        and not situation.gpu_pods.wants_gpu(pod)
        and situation.gpu_pods.workload_of(pod) is None
    ]
    if found:
        groups = sorted({name for pod in found for name in gpu[pod.spec.node]})
        message = f"it requests no GPU, but runs on the GPU node {found[0].spec.node}"
        fix = "give it the nodeSelector eks-gpu.io/group: system, or remove its toleration of nvidia.com/gpu"
        yield warning(__name__, pods(found), message, fix, groups=groups)
