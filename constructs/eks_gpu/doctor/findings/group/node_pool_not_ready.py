"""A node pool is not ready, so that its provisioner leaves it out.

**Why.** Karpenter ignores pools that it finds invalid, whose node class is missing or not ready, or whose nodes did not
register. Pods that only this pool would run wait (kubernetes-sigs/karpenter v1.14.0, `pkg/apis/v1/nodepool_status.go`).

**Fix.** Look at the condition's message. If nodes did not register, the log of one of the machines says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("node-class-not-ready",)
# A pool whose nodes failed to register is still used.
_USED = "NodeRegistrationHealthy"
BAD = """\
# kubectl get nodepools.karpenter.sh gpu -o yaml
kind: NodePool
metadata: {name: gpu}
status:
  conditions:
  - {type: NodeClassReady, status: "False", reason: NodeClassNotFound, message: NodeClass not found on cluster}
  - {type: Ready, status: "False", reason: NodeClassNotFound}
"""
GOOD = """\
# kubectl get nodepools.karpenter.sh gpu -o yaml
kind: NodePool
metadata: {name: gpu}
status:
  conditions:
  - {type: NodeClassReady, status: "True", reason: NodeClassReady}
  - {type: Ready, status: "True", reason: Ready}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look at the conditions of every node pool."""
    for pool in situation.seen.provisioning("NodePool"):
        for condition in pool.failing:
            if condition.type == _USED:
                message = f"the last nodes of this pool did not come ({condition.reason})"
                fix = f"kubectl get nodeclaims -l karpenter.sh/nodepool={pool.name}, and the events of the newest one"
                report = warning
            else:
                message = f"{condition.type} is False ({condition.reason}), so the provisioner leaves the pool out"
                fix = "do what the message says; apply the stacks if an object is missing"
                report = error
            yield report(
                __name__, f"node pool {pool.name}", message, fix, groups=(pool.name,), seen=(condition.message,)
            )
