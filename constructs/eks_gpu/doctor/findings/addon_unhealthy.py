"""An EKS add-on is degraded or failed.

**Why.** Without vpc-cni nodes stay NotReady, without the Pod Identity agent the autoscaler has no permissions, without
CoreDNS pods find nothing.

**Fix.** What EKS says of it; `InsufficientNumberOfReplicas` means that its pods find no node or do not start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation import Situation

STAGE = Stage.CLUSTER
FOLLOWS = ("cluster-unhealthy", "node-group-unhealthy", "quota-exceeded", "capacity-insufficient")
_WELL = {"", "ACTIVE", "CREATING", "UPDATING"}


def examine(situation: Situation) -> Iterator[Finding]:
    """Status and issues of each."""
    for addon in situation.seen.addons:
        issues = [f"{issue.code}: {issue.message}" for issue in addon.health.issues]
        if addon.status not in _WELL or issues:
            message = f"EKS calls the add-on {addon.status}" + (f": {issues[0]}" if issues else "")
            fix = (
                f"kubectl -n kube-system get pods -o wide | grep {addon.name}, then describe the one that is not ready"
            )
            yield error(__name__, f"add-on {addon.name}", message, fix, seen=issues)
