"""An Auto Scaling group lacks the tags by which the autoscaler finds it.

**Why.** The autoscaler looks for the tags `k8s.io/cluster-autoscaler/enabled` and
`k8s.io/cluster-autoscaler/<cluster>`. EKS sets both. EKS also sets `eks:cluster-name` and `eks:nodegroup-name`, which
the autoscaler uses to read labels and taints from EKS. The autoscaler ignores a group without these tags. EKS does not
copy the tags of a node group to its Auto Scaling group.

**Fix.** Restore the tags. Then find out what removes them, such as a tool that enforces tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

_PREFIX = "k8s.io/cluster-autoscaler/"

BAD = """\
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Tags: []
"""
GOOD = """\
# aws autoscaling describe-auto-scaling-groups
AutoScalingGroups:
  - AutoScalingGroupName: eks-gpu-us-west-2a
    Tags:
      - {Key: k8s.io/cluster-autoscaler/enabled, Value: "true"}
      - {Key: k8s.io/cluster-autoscaler/vision, Value: owned}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look for both tags on every Auto Scaling group."""
    if not situation.design.autoscaled:
        return
    cluster = situation.design.cluster_name
    for group, models, _ in situation.groups.scaling_groups:
        # The autoscaler reads only the keys of the first two; the condition of its IAM policy reads the second's value.
        wanted = {f"{_PREFIX}enabled": "true", f"{_PREFIX}{cluster}": "owned", **models.managed.discovery_tags}
        missing = {key: value for key, value in wanted.items() if key not in group.tag_values}
        owned = group.tag_values.get(f"{_PREFIX}{cluster}")
        if owned is not None and owned != "owned":
            missing[f"{_PREFIX}{cluster}"] = "owned"
        if not missing:
            continue
        tags = " ".join(
            f"ResourceId={group.name},ResourceType=auto-scaling-group,Key={key},Value={value},PropagateAtLaunch=false"
            for key, value in missing.items()
        )
        message = (
            f"the group lacks {', '.join(f'{key}={value}' for key, value in missing.items())}: "
            "the autoscaler does not find it"
        )
        fix = f"aws autoscaling create-or-update-tags --region {situation.design.spec.region} --tags {tags}"
        yield error(__name__, f"Auto Scaling group {group.name}", message, fix, groups=(models.group.name,))
