"""Two managed policies of a service account or of the nodes' roles have the same name.

**Why.** The policy's name is part of the attachment's address in the Terraform state, so names must be unique. If the
address used the position in the list instead, reordering the list would move attachments.

**Fix.** Remove one of the policies, or give your custom policy another name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.permissions.given import NODE_POLICIES, SSM_POLICY
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
      policy_arns:
        - arn:aws:iam::111122223333:policy/read
        - arn:aws:iam::111122223333:policy/research/read
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    service_account:
      name: reader
      policy_arns:
        - arn:aws:iam::111122223333:policy/read
        - arn:aws:iam::111122223333:policy/research/read-models
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the names, which follow the last '/'."""
    yield from _of_nodes(design)
    for where, _, account in service_accounts(design.spec):
        seen: dict[str, str] = {}
        for index, arn in enumerate(account.policy_arns):
            name = arn.rsplit("/", 1)[-1].replace("_", "-")
            if seen.setdefault(name, arn) != arn:
                message = f"{arn} has the same name as {seen[name]}"
                fix = "remove one of them, or give your custom policy another name"
                yield error(__name__, f"{where}.policy_arns[{index}]", message, fix)


def _of_nodes(design: ClusterDesign) -> Iterator[Problem]:
    seen = dict.fromkeys((*NODE_POLICIES, *((SSM_POLICY,) if design.spec.iam.ssm else ())), "a policy that nodes have")
    for index, arn in enumerate(design.spec.iam.node_policies):
        name = arn.rsplit("/", 1)[-1].replace("_", "-")
        if name in seen:
            message = f"{arn} has the same name as {seen[name]}"
            fix = "remove this one, or give your custom policy another name"
            yield error(__name__, f"iam.node_policies[{index}]", message, fix, "iam.ssm")
        seen.setdefault(name, arn)
