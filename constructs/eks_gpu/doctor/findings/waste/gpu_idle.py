"""A GPU node runs, and no pod on it uses a GPU.

**Why.** The node costs money. The autoscaler removes such a node after `scale_down_unneeded`, unless a pod on it may
not be moved, an annotation forbids it, or the group is at its minimum.

**Fix.** Remove the reason that keeps the node.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.kubernetes import NEVER_REMOVED, SAFE_TO_EVICT
from eks_gpu.doctor.finding import warning
from eks_gpu.doctor.findings._about import kubectl, logs_of
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.gpu_node import GpuNode
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = (
    "autoscaler-missing",
    "autoscaler-not-running",
    "autoscaler-denied",
    "gpus-not-allocatable",
    "pod-crashing",
    "pod-evicted",
    "pod-not-made",
    "pod-refused",
)
# Minutes in addition to the autoscaler's settings: the node starts, and its first pod pulls an image.
_MINUTES = 20
# simulator/cluster.go and eligibility.go of the autoscaler.
_STAYS = re.compile(r"(?:cannot be removed|is not suitable for removal|from delete consideration)[:\s-]*(.*)")

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata:
  name: ip-10-0-64-20.us-west-2.compute.internal
  creationTimestamp: 2026-11-19T08:00:00Z
  annotations: {cluster-autoscaler.kubernetes.io/scale-down-disabled: "true"}
---
# kubectl get pods -A -o yaml: no pod uses the GPU
kind: PodList
items:
  - metadata: {name: cluster-autoscaler-6d5f7c9b8-abcde, namespace: kube-system}
  - metadata: {name: aws-node-abcde, namespace: kube-system}
  - metadata: {name: nvidia-device-plugin-00000, namespace: kube-system}
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata:
  name: ip-10-0-64-20.us-west-2.compute.internal
  creationTimestamp: 2026-11-19T08:00:00Z
---
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Ready nodes above the minimum, without a pod that requests a GPU."""
    if not situation.seen.knows("Pod"):
        return
    settings = situation.design.spec.autoscaler
    patience = _MINUTES + (seconds(settings.scale_down_unneeded) + seconds(settings.scale_down_delay_after_add)) / 60
    sizes = Counter(id(gpu_node.pool) for gpu_node in situation.groups.gpu_nodes)
    busy = {pod.spec.node for pod in situation.seen.pods if not pod.over and situation.gpu_pods.wants_gpu(pod)}
    for gpu in situation.groups.gpu_nodes:
        age = situation.seen.minutes_since(gpu.node.metadata.creation)
        if gpu.node.name in busy or not gpu.node.ready or gpu.models is None or gpu.pool is None:
            continue
        if (age or 0) <= patience or sizes[id(gpu.pool)] <= gpu.pool.node_group.min or situation.gpu_pods.waiting:
            continue
        quotes = [line for line in situation.seen.log("autoscaler") if gpu.node.name in line and _STAYS.search(line)][
            :1
        ]
        why, fix = _kept(situation, gpu, sizes[id(gpu.pool)], quotes)
        what = "GPU" if gpu.expected_gpus == 1 else f"{gpu.expected_gpus} GPUs"
        message = f"no pod uses its {what}; the node is {age or 0:.0f} minutes old{why}"
        yield warning(__name__, gpu.where, message, fix, groups=gpu.groups, seen=quotes)


def _kept(situation: Situation, gpu: GpuNode, size: int, quotes: list[str]) -> tuple[str, str]:
    """The reason that keeps the node, one of `size` of its pool, and the fix."""
    name = gpu.node.name
    if gpu.node.metadata.annotations.get(NEVER_REMOVED) == "true":
        return f", and the annotation {NEVER_REMOVED} keeps it", f"kubectl annotate node {name} {NEVER_REMOVED}-"
    pods = [pod for pod in situation.seen.pods_on.get(name, ()) if not pod.over]
    kept = [pod for pod in pods if pod.metadata.annotations.get(SAFE_TO_EVICT) == "false"]
    bare = [pod for pod in pods if not pod.owner]
    for pod, why in [(pod, f"its annotation {SAFE_TO_EVICT}") for pod in kept] + [
        (pod, "its lack of a controller") for pod in bare
    ]:
        fix = (
            f"{kubectl(pod)} delete pod {pod.name}, if you do not need it: {why} "
            "keeps the node; pods without GPU belong on system nodes"
        )
        return f", and the autoscaler may not move {pod.full_name}", fix
    least = max(
        [one.scaling.min or 0 for one, _, pool in situation.groups.node_groups if pool is gpu.pool]
        + [one.min or 0 for one, _, pool in situation.groups.scaling_groups if pool is gpu.pool],
        default=0,
    )
    if least >= size:
        fix = f"cdktf deploy {situation.design.name}-cluster: the declared minimum is {_declared_min(gpu)}"
        return f", and the group's minimum of {least} in EKS keeps it", fix
    if quotes:
        match = _STAYS.search(quotes[0])
        budget = "kubectl get pdb -A; " if "disruption budget" in quotes[0] else ""
        fix = f"{budget}move or delete the pod that keeps it, or kubectl drain {name} if nobody needs the node"
        return f", and the autoscaler keeps it: {match[1].strip() if match else ''}", fix
    reason = f"{logs_of(situation)} | grep {name} shows why the node stays"
    return "", f"{reason}; kubectl drain {name} if nobody needs it"


def _declared_min(gpu: GpuNode) -> int:
    return gpu.pool.node_group.min if gpu.pool else 0
