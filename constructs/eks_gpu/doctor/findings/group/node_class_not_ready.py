"""A node class of Karpenter or Auto Mode is not ready, so that no node of its pools starts.

**Why.** The provisioner looks subnets, security groups, the AMI, the instance profile and reservations up by what the
class says. If it finds none of one kind, or EC2 refuses a dry run, the class is not ready and its pools are left out:
their pods wait. The conditions are those of aws/karpenter-provider-aws v1.14.1, `pkg/apis/v1/ec2nodeclass_status.go`.

**Fix.** Look at the condition's message; apply the cluster stack if something of it is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

_ABOUT = {
    "SubnetsReady": "the subnets of the file's zones exist, and the stack of the network was applied",
    "SecurityGroupsReady": "the security groups exist, and the stack of the cluster was applied",
    "AMIsReady": "the release in 'ami_release' exists for this Kubernetes version and architecture",
    "InstanceProfileReady": "the role of the nodes exists, and Karpenter's role may pass it",
    "CapacityReservationsReady": "the reservations exist in this account and region, and have not ended",
    "PlacementGroupReady": "the placement group exists",
    "ValidationSucceeded": "Karpenter's role may start instances: its message names the refused action",
}
BAD = """\
# kubectl get ec2nodeclasses.karpenter.k8s.aws gpu -o yaml
kind: EC2NodeClass
metadata: {name: gpu}
status:
  conditions:
  - {type: AMIsReady, status: "False", reason: AMINotFound, message: AMISelector did not match any AMIs}
  - {type: Ready, status: "False", reason: AMINotFound}
"""
GOOD = """\
# kubectl get ec2nodeclasses.karpenter.k8s.aws gpu -o yaml
kind: EC2NodeClass
metadata: {name: gpu}
status:
  conditions:
  - {type: AMIsReady, status: "True", reason: AMIsReady}
  - {type: Ready, status: "True", reason: Ready}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look at the conditions of every node class."""
    for node_class in situation.seen.provisioning("EC2NodeClass", "NodeClass"):
        for condition in node_class.failing:
            message = f"{condition.type} is False ({condition.reason}), so no node of its pools starts"
            fix = f"check that {_ABOUT.get(condition.type, 'what the message names exists')}"
            where = f"node class {node_class.name}"
            yield error(__name__, where, message, fix, groups=(node_class.name,), seen=(condition.message,))
