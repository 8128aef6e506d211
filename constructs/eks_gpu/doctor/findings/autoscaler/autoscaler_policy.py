"""The autoscaler's AWS role does not allow all that it calls.

**Why.** Calls that only read know no tags, so a condition on tags denies them; without `eks:DescribeNodegroup` a
group at zero has no labels and taints for it.

**Fix.** Apply the cluster stack.
"""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from eks_gpu.design.autoscaling.autoscaler_access import READ_ACTIONS, SCALE_ACTIONS
from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

_READ = (*READ_ACTIONS, "eks:DescribeNodegroup")
# Old launch configurations, and attribute-based types, are nothing that groups here use.
_UNUSED = {"autoscaling:DescribeLaunchConfigurations", "ec2:GetInstanceTypesFromInstanceRequirements"}

BAD = """\
# aws iam get-role-policy --role-name vision-us-west-2-autoscaler --policy-name scale
PolicyDocument:
  Statement:
    - {Effect: Allow, Action: ["autoscaling:Describe*", "ec2:Describe*", "ec2:Get*"], Resource: ["*"]}
    - Effect: Allow
      Action: ["eks:DescribeNodegroup"]
      Resource: ["*"]
      Condition: {StringEquals: {"autoscaling:ResourceTag/k8s.io/cluster-autoscaler/vision": owned}}
    - Effect: Allow
      Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
      Resource: ["*"]
      Condition: {StringEquals: {"autoscaling:ResourceTag/k8s.io/cluster-autoscaler/vision": owned}}
"""
GOOD = """\
# aws iam get-role-policy --role-name vision-us-west-2-autoscaler --policy-name scale
PolicyDocument:
  Statement:
    - {Effect: Allow, Action: ["autoscaling:Describe*", "ec2:Describe*", "ec2:Get*"], Resource: ["*"]}
    - Effect: Allow
      Action: ["eks:DescribeNodegroup"]
      Resource: ["*"]
    - Effect: Allow
      Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
      Resource: ["*"]
      Condition: {StringEquals: {"autoscaling:ResourceTag/k8s.io/cluster-autoscaler/vision": owned}}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Actions of the statements that allow, those that read without a condition."""
    if situation.design.autoscaler is None:
        return
    for policy in situation.seen.role_policies:
        if "autoscaler" not in policy.role.lower():
            continue
        allowed, conditioned = _allowed(policy.document)
        missing = [
            one for one in (*_READ, *SCALE_ACTIONS) if one not in _UNUSED and not _in(one, allowed | conditioned)
        ]
        tied = [one for one in _READ if one not in _UNUSED and _in(one, conditioned) and not _in(one, allowed)]
        said = [f"does not allow {', '.join(missing)}"] if missing else []
        said += [f"allows {', '.join(tied)} under a condition only, which is never met"] if tied else []
        if said:
            fix = f"cdktf deploy {situation.design.name}-cluster; and find who changes the role beside Terraform"
            yield error(__name__, f"IAM role {policy.role}", f"it {' and '.join(said)}", fix)


def _allowed(document: dict[str, object]) -> tuple[set[str], set[str]]:
    """Actions that are allowed, and those that are so under a condition."""
    statements = document.get("Statement")
    free: set[str] = set()
    tied: set[str] = set()
    for one in statements if isinstance(statements, list) else [statements]:
        if isinstance(one, dict) and one.get("Effect") == "Allow":
            actions = one.get("Action")
            words = {str(word).lower() for word in (actions if isinstance(actions, list) else [actions])}
            (tied if one.get("Condition") else free).update(words)
    return free, tied


def _in(action: str, patterns: set[str]) -> bool:
    return any(fnmatch.fnmatchcase(action.lower(), pattern) for pattern in patterns)
