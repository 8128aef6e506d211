"""The autoscaler runs, but has not updated its status for a while.

**Why.** The autoscaler writes its status about every ten seconds. An old status means that its loop hangs, or that it
waits to become the leader.

**Fix.** Restart it, then read its log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.status import autoscaler_status
from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import restart_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("autoscaler-missing", "autoscaler-not-running", "autoscaler-denied", "autoscaler-access")
_MINUTES = 15

BAD = """\
# kubectl -n kube-system get configmap cluster-autoscaler-status -o yaml
kind: ConfigMap
metadata: {name: cluster-autoscaler-status, namespace: kube-system}
data:
  status: |
    time: 2026-11-20 09:00:00.1 +0000 UTC
    autoscalerStatus: Initializing
"""
GOOD = """\
# kubectl -n kube-system get configmap cluster-autoscaler-status -o yaml
kind: ConfigMap
metadata: {name: cluster-autoscaler-status, namespace: kube-system}
data:
  status: |
    time: 2026-11-20 10:29:58.5 +0000 UTC
    autoscalerStatus: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare the time in the status with the newest time in any answer."""
    status = autoscaler_status(situation.seen)
    minutes = situation.seen.minutes_since(status.time) if status else None
    if situation.design.autoscaled and minutes is not None and minutes > _MINUTES:
        message = f"its status is {minutes:.0f} minutes older than the newest event: the autoscaler has stopped working"
        yield error(__name__, "autoscaler", message, restart_of(situation))
