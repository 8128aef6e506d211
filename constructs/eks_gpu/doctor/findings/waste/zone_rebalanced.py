"""Auto Scaling terminated nodes to balance the zones of a group.

**Why.** An Auto Scaling group over several zones keeps the same number of nodes in each (AZRebalance): it starts a node
in one zone and terminates a running node in another. Auto Scaling ignores disruption budgets, and the pods end after 15
minutes at the latest. A job starts from the beginning.

**Fix.** Suspend AZRebalance on that group. As a permanent fix, declare one Auto Scaling group for each zone
(`max_per_zone`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

# The cause as Auto Scaling states it (EC2 Auto Scaling user guide, "Verify a scaling activity").
_CAUSE = re.compile(r"to balance instances in zones .* with other zones", re.DOTALL)
# Minutes of a day: in the morning, users look for the cause of a job that ended at night.
_MINUTES = 24 * 60

BAD = """\
# aws autoscaling describe-scaling-activities
Activities:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Description: "Terminating EC2 instance: i-0aa11bb22cc33dd44"
    Cause: >-
      At 2026-11-20T10:10:29Z instances were launched to balance instances in zones us-west-2b with other
      zones resulting in more than desired number of instances in the group. At 2026-11-20T10:10:50Z an
      instance was taken out of service in response to a difference between desired and actual capacity.
    StartTime: 2026-11-20T10:10:50Z
    StatusCode: Successful
"""
GOOD = """\
# aws autoscaling describe-scaling-activities
Activities:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Description: "Terminating EC2 instance: i-0aa11bb22cc33dd44"
    Cause: At 2026-11-20T10:10:50Z an instance was taken out of service in response to a user request.
    StartTime: 2026-11-20T10:10:50Z
    StatusCode: Successful
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Terminations for which Auto Scaling names the balance of zones as the cause."""
    ends = [
        activity
        for activity in situation.seen.activities
        if not activity.launches and _CAUSE.search(activity.cause) and _recent(situation, activity.start)
    ]
    for group in dict.fromkeys(end.group for end in ends):
        found = [activity for activity in ends if activity.group == group]
        nodes = f"{len(found)} nodes" if len(found) > 1 else "a node"
        message = f"Auto Scaling terminated {nodes} to balance the zones of the group, and evicted the pods there"
        fix = (
            f"aws autoscaling suspend-processes --region {situation.design.spec.region} "
            f"--scaling-processes AZRebalance --auto-scaling-group-name {group or 'NAME'}; as a permanent fix, declare "
            "the group with 'max_per_zone' instead of 'max'"
        )
        where = f"Auto Scaling group {group}" if group else "an Auto Scaling group"
        names = situation.groups.groups_of_scaling(group)
        yield warning(__name__, where, message, fix, groups=names, seen=[found[0].description, found[0].cause])


def _recent(situation: Situation, at: str) -> bool:
    minutes = situation.seen.minutes_since(at)
    return minutes is None or minutes <= _MINUTES
