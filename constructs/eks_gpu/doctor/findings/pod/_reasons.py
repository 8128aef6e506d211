"""Why a pod gets no node: messages of the autoscaler and the scheduler, with their meaning and the fix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.doctor.situation.whole import Situation

# (message, meaning, fix), the most specific first: about groups without GPUs, too, the autoscaler reports
# "Insufficient nvidia.com/gpu" or a selector that does not match, next to the messages about the groups that matter.
_KNOWN = (
    (r"max node group size reached", "its group has reached its maximum", "raise the group's maximum, or wait"),
    (
        r"in backoff after failed scale-up",
        "after a failed scale-up, the autoscaler waits before it tries its group again",
        "aws autoscaling describe-scaling-activities: StatusMessage contains the reason",
    ),
    (
        r"not ready for scale-up",
        "the autoscaler considers its group unhealthy, and does not scale it up",
        "kubectl get nodes: find the group's nodes that are not Ready; the autoscaler's status ConfigMap counts them",
    ),
    (
        r"topology spread|anti-affinity|affinity rules",
        "its spread constraint or anti-affinity excludes every node",
        "soften the constraint (whenUnsatisfiable: ScheduleAnyway), or let the group have a node in each zone",
    ),
    (
        r"didn't have free ports",
        "another pod uses the host port that it requires",
        "remove its hostPort, or run one such pod on each node",
    ),
    (
        r"[Tt]oo many pods",
        "the nodes have reached their pod limit",
        "run fewer small pods on GPU nodes, or use a larger instance type",
    ),
    (
        r"Insufficient (cpu|memory|ephemeral-storage|hugepages|vpc\.amazonaws\.com/efa)",
        "it requests more than is free",
        "compare its requests with `eks-gpu explain FILE WORKLOAD`; request less, or let others end",
    ),
    (
        r"Insufficient nvidia\.com/",
        "the autoscaler believes that the group has no such GPUs: it remembers an old node, or tags are missing",
        "kubectl rollout restart {autoscaler}: it then forgets its models of nodes (kubernetes/autoscaler#8799)",
    ),
    (
        r"didn't match Pod's node affinity|didn't match node selector|NodeAffinity",
        "its affinity or selector matches no group whose labels the autoscaler knows",
        "compare its nodeSelector and affinity with the group's labels: eks-gpu explain FILE WORKLOAD",
    ),
    (
        r"untolerated taint|had taint|had taints",
        "it does not tolerate a taint of the nodes",
        "compare its tolerations with the group's taints",
    ),
)


def meaning(situation: Situation, told: Sequence[str]) -> tuple[str, str]:
    """Meaning and fix of the messages about a pod; empty if none is known.

    Only the autoscaler's messages count: the scheduler's describe the existing nodes.
    """
    text = " ".join(message for message in told if message.startswith("NotTriggerScaleUp"))
    found = next((row for row in _KNOWN if re.search(row[0], text)), None)
    return (found[1], found[2].format(autoscaler=situation.programs.autoscaler_name)) if found else ("", "")
