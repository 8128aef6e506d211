"""The node monitoring agent has lost what it watches GPUs by; the GPU itself may be well.

**Why.** `DCGMError` says that the agent does not reach NVIDIA's host engine. It stays after that is mended, until the
agent's pod is made anew (aws/eks-node-monitoring-agent#266, aws/containers-roadmap#2555); with node repair on, EKS
replaces a healthy node. Without the fabric manager GPUs with NVSwitch do not reach each other.

**Fix.** See that `dcgm-server` runs on the node, then restart the agent's pod there; only where the finding comes back
look at the GPU.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.findings._about import terminate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.gpu_node import GpuNode
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("driver-missing",)

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  conditions:
    - type: AcceleratedHardwareReady
      status: "False"
      reason: DCGMError
      message: "failed to initialize DCGM: Error connecting to nv-hostengine"
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  conditions:
    - type: AcceleratedHardwareReady
      status: "True"
      reason: NvidiaAcceleratedHardwareIsReady
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """The reasons of the condition that speak of the watcher and not of the watched."""
    for gpu in situation.gpu_nodes:
        condition = gpu.node.condition("AcceleratedHardwareReady")
        if condition is None or condition.status != "False":
            continue
        seen = (f"{condition.reason}: {condition.message}",)
        if condition.reason == "DCGMError":
            message = "the node monitoring agent lost its way to DCGM; of the GPU itself nothing bad is said"
            fix = _fix(situation, gpu)
            yield warning(__name__, gpu.where, message, fix, groups=gpu.groups, seen=seen)
        elif condition.reason == "FabricManagerNotRunning":
            message = "the fabric manager does not run: its GPUs do not reach each other, and jobs over several fail"
            yield error(__name__, gpu.where, message, terminate(gpu), groups=gpu.groups, seen=seen)


def _fix(situation: Situation, gpu: GpuNode) -> str:
    """Its host engine first, which has to run on the node; then the agent, which does not look again by itself."""
    name = gpu.node.name
    served = any(pod.name.startswith("dcgm-server") and pod.spec.node == name for pod in situation.seen.pods)
    engine = "kubectl -n kube-system get pods -l k8s-app=dcgm-server -o wide: one must run on this node"
    if situation.shows_all("Pod") and not served:
        deploy = f"cdktf deploy {situation.design.name}-cluster"
        engine = f"no pod of dcgm-server runs on it: {deploy} lets it tolerate the taints"
    return (
        f"{engine}; then kubectl -n kube-system delete pod -l app.kubernetes.io/name=eks-node-monitoring-agent "
        f"--field-selector spec.nodeName={name}: until then the finding stays"
    )
