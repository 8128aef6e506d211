"""A running GPU node lacks a label or taint of its group, or has a taint that nobody declared.

**Why.** Nodes get labels and taints when they join, so an edit never reaches old nodes. Without the group's taint,
other pods fill the GPU node. An undeclared taint keeps GPU pods away.

**Fix.** Replace the node, or remove the taint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.situation.amounts import taints_seen
from eks_gpu.scheduling.taints import repelling, tolerations_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.gpu_node import GpuNode
    from eks_gpu.doctor.situation.whole import Situation
    from eks_gpu.scheduling.taints import Taint

# Temporary taints of Kubernetes, the autoscaler, EKS and add-ons. The interruption handler sets the first of the last
# four before an instance ends; tools that prepare a node set the other three, which the autoscaler ignores.
_PASSING = (
    "node.kubernetes.io/",
    "node.cloudprovider.kubernetes.io/",
    "ToBeDeletedByClusterAutoscaler",
    "DeletionCandidateOfClusterAutoscaler",
    "node.eks.amazonaws.com/",
    "eks.amazonaws.com/",
    "ebs.csi.aws.com/",
    "efs.csi.aws.com/",
    "fsx.csi.aws.com/",
    "s3.csi.aws.com/",
    "aws-node-termination-handler/",
    "startup-taint.cluster-autoscaler.kubernetes.io/",
    "status-taint.cluster-autoscaler.kubernetes.io/",
    "ignore-taint.cluster-autoscaler.kubernetes.io/",
)

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
spec:
  taints:
    - {key: nvidia.com/gpu, value: present, effect: NoSchedule}
    - {key: dedicated, value: ml, effect: NoSchedule}
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
spec:
  taints:
    - {key: nvidia.com/gpu, value: present, effect: NoSchedule}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare labels and taints with the group's; a node from a table has neither."""
    for gpu in situation.groups.gpu_nodes:
        if gpu.models is None or not gpu.is_whole:
            continue
        group = gpu.models.group
        there = taints_seen(gpu.node.spec.taints)
        # Pods tolerate the GPU taint with every value.
        strange = repelling(there, tolerations_of(group.taints))
        extra = [taint for taint in strange if not taint.key.startswith(_PASSING)]
        gone = [str(taint) for taint in group.taints if taint not in there]
        unlabelled = [f"{key}={value}" for key, value in group.labels.items() if gpu.node.labels.get(key) != value]
        if extra and (gpu.is_ours or not _is_harmless(situation, gpu)):
            yield _extra(situation, gpu, extra)
        # A node created by another tool never had them; `node-undeclared` reports it.
        if (gone or unlabelled) and gpu.is_ours:
            message = f"the node lacks {', '.join([*gone, *unlabelled])}"
            fix = f"drain and terminate the node: nodes get labels and taints of {group.name} only when they join"
            yield warning(__name__, gpu.where, message, fix, groups=gpu.groups)


def _extra(situation: Situation, gpu: GpuNode, taints: list[Taint]) -> Finding:
    one = len(taints) == 1
    them, what = ("it", "the taint") if one else ("them", "taints")
    verb = "is" if one else "are"
    texts = ", ".join(map(str, taints))
    message = f"the node has {what} {texts}, which {verb} not declared: declared workloads do not tolerate {them}"
    removals = " ".join(f"{taint}-" for taint in taints)
    fix = f"kubectl taint node {gpu.node.name} {removals}, or declare {them} in the group's taints"
    tell = warning if _is_harmless(situation, gpu) else error
    return tell(__name__, gpu.where, message, fix, groups=gpu.groups)


def _is_harmless(situation: Situation, gpu: GpuNode) -> bool:
    """Whether the node offers GPUs, no pod waits, and a GPU pod that tolerates all of its taints runs there."""
    if not situation.seen.knows("Pod") or situation.gpu_pods.waiting or not gpu.gpus:
        return False
    taints = taints_seen(gpu.node.spec.taints)
    mine = (pod for pod in situation.seen.pods_on.get(gpu.node.name, ()) if situation.gpu_pods.wants_gpu(pod))
    return any(not repelling(taints, situation.gpu_pods.asking(pod).tolerations) for pod in mine)
