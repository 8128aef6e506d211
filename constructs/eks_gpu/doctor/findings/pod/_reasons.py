"""Why a pod gets no node, in the words of the autoscaler and the scheduler, and what these come down to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.doctor.situation.whole import Situation

# (what is said, what it means, what to do), the one that says most first: of a group without GPUs, too, the autoscaler
# says "Insufficient nvidia.com/gpu" or that a selector does not match, beside what it says of the groups that matter.
_KNOWN = (
    (r"max node group size reached", "its group is as large as it may be", "raise the maximum of the group, or wait"),
    (
        r"in backoff after failed scale-up",
        "its group is left alone after a scale-up that failed",
        "aws autoscaling describe-scaling-activities: StatusMessage says why",
    ),
    (
        r"not ready for scale-up",
        "the autoscaler takes its group for unhealthy, and leaves it alone",
        "kubectl get nodes: which of the group are not Ready? Its status ConfigMap counts them too",
    ),
    (
        r"topology spread|anti-affinity|affinity rules",
        "its spread or anti-affinity leaves no node over",
        "make the constraint softer (whenUnsatisfiable: ScheduleAnyway), or let the group have a node in each zone",
    ),
    (
        r"didn't have free ports",
        "a port of the node that it insists on is taken",
        "take hostPort out of it, or let each node have one such pod",
    ),
    (r"[Tt]oo many pods", "the nodes hold no more pods", "fewer small pods on GPU nodes, or a larger type"),
    (
        r"Insufficient (cpu|memory|ephemeral-storage|hugepages|vpc\.amazonaws\.com/efa)",
        "it asks for more than is free",
        "compare its requests with `eks-gpu explain FILE WORKLOAD`; ask for less, or let others end",
    ),
    (
        r"Insufficient nvidia\.com/",
        "the autoscaler takes the group for one without such GPUs: it remembers its last node, or tags are missing",
        "kubectl rollout restart {autoscaler}: it then forgets what nodes were like (kubernetes/autoscaler#8799)",
    ),
    (
        r"didn't match Pod's node affinity|didn't match node selector|NodeAffinity",
        "its affinity or selector fits no group, as far as the autoscaler knows the labels of groups",
        "compare its nodeSelector and affinity with the labels of the group: eks-gpu explain FILE WORKLOAD",
    ),
    (
        r"untolerated taint|had taint|had taints",
        "a taint that it does not tolerate",
        "compare its tolerations with the taints of the group",
    ),
)


def meaning(situation: Situation, told: Sequence[str]) -> tuple[str, str]:
    """What is meant, and what to do; empty where nothing known was said.

    The autoscaler's words count more than the scheduler's, which speak of the nodes of now.
    """
    text = " ".join(one for one in told if one.startswith("NotTriggerScaleUp"))
    found = next((row for row in _KNOWN if re.search(row[0], text)), None)
    return (found[1], found[2].format(autoscaler=situation.autoscaler_name)) if found else ("", "")
