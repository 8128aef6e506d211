"""A node of Kubernetes whose instance is in no Auto Scaling group.

**Why.** The instance was terminated by hand, or the group replaced; pods bound to the node look as if they ran, or
never end. The cloud controller removes such nodes within minutes, unless a finalizer holds them.

**Fix.** Delete the node object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata:
  name: ip-10-0-64-20.us-west-2.compute.internal
  creationTimestamp: 2026-11-19T08:00:00Z
spec:
  providerID: aws:///us-west-2a/i-0a1b2c3d4e5f6a000
status:
  conditions:
    - {type: Ready, status: Unknown, reason: NodeStatusUnknown}
---
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Instances: []
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata:
  name: ip-10-0-64-20.us-west-2.compute.internal
spec:
  providerID: aws:///us-west-2a/i-0a1b2c3d4e5f6a000
status:
  conditions:
    - {type: Ready, status: "True", reason: KubeletReady}
---
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Instances:
      - {InstanceId: i-0a1b2c3d4e5f6a000, LifecycleState: InService}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Nodes of the declaration's groups, where those groups' instances are known."""
    groups = [(one, pool) for one, _, pool in situation.scaling_groups]
    instances = {instance.id for one, _ in groups for instance in one.instances}
    for gpu in situation.gpu_nodes:
        # Another zone's group says nothing of this one's instances.
        mine = any(pool is gpu.pool for _, pool in groups)
        if mine and not gpu.node.ready and gpu.node.instance_id and gpu.node.instance_id not in instances:
            message = f"its instance {gpu.node.instance_id} is in no Auto Scaling group any more"
            fix = f"kubectl delete node {gpu.node.name}; its pods are then made anew elsewhere"
            yield error(__name__, gpu.where, message, fix, groups=gpu.groups)
