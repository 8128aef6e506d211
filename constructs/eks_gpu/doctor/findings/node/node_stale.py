"""A Kubernetes node whose instance is not in any Auto Scaling group.

**Why.** Somebody terminated the instance, or the group was replaced. Pods bound to the node seem to run, or never end.
The cloud controller removes such nodes within minutes, unless a finalizer holds them.

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
    """Compare the nodes of declared groups with the instances of those groups, if these are known."""
    groups = [(one, pool) for one, _, pool in situation.groups.scaling_groups]
    instances = {instance.id for one, _ in groups for instance in one.instances}
    for gpu in situation.groups.gpu_nodes:
        # The group of another zone shows nothing about this zone's instances.
        mine = any(pool is gpu.pool for _, pool in groups)
        if mine and not gpu.node.ready and gpu.node.instance_id and gpu.node.instance_id not in instances:
            message = f"its instance {gpu.node.instance_id} is no longer in any Auto Scaling group"
            fix = f"kubectl delete node {gpu.node.name}; their controllers then recreate its pods on other nodes"
            yield error(__name__, gpu.where, message, fix, groups=gpu.groups)
