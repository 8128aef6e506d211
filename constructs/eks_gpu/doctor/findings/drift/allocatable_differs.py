"""A node offers less CPU, memory or room for pods than the design assumes.

**Why.** `eks-gpu check` judges workloads by what a node of their group will offer. If the node offers less, a pod that
the check calls `runs` stays Pending. The cause is another AMI, another kubelet configuration or other network settings.

**Fix.** Find what changes kubelet's reserves or its pod limit, or lower the workload's requests.
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
    """Compare allocatable with the model, resource by resource; GPUs have their own rule."""
    reported: set[tuple[str, ...]] = set()
    for gpu in situation.groups.gpu_nodes:
        has = amounts(gpu.node.status.allocatable)
        if gpu.model is None or not has:
            continue
        short = [
            f"{name} {shown(name, has[name])} instead of {shown(name, wanted)}"
            for name, wanted in gpu.model.allocatable.items()
            # The file system itself uses a few percent of the disk, which is not a difference.
            if name != GPU and name in has and has[name] < wanted * (0.93 if name == "ephemeral-storage" else 1)
        ]
        # Nodes of a group are alike, so one finding is enough.
        key = (*gpu.groups, gpu.node.instance_type, *short)
        if short and key not in reported:
            reported.add(key)
            message = f"the node offers less than the design assumes: {'; '.join(short)}"
            fix = (
                "find what changes kubelet's configuration there; until then lower the workloads' requests by that much"
            )
            yield warning(__name__, gpu.where, message, fix, groups=gpu.groups)
