"""The autoscaler's AWS role does not allow all calls that it makes.

**Why.** A condition on tags denies all read-only calls, because they have no tags to compare. Without
`eks:DescribeNodegroup` the autoscaler does not know the labels and taints of a group at zero.

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
# Groups of this project use neither launch configurations nor attribute-based instance types.
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
    """Compare the allowed actions with the needed ones; read-only actions need a statement without a condition."""
    if situation.design.autoscaler is None:
        return
    for policy in situation.seen.role_policies:
        if "autoscaler" not in policy.role.lower():
            continue
        allowed, conditioned = _allowed(policy.document)
        missing = [
            action
            for action in (*_READ, *SCALE_ACTIONS)
            if action not in _UNUSED and not _in(action, allowed | conditioned)
        ]
        tied = [
            action
            for action in _READ
            if action not in _UNUSED and _in(action, conditioned) and not _in(action, allowed)
        ]
        faults = [f"does not allow {', '.join(missing)}"] if missing else []
        faults += [f"allows {', '.join(tied)} only under a condition, which such calls never meet"] if tied else []
        if faults:
            fix = f"cdktf deploy {situation.design.name}-cluster; then find out what changes the role outside Terraform"
            yield error(__name__, f"IAM role {policy.role}", f"the role {' and '.join(faults)}", fix)


def _allowed(document: dict[str, object]) -> tuple[set[str], set[str]]:
    """Actions that are allowed without a condition, and those that are allowed only under one."""
    statements = document.get("Statement")
    free: set[str] = set()
    tied: set[str] = set()
    for statement in statements if isinstance(statements, list) else [statements]:
        if isinstance(statement, dict) and statement.get("Effect") == "Allow":
            actions = statement.get("Action")
            patterns = {str(word).lower() for word in (actions if isinstance(actions, list) else [actions])}
            (tied if statement.get("Condition") else free).update(patterns)
    return free, tied


def _in(action: str, patterns: set[str]) -> bool:
    return any(fnmatch.fnmatchcase(action.lower(), pattern) for pattern in patterns)
