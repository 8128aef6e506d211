"""The node monitoring agent can no longer watch the GPUs; the GPUs themselves may be healthy.

**Why.** `DCGMError` means that the agent cannot reach NVIDIA's host engine. The condition stays until the agent's pod
is recreated, even if the engine runs again (aws/eks-node-monitoring-agent#266, aws/containers-roadmap#2555). With node
repair on, EKS then replaces a healthy node. Without the fabric manager, GPUs with NVSwitch cannot reach each other.

**Fix.** Check that `dcgm-server` runs on the node, then restart the agent's pod there. Look at the GPU only if the
finding returns.
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
    """Look for reasons of the condition that concern the monitoring rather than the GPU."""
    for gpu in situation.groups.gpu_nodes:
        condition = gpu.node.condition("AcceleratedHardwareReady")
        if condition is None or condition.status != "False":
            continue
        seen = (f"{condition.reason}: {condition.message}",)
        if condition.reason == "DCGMError":
            message = "the node monitoring agent cannot reach DCGM; it reports no fault of the GPU itself"
            fix = _fix(situation, gpu)
            yield warning(__name__, gpu.where, message, fix, groups=gpu.groups, seen=seen)
        elif condition.reason == "FabricManagerNotRunning":
            message = "the fabric manager does not run: the GPUs cannot reach each other, and jobs on several GPUs fail"
            yield error(__name__, gpu.where, message, terminate(gpu), groups=gpu.groups, seen=seen)


def _fix(situation: Situation, gpu: GpuNode) -> str:
    """Check the host engine first, which has to run on the node; then the agent, which does not retry by itself."""
    name = gpu.node.name
    served = any(pod.name.startswith("dcgm-server") for pod in situation.seen.pods_on.get(name, ()))
    engine = "kubectl -n kube-system get pods -l k8s-app=dcgm-server -o wide: one must run on this node"
    if situation.programs.shows_all("Pod") and not served:
        deploy = f"cdktf deploy {situation.design.name}-cluster"
        engine = f"{deploy}, which lets dcgm-server tolerate the taints: none of its pods runs on this node"
    return (
        f"{engine}; then kubectl -n kube-system delete pod -l app.kubernetes.io/name=eks-node-monitoring-agent "
        f"--field-selector spec.nodeName={name}, because the condition stays until the agent restarts"
    )
