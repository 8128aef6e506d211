"""EKS reports that the cluster itself is unhealthy.

**Why.** A control plane that is not ACTIVE, or has lost its role, subnets or key, accepts no nodes and schedules no
pods.

**Fix.** Follow the issue that EKS reports. The usual cause is a resource or permission that was removed outside
Terraform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

# A control plane works while EKS updates it.
_WELL = {"", "ACTIVE", "UPDATING"}

BAD = """\
# aws eks describe-cluster
cluster:
  name: vision
  health:
    issues:
      - {code: IamRoleNotFound, message: The cluster role could not be found}
"""
GOOD = """\
# aws eks describe-cluster
cluster:
  name: vision
  health:
    issues: []
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Status and issues of the cluster."""
    for cluster in situation.seen.clusters:
        issues = [f"{issue.code}: {issue.message}" for issue in cluster.health.issues]
        if cluster.status not in _WELL or issues:
            status = cluster.status or "unhealthy"
            message = f"EKS reports the cluster as {status}" + (f": {issues[0]}" if issues else "")
            fix = "fix the cause that EKS names; `terraform plan` of the cluster stack shows changes made outside it"
            yield error(__name__, f"cluster {cluster.name}", message, fix, seen=issues)
