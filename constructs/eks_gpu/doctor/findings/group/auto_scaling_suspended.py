"""An Auto Scaling group may not start or terminate instances.

**Why.** Somebody suspended a process, or Auto Scaling did so itself after a day of failures. The desired size rises,
but no instance starts.

**Fix.** Resume the process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

# Some managed groups run with AZRebalance suspended, which does no harm.
_HARMFUL = {"Launch", "Terminate"}

BAD = """\
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    SuspendedProcesses:
      - ProcessName: Launch
        SuspensionReason: User suspended at 2026-11-19T08:00:00Z
"""
GOOD = """\
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    SuspendedProcesses: []
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look for suspended processes that keep instances from starting or ending."""
    for group, models, _ in situation.groups.scaling_groups:
        found = [process for process in group.suspended if process.name in _HARMFUL]
        if found:
            names = " ".join(process.name for process in found)
            fix = f"aws autoscaling resume-processes --auto-scaling-group-name {group.name} --scaling-processes {names}"
            effect = "starts" if "Launch" in names else "terminates"
            message = f"{names} is suspended: Auto Scaling {effect} no instance"
            reasons = [process.reason for process in found]
            where = f"Auto Scaling group {group.name}"
            yield error(__name__, where, message, fix, groups=(models.group.name,), seen=reasons)
