"""A machine that Karpenter or Auto Mode asked for does not become a node that pods can use.

**Why.** A NodeClaim is launched by EC2, registered when its node joins, and initialized when the node is ready and
offers all resources that its pods ask for. Karpenter gives a claim up that is not registered after 15 minutes; one that
never offers its GPUs stays, and is billed (kubernetes-sigs/karpenter v1.14.0, `pkg/controllers/nodeclaim/lifecycle`).

**Fix.** Not launched: EC2 has no capacity, or refuses; add types, zones or another kind of capacity. Not registered:
the machine does not reach the API server, or its role may not join. Not initialized: the device plugin has not
registered the resource, or offers another name than the pods ask for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import Condition, Provisioning
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = (Stage.ACCOUNT, "node-class-not-ready")
# Minutes that the step usually takes at most.
_USUAL = {"Launched": 2, "Registered": 8, "Initialized": 12}
_LACKS = {
    "Launched": "EC2 has not started it",
    "Registered": "it has not joined the cluster",
    "Initialized": "pods cannot use all of it",
}
_NEXT = {
    "Launched": "add instance types, zones or another kind of 'capacity' to the pool; `eks-gpu doctor` names quotas",
    "Registered": "look at the instance's console output, and at the access entry of the nodes' role",
    "Initialized": "look at the device plugin's pod on this node, and at the pool's 'sharing' for the resource's name",
}
BAD = """\
# kubectl get nodeclaims.karpenter.sh gpu-7xk2p -o yaml
kind: NodeClaim
metadata:
  name: gpu-7xk2p
  labels: {karpenter.sh/nodepool: gpu}
  creationTimestamp: "2026-11-20T09:30:00Z"
status:
  conditions:
  - {type: Launched, status: "True", reason: Launched}
  - {type: Registered, status: "True", reason: Registered}
  - type: Initialized
    status: Unknown
    reason: ResourceNotRegistered
    message: Resource "nvidia.com/gpu" was requested but not registered
"""
GOOD = """\
# kubectl get nodeclaims.karpenter.sh gpu-7xk2p -o yaml
kind: NodeClaim
metadata:
  name: gpu-7xk2p
  labels: {karpenter.sh/nodepool: gpu}
  creationTimestamp: "2026-11-20T09:30:00Z"
status:
  conditions:
  - {type: Launched, status: "True", reason: Launched}
  - {type: Registered, status: "True", reason: Registered}
  - {type: Initialized, status: "True", reason: Initialized}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Find the first step that each claim has not done."""
    for claim in situation.seen.provisioning("NodeClaim"):
        if claim.metadata.deletion:
            continue
        steps = (claim.condition(step) for step in _USUAL)
        stuck = next((one for one in steps if one is not None and one.status != "True"), None)
        if stuck is not None:
            yield _finding(situation, claim, stuck)


def _finding(situation: Situation, claim: Provisioning, stuck: Condition) -> Finding:
    age = situation.seen.minutes_since(claim.metadata.creation)
    late = age is None or age > _USUAL[stuck.type] or stuck.status == "False"
    old = "" if age is None else f", {age:.0f} minutes after it was asked for"
    message = f"{_LACKS[stuck.type]} ({stuck.reason or stuck.status}){old}"
    fix = _NEXT[stuck.type] if late else "wait: machines with GPUs take some minutes"
    where, groups = f"node claim {claim.name}", (claim.pool,) if claim.pool else ()
    return (error if late else warning)(__name__, where, message, fix, groups=groups, seen=(stuck.message,))
