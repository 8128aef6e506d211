"""A node is Ready, but offers fewer GPUs than it has.

**Why.** The scheduler counts the GPUs that kubelet offers. Kubelet offers none until the device plugin has registered,
and none after the plugin was lost. Pods then wait with `Insufficient nvidia.com/gpu` next to a GPU node that costs
money.

**Fix.** Look at the device plugin on that node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = (Stage.DEVICES, "ami-type-differs", "gpu-hardware", "node-pressure")
# A node becomes Ready before its GPUs are registered.
_MINUTES = 5
SYMPTOM = True

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  capacity: {nvidia.com/gpu: "0"}
  allocatable: {nvidia.com/gpu: "0"}
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  capacity: {nvidia.com/gpu: "1"}
  allocatable: {nvidia.com/gpu: "1"}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare kubelet's number of GPUs with the design's."""
    for gpu in situation.groups.gpu_nodes:
        has, wanted = gpu.gpus, gpu.expected_gpus
        if not gpu.node.ready or has is None or has >= wanted or situation.programs.dra_driver_on(gpu.node):
            continue
        age = situation.seen.minutes_since(gpu.node.metadata.creation)
        young = age is not None and age < _MINUTES
        kind = gpu.node.instance_type or "its type"
        message = f"the node offers {has} nvidia.com/gpu, but {kind} has {wanted}"
        if young:
            message, fix = (
                f"{message}; the node is {age:.0f} minutes old",
                "wait a minute: the device plugin registers GPUs after the node starts",
            )
        else:
            fix = (
                f"kubectl -n kube-system get pods --field-selector spec.nodeName={gpu.node.name} | grep device-plugin, "
                "and its log; restart that pod, and terminate the instance if that does not help"
            )
        yield (warning if young else error)(__name__, gpu.where, message, fix, groups=gpu.groups)
