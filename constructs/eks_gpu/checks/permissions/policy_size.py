"""The statements of a service account are longer than IAM accepts.

**Why.** The inline policies of a role may have 10,240 characters in total, not counting whitespace (IAM quotas). With
more, the apply fails.

**Fix.** Use one ARN for resources with a common prefix, such as `arn:aws:s3:::models/team-a/*`; or create managed
policies and name them in `policy_arns`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_MOST = 10_240
# The part of a policy around its statements.
_FRAME = len('{"Statement":[],"Version":"2012-10-17"}')

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      statements:
        - actions: [s3:GetObject]
          resources:
""" + "".join(f"            - arn:aws:s3:::acme-models/research/experiment-{number}/*\n" for number in range(200))
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      statements:
        - actions: [s3:GetObject]
          resources: ["arn:aws:s3:::acme-models/research/*"]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the characters of every account's policy."""
    for account in design.service_accounts:
        length = _FRAME + len(re.sub(r"\s", "", str(list(account.statements))))
        if account.statements and length > _MOST:
            message = f"the statements of {account.name} have {length:,} characters, and IAM accepts at most {_MOST:,}"
            fix = "use one ARN for resources with a common prefix, or use managed policies ('policy_arns')"
            yield error(__name__, f"{account.where}.statements", message, fix)
