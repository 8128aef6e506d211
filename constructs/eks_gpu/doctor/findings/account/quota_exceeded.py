"""EC2 refuses instances because a quota is used up.

**Why.** EC2 quotas count vCPUs by instance family, and those of GPU families are 0 in a new account. The autoscaler
requests a node, EC2 refuses it, and the group goes into back-off. Its pods stay Pending with a message that does not
mention a quota.

**Fix.** Request an increase; AWS grants it within minutes to days. Other clusters in the same account and region use
the same quota.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.catalog import quota_for
from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings.account._launches import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import Quota
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.findings.account._launches import Failure
    from eks_gpu.doctor.situation.whole import Situation

_LIMIT = re.compile(r"vCPU limit of (\d+)")

BAD = """\
# aws autoscaling describe-scaling-activities
Activities:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Description: Launching a new EC2 instance
    StartTime: 2026-11-20T10:25:02+00:00
    StatusCode: Failed
    StatusMessage: >-
      VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of 0
      allows for the instance bucket that the specified instance type belongs to.
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
    """Launches that failed because of a quota."""
    for failure in failures(situation):
        if failure.kind == "quota":
            quota = _quota(situation, failure)
            where = f"node group {failure.gpu_groups[0]}" if failure.gpu_groups else failure.group
            if quota is None:
                message = "EC2 refuses instances: a quota is used up"
                fix = (
                    f"aws service-quotas list-service-quotas --service-code ec2 --region "
                    f"{situation.design.spec.region} "
                    "--query \"Quotas[?contains(QuotaName, 'nstance')].[QuotaCode,QuotaName,Value]\"; request an "
                    "increase of the quota for the group's instance family"
                )
            else:
                value = next((one.value for one in situation.seen.quotas if one.code == quota.code), None)
                limit = _LIMIT.search(failure.text)
                known = f"{value:g}" if value is not None else limit[1] if limit else ""
                held = f"; it is {known} vCPUs" if known else ""
                message = f"EC2 refuses instances: quota {quota.code}, {quota.name}, is used up{held}"
                fix = request(situation, quota.code, _vcpus(situation, failure))
            yield error(__name__, where, message, fix, groups=failure.gpu_groups, seen=(failure.text,))


def request(situation: Situation, code: str, otherwise: int = 0) -> str:
    """The command that requests as many vCPUs as the declaration needs with every group at its maximum.

    Args:
        situation: The cluster, and its declaration.
        code: Code of the quota.
        otherwise: vCPUs to request if the declaration uses none of this quota.
    """
    need = next((quota.vcpus for quota in situation.design.quotas if quota.code == code), 0)
    needs = f"the declaration needs {need} vCPUs with every group at its maximum"
    other = "the declaration uses another quota: does the group run On-Demand, although Spot is declared?"
    return (
        f"aws service-quotas request-service-quota-increase --service-code ec2 --quota-code {code} "
        f"--desired-value {need or otherwise} --region {situation.design.spec.region} ({needs if need else other}; "
        "add what other clusters of the account need)"
    )


def _vcpus(situation: Situation, failure: Failure) -> int:
    """Count the vCPUs of the failed groups at their maximum, whichever quota limits them."""
    return max((quota.vcpus for quota in situation.design.quotas if set(quota.of) & set(failure.gpu_groups)), default=0)


def _is_spot(text: str, declared: str) -> bool:
    """Whether EC2 named a Spot quota: VcpuLimitExceeded is an On-Demand code (EC2 API, error codes)."""
    if re.search(r"VcpuLimitExceeded|current vCPU limit", text):
        return False
    return declared == "SPOT" or "spot" in text.lower()


def _quota(situation: Situation, failure: Failure) -> Quota | None:
    named = [gpu_group for gpu_group in situation.design.groups if gpu_group.name in failure.gpu_groups]
    groups = named or ([] if "system" in failure.group else list(situation.design.gpu_groups))
    # EC2's message shows whether the instances were Spot or On-Demand, whatever the group was declared to be.
    types = [(group.types[0].name, _is_spot(failure.text, group.capacity_type)) for group in groups]
    if not types and "system" in failure.group and situation.design.system.types:
        types = [(situation.design.system.types[0].name, False)]
    found = {quota_for(name, spot=spot) for name, spot in types}
    # The group may be unknown. With several possible quotas, name none rather than guess.
    return found.pop() if len(found) == 1 else None
