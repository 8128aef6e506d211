"""A quota is smaller than the declaration needs with every group at its maximum.

**Why.** With a quota below the vCPUs of one node, the group never leaves zero. With a quota below the maximum, the
group stops growing half-way, on the day when it is needed.

**Fix.** Request an increase now, or lower the maxima.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.catalog import quota_for
from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.findings.account._launches import failures
from eks_gpu.doctor.findings.account.quota_exceeded import request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# aws service-quotas get-service-quota --service-code ec2 --quota-code L-DB2E81BA
Quota:
  QuotaCode: L-DB2E81BA
  Value: 0.0
"""
GOOD = """\
# aws service-quotas get-service-quota --service-code ec2 --quota-code L-DB2E81BA
Quota:
  QuotaCode: L-DB2E81BA
  Value: 64.0
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare each quota with the vCPUs of one node, and of all nodes."""
    # For groups that EC2 has refused already, `quota-exceeded` says more.
    refused = {group for failure in failures(situation) if failure.kind == "quota" for group in failure.gpu_groups}
    for need in situation.design.quotas:
        groups = tuple(name for name in need.of if name != "system")
        value = next((quota.value for quota in situation.seen.quotas if quota.code == need.code), None)
        if value is None or value >= need.vcpus or refused & set(groups):
            continue
        smallest = _smallest(situation, need.code)
        has = f"quota {need.code}, {need.name}, is {value:g} vCPUs"
        where, fix = f"EC2 quota {need.code}", request(situation, need.code)
        if value < smallest:
            message = f"{has}, and the smallest node needs {smallest}: no instance of the group can start"
            yield error(__name__, where, message, fix, groups=groups)
        else:
            message = f"{has}; with every group at its maximum the cluster needs {need.vcpus} ({', '.join(need.of)})"
            yield warning(__name__, where, message, fix, groups=groups)


def _smallest(situation: Situation, code: str) -> int:
    groups = [(gpu_group.types, gpu_group.capacity_type == "SPOT") for gpu_group in situation.design.groups]
    types = [
        (instance_type, spot)
        for instance_types, spot in (*groups, (situation.design.system.types, False))
        for instance_type in instance_types
    ]
    counted = [
        instance_type.vcpus
        for instance_type, spot in types
        if (quota := quota_for(instance_type.name, spot=spot)) and quota.code == code
    ]
    return min(counted, default=0)
