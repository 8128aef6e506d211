"""EC2 has no capacity for these instances in the zone at the moment.

**Why.** GPU instances run out, Spot instances more often. The autoscaler tries for up to `max_node_provision_time`,
then it puts the group into back-off for a while. Nothing is wrong in the cluster.

**Fix.** Add instance types or zones, put an On-Demand group with a lower `priority` behind a Spot group, or reserve
capacity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.findings.account._launches import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# aws autoscaling describe-scaling-activities
Activities:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Description: Launching a new EC2 instance
    StartTime: 2026-11-20T10:25:02+00:00
    StatusCode: Failed
    StatusMessage: >-
      We currently do not have sufficient g5.xlarge capacity in the Availability Zone you
      requested (us-west-2a). Launching EC2 instance failed.
"""
GOOD = """\
# aws autoscaling describe-scaling-activities
Activities:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Description: "Launching a new EC2 instance: i-0a1b2c3d4e5f6a000"
    StartTime: 2026-11-20T10:17:00+00:00
    StatusCode: Successful
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Launches that failed for lack of capacity: an error while a pod waits."""
    for failure in failures(situation):
        if failure.kind != "capacity":
            continue
        groups = [gpu_group for gpu_group in situation.design.groups if gpu_group.name in failure.gpu_groups]
        where = f"node group {failure.gpu_groups[0]}" if groups else failure.group
        spot = bool(groups) and groups[0].capacity_type == "SPOT"
        message = (
            f"EC2 has no {'Spot ' if spot else ''}capacity for it at the moment; "
            "the autoscaler does not try this group again for a while"
        )
        # EKS never starts a group again whose creation failed.
        failed = any(group.status == "CREATE_FAILED" for group in situation.seen.node_groups if group.name in where)
        tell = error if situation.gpu_pods.waiting or failed else warning
        fix = _fix(spot=spot) + ("; then replace the group, which stays in CREATE_FAILED" if failed else "")
        yield tell(__name__, where, message, fix, groups=failure.gpu_groups, seen=(failure.text,))


def _fix(*, spot: bool) -> str:
    more = "add instance types with the same GPU to instance_types, and zones"
    behind = "put an On-Demand group with a lower priority behind it (docs/how-to/spot-and-fallback.md)"
    retry = "The autoscaler tries again by itself"
    return f"{more}; {behind}" if spot else f"{more}; or reserve capacity. {retry}"
