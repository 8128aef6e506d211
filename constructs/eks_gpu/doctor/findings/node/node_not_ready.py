"""A node is not Ready.

**Why.** Kubernetes places no pods on the node, and its GPU costs money. If more than three nodes and more than 45 % of
all are not Ready, the autoscaler stops.

**Fix.** Follow the message. `cni plugin not initialized` points to the add-on vpc-cni. `Kubelet stopped posting node
status` means that the machine is gone, is out of memory, or has no network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import Condition, Node
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("addon-unhealthy", "cluster-unhealthy", "node-stale")
# Minutes from the start of an instance to Ready; a younger node is still starting.
_MINUTES = 6
SYMPTOM = True

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata:
  name: ip-10-0-64-20.us-west-2.compute.internal
  creationTimestamp: 2026-11-19T08:00:00Z
status:
  conditions:
    - type: Ready
      status: "False"
      reason: KubeletNotReady
      message: "container runtime network not ready: cni plugin not initialized"
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata:
  name: ip-10-0-64-20.us-west-2.compute.internal
  creationTimestamp: 2026-11-19T08:00:00Z
status:
  conditions:
    - type: Ready
      status: "True"
      reason: KubeletReady
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """The condition of every node, GPU or not."""
    gpu = {gpu_node.node.name: gpu_node.groups for gpu_node in situation.groups.gpu_nodes}
    for node in situation.seen.nodes:
        condition = node.condition("Ready")
        if node.ready or condition is None or node.metadata.deletion:
            continue
        kind = "GPU node" if node.name in gpu else "node"
        reason = condition.message or condition.reason or condition.status
        age = situation.seen.minutes_since(node.metadata.creation)
        young = age is not None and age < _MINUTES
        message = f"this {kind} is not Ready: {reason}"
        tell = warning if young else error
        groups = gpu.get(node.name, ())
        yield tell(__name__, f"node {node.name}", message, _fix(node, condition, young=young), groups=groups)


def _fix(node: Node, condition: Condition, *, young: bool) -> str:
    if young:
        return "wait a few minutes: the node has just started"
    if "cni" in condition.message.lower() or "NetworkPluginNotReady" in condition.message:
        return (
            f"kubectl -n kube-system get pods --field-selector spec.nodeName={node.name} | grep aws-node, then read "
            "its log: it has no permissions, the subnet has no addresses left, or the add-on vpc-cni is missing"
        )
    if condition.status == "Unknown" or "stopped posting" in condition.message:
        return (
            f"aws ec2 describe-instance-status --instance-ids {node.instance_id or 'INSTANCE'}; if it is gone, kubectl "
            f"delete node {node.name}, else terminate it: the group starts another"
        )
    return (
        f"kubectl describe node {node.name}; if nothing there helps, terminate the instance: the group starts another"
    )
