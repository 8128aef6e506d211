"""Instances run, are paid for, and are no nodes.

**Why.** An instance that does not join within minutes never does: no way to the API, ECR or S3, no access entry, user
data that fails. EKS says so itself only after 15 to 30 minutes.

**Fix.** The instance's console output, then network and access entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation import Situation

STAGE = Stage.GROUP
FOLLOWS = ("node-group-unhealthy",)
# Large GPU instances take longer to boot than others.
_MINUTES = 15


def examine(situation: Situation) -> Iterator[Finding]:
    """Instances in service whose id no node has."""
    seen = situation.seen
    if not seen.knows("Node", "AutoScalingGroup"):
        return
    joined = {node.instance_id for node in seen.nodes if node.instance_id}
    if seen.nodes and not joined:
        return
    for group, models, _ in situation.scaling_groups:
        missing = [one.id for one in group.instances if one.state == "InService" and one.id not in joined]
        if not missing:
            continue
        minutes = min((_age(situation, one) for one in missing), default=None, key=lambda age: age or 0)
        message = f"{', '.join(missing[:5])} in service, and no node of Kubernetes"
        late = minutes is not None and minutes > _MINUTES
        fix = (
            f"aws ec2 get-console-output --latest --instance-id {missing[0]} --region {situation.design.spec.region}: "
            "it ends where the node did. Nothing of the API: no NAT and no endpoints; Unauthorized: no access entry"
        )
        tell = error if late else warning
        told = f"{message} after {minutes:.0f} minutes" if late else f"{message} yet"
        yield tell(__name__, f"Auto Scaling group {group.name}", told, fix, groups=(models.group.name,))


def _age(situation: Situation, instance: str) -> float | None:
    starts = [one.start for one in situation.seen.activities if one.launches and instance in one.description]
    return situation.seen.minutes_since(starts[0]) if starts else None
