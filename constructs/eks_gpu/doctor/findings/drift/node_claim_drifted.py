"""A node of a pool differs from what its pool asks for now, and will be replaced.

**Why.** After an edit of a pool, or with a new AMI, Karpenter marks the nodes that were started before as drifted, and
replaces them within the pool's budgets. Pods on them are evicted, jobs start again. A node whose pods refuse that
(`evictable: false`), or that no budget lets go, stays as it is.

**Fix.** Nothing, if the replacement is meant. To choose its time, give the pool a budget with `reasons: [drifted]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl get nodeclaims.karpenter.sh gpu-7xk2p -o yaml
kind: NodeClaim
metadata:
  name: gpu-7xk2p
  labels: {karpenter.sh/nodepool: gpu}
status:
  nodeName: ip-10-0-1-23.us-west-2.compute.internal
  conditions:
  - {type: Initialized, status: "True", reason: Initialized}
  - {type: Drifted, status: "True", reason: AMIDrift}
"""
GOOD = """\
# kubectl get nodeclaims.karpenter.sh gpu-7xk2p -o yaml
kind: NodeClaim
metadata:
  name: gpu-7xk2p
  labels: {karpenter.sh/nodepool: gpu}
status:
  nodeName: ip-10-0-1-23.us-west-2.compute.internal
  conditions:
  - {type: Initialized, status: "True", reason: Initialized}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look for claims that have drifted."""
    for claim in situation.seen.provisioning("NodeClaim"):
        drifted = claim.condition("Drifted")
        if drifted is None or drifted.status != "True" or claim.metadata.deletion:
            continue
        node = f"; its node is {claim.status.node}" if claim.status.node else ""
        message = f"it differs from its pool ({drifted.reason}), so its provisioner replaces it{node}"
        fix = "nothing, if that is meant; else a budget with 'reasons: [drifted]' says when"
        where, groups = f"node claim {claim.name}", (claim.pool,) if claim.pool else ()
        yield warning(__name__, where, message, fix, groups=groups)
