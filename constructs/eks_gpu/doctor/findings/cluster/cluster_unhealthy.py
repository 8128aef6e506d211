"""EKS says that the cluster itself is not well.

**Why.** A control plane that is not ACTIVE, or has lost its role, subnets or key, neither takes nodes nor schedules
pods.

**Fix.** What EKS names; most times something was deleted or a permission taken away outside of Terraform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

# UPDATING is at work, and works meanwhile.
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
    """Its status, and its issues."""
    for cluster in situation.seen.clusters:
        issues = [f"{issue.code}: {issue.message}" for issue in cluster.health.issues]
        if cluster.status not in _WELL or issues:
            message = f"EKS calls the cluster {cluster.status or 'unwell'}" + (f": {issues[0]}" if issues else "")
            fix = "put right what EKS names; `terraform plan` of the cluster stack shows what was changed beside it"
            yield error(__name__, f"cluster {cluster.name}", message, fix, seen=issues)
