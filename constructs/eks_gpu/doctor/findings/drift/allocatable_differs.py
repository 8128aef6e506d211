"""A node offers less CPU, memory or room for pods than the design counts on.

**Why.** Workloads are judged by what a node of their group will offer; with less, a pod that `eks-gpu check` calls
`runs` stays Pending. Another AMI, another kubelet configuration or other network settings do that.

**Fix.** Find what changes kubelet's reserves or its limit of pods, or give the workload less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import warning
from eks_gpu.doctor.situation.amounts import amounts
from eks_gpu.scheduling.amounts import GPU, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  allocatable: {memory: 12000000Ki}
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  allocatable: {memory: 15256576Ki}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Allocatable against the model, resource by resource; GPUs have a rule of their own."""
    told: set[tuple[str, ...]] = set()
    for gpu in situation.gpu_nodes:
        has = amounts(gpu.node.status.allocatable)
        if gpu.model is None or not has:
            continue
        short = [
            f"{name} {shown(name, has[name])} instead of {shown(name, wanted)}"
            for name, wanted in gpu.model.allocatable.items()
            # The file system itself takes a few hundredths of the disk; that is no difference.
            if name != GPU and name in has and has[name] < wanted * (0.93 if name == "ephemeral-storage" else 1)
        ]
        # Nodes of a group are alike; one speaks for all.
        key = (*gpu.groups, gpu.node.instance_type, *short)
        if short and key not in told:
            told.add(key)
            message = f"it offers less than the design counts on: {'; '.join(short)}"
            fix = "see what changes kubelet's configuration there; until then leave that much room in the workloads"
            yield warning(__name__, gpu.where, message, fix, groups=gpu.groups)
