"""The autoscaler could not add a node to a group, and waits before it tries again.

**Why.** After a failed scale-up the autoscaler waits for 5 minutes, then longer, up to 30. Its event says only
`in backoff after failed scale-up`. The reason is in its status, in its log and in the scaling activities.

**Fix.** Remove the cause of the failure. To end the wait at once, restart the autoscaler.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.status import autoscaler_status
from eks_gpu.doctor.finding import Stage, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = (
    Stage.ACCOUNT,
    "auto-scaling-suspended",
    "autoscaler-denied",
    "autoscaler-policy",
    "instances-not-joined",
    "node-group-unhealthy",
)
_LOG = re.compile(r"Node group (\S+) is not ready for scaleup|Disabling scale-up for node group (\S+) ")
_EVENT = "in backoff after failed scale-up"
SYMPTOM = True

BAD = """\
# kubectl -n kube-system get configmap cluster-autoscaler-status -o yaml
kind: ConfigMap
metadata: {name: cluster-autoscaler-status, namespace: kube-system}
data:
  status: |
    time: 2026-11-20 10:29:58.558615784 +0000 UTC
    autoscalerStatus: Running
    nodeGroups:
    - name: eks-gpu-us-west-2a-20261119080000000000000001-9ac1e6e0-1234-5678-9abc-000000000001
      scaleUp:
        status: Backoff
        backoffInfo:
          errorCode: OutOfResource
          errorMessage: placeholder-cannot-be-fulfilled
    - name: eks-gpu-us-west-2b-20261119080000000000000001-9ac1e6e0-1234-5678-9abc-000000000001
      scaleUp:
        status: NoActivity
"""
GOOD = """\
# kubectl -n kube-system get configmap cluster-autoscaler-status -o yaml
kind: ConfigMap
metadata: {name: cluster-autoscaler-status, namespace: kube-system}
data:
  status: |
    time: 2026-11-20 10:29:58.558615784 +0000 UTC
    autoscalerStatus: Running
    nodeGroups:
    - name: eks-gpu-us-west-2a-20261119080000000000000001-9ac1e6e0-1234-5678-9abc-000000000001
      scaleUp:
        status: NoActivity
    - name: eks-gpu-us-west-2b-20261119080000000000000001-9ac1e6e0-1234-5678-9abc-000000000001
      scaleUp:
        status: NoActivity
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Read the autoscaler's status, else its log, else the events of pods that wait."""
    if not situation.design.autoscaled:
        return
    status = autoscaler_status(situation.seen)
    found = dict(status.backoff) if status else {}
    if situation.gpu_pods.waiting and not found:
        found = {name: line for name, line in _logged(situation) if situation.groups.pool_of_scaling(name)}
    for name, text in sorted(found.items()):
        yield _finding(situation, name, text)
    quotes = [
        message
        for pod in situation.gpu_pods.waiting
        for message in situation.told(pod, "NotTriggerScaleUp")
        if _EVENT in message
    ]
    if quotes and not found:
        yield _finding(situation, "", quotes[0])


def _logged(situation: Situation) -> Iterator[tuple[str, str]]:
    for line in situation.seen.log("autoscaler"):
        match = _LOG.search(line)
        if match:
            yield match[1] or match[2], line


def _finding(situation: Situation, name: str, text: str) -> Finding:
    message = f"after a failed scale-up, the autoscaler waits before it tries {'this' if name else 'a'} group again"
    group = f" --auto-scaling-group-name {name}" if name else ""
    region = situation.design.spec.region
    fix = (
        f"aws autoscaling describe-scaling-activities --region {region}{group} --max-items 5: StatusMessage "
        "contains the reason"
    )
    where = f"Auto Scaling group {name}" if name else "autoscaler"
    return error(
        __name__, where, message, fix, groups=situation.groups.groups_of_scaling(name) if name else (), seen=(text,)
    )
