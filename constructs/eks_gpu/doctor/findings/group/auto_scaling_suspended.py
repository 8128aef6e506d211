"""An Auto Scaling group may not start or stop instances.

**Why.** Somebody suspended a process, or Auto Scaling itself did after a day of failures; the desired size rises, and
nothing comes.

**Fix.** Resume the process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

# Managed groups run with AZRebalance suspended at times, which harms nothing.
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
    """Suspended processes that matter."""
    for group, models, _ in situation.scaling_groups:
        found = [one for one in group.suspended if one.name in _HARMFUL]
        if found:
            names = " ".join(one.name for one in found)
            fix = f"aws autoscaling resume-processes --auto-scaling-group-name {group.name} --scaling-processes {names}"
            message = f"{names} is suspended: no instance is {'started' if 'Launch' in names else 'stopped'}"
            reasons = [one.reason for one in found]
            where = f"Auto Scaling group {group.name}"
            yield error(__name__, where, message, fix, groups=(models.group.name,), seen=reasons)
