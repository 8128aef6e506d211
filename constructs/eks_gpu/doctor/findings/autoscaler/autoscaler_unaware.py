"""The autoscaler's status does not name a group of the declaration.

**Why.** The autoscaler never scales a group that it has not discovered. Its events then count fewer groups than the
declaration has.

**Fix.** Check the tags of the Auto Scaling group, then the autoscaler's arguments, then its log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.status import autoscaler_status
from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import logs_of, restart_of
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = (
    "auto-scaling-group-undiscovered",
    "autoscaler-arguments",
    "autoscaler-denied",
    "autoscaler-missing",
    "autoscaler-not-running",
    "autoscaler-silent",
    "node-group-missing",
)

BAD = """\
# kubectl -n kube-system get configmap cluster-autoscaler-status -o yaml
kind: ConfigMap
metadata: {name: cluster-autoscaler-status, namespace: kube-system}
data:
  status: |
    time: 2026-11-20 10:29:58.558615784 +0000 UTC
    autoscalerStatus: Running
    nodeGroups: []
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
    """Look for every group of the declaration in the autoscaler's status."""
    status = autoscaler_status(situation.seen)
    if not situation.design.autoscaled or status is None or not status.complete:
        return
    for group, models, _ in situation.groups.scaling_groups:
        if group.name not in status.groups:
            message = f"its status names {plural(len(status.groups), 'group')}, but not {group.name}"
            fix = f"{logs_of(situation)} | grep -i -E 'asg|discover'; then {restart_of(situation)}"
            yield error(__name__, "autoscaler", message, fix, groups=(models.group.name,))
