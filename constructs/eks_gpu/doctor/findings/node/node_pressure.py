"""A GPU node is short of disk, memory or process ids.

**Why.** Kubelet evicts pods and accepts no new ones. On GPU nodes the disk is the usual cause: large images fill it,
of 20 GiB each.

**Fix.** Raise `disk_gib`, or use fewer images. For memory, set requests to what the pods use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import terminate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

_FIXES = {
    "DiskPressure": "raise the group's disk_gib and apply the cluster stack, which replaces its nodes",
    "MemoryPressure": "raise the memory of the workloads there to what they use; kubectl top pods -A shows it",
    "PIDPressure": "find the pod on that node with thousands of processes or threads",
}

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  conditions:
    - type: DiskPressure
      status: "True"
      reason: KubeletHasDiskPressure
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  conditions:
    - type: DiskPressure
      status: "False"
      reason: KubeletHasNoDiskPressure
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Conditions of GPU nodes."""
    for gpu in situation.groups.gpu_nodes:
        for kind, fix in _FIXES.items():
            condition = gpu.node.condition(kind)
            if condition and condition.status == "True":
                message = f"{kind}: {condition.message or 'kubelet says so'}"
                yield error(__name__, gpu.where, message, f"{fix}; at once: {terminate(gpu)}", groups=gpu.groups)
