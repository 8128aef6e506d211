"""A workload's policy, or a role or policy of `iam`, is in another AWS partition than the cluster.

**Why.** Nothing in one partition (`aws`, `aws-cn`, `aws-us-gov`) exists in another: IAM refuses the policy, or the
policy grants nothing.

**Fix.** Write the ARN with the region's partition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.permissions.given import iam_arns
from eks_gpu.design.permissions.service_accounts import service_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      statements:
        - actions: [s3:GetObject]
          resources: ["arn:aws-cn:s3:::acme-models/*"]
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      statements:
        - actions: [s3:GetObject]
          resources: ["arn:aws:s3:::acme-models/*"]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the partitions of all ARNs."""
    boundary = design.spec.iam.permissions_boundary
    given = [(path, arn) for path, _, arn in iam_arns(design.spec.iam)]
    for path, arn in (("iam.permissions_boundary", boundary), *given) if boundary else given:
        if arn.split(":")[1] != design.partition:
            message = f"{arn} is not in partition {design.partition!r}, to which {design.spec.region} belongs"
            yield error(__name__, path, message, f"begin it with 'arn:{design.partition}:'", "region")
    for where, _, account in service_accounts(design.spec):
        arns = [(f"policy_arns[{index}]", arn) for index, arn in enumerate(account.policy_arns)]
        arns += [
            (f"statements[{index}].resources[{place}]", arn)
            for index, statement in enumerate(account.statements)
            for place, arn in enumerate(statement.resources)
            if arn != "*"
        ]
        for field, arn in arns:
            if arn.split(":")[1] != design.partition:
                message = f"{arn} is not in partition {design.partition!r}, to which {design.spec.region} belongs"
                yield error(__name__, f"{where}.{field}", message, f"begin it with 'arn:{design.partition}:'", "region")
