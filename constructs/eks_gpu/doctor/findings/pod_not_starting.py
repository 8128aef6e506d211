"""A GPU pod has a node, and its containers do not start.

**Why.** It holds the GPU meanwhile. No address is left for it, a volume is still attached elsewhere, or a ConfigMap or
Secret that it names does not exist.

**Fix.** By the event: `FailedCreatePodSandBox`, `FailedMount`, `FailedAttachVolume`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error
from eks_gpu.doctor.findings._about import group_names, pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.kubernetes import Pod
    from eks_gpu.doctor.situation import Situation

STAGE = Stage.POD
FOLLOWS = ("addon-unhealthy", "node-not-ready", "node-pressure", "driver-missing", "gpu-hardware")
# Large images take that long to be pulled and unpacked.
_MINUTES = 10
_EVENTS = ("FailedCreatePodSandBox", "FailedAttachVolume", "FailedMount", "Failed")
_KNOWN = (
    (r"failed to assign an IP address|no free IP|InsufficientFreeAddresses", "no address is left", "larger subnets"),
    (r"Multi-Attach|already exclusively attached", "its volume is attached to another node", "end the pod that has it"),
    (r"(configmap|secret) \S+ not found", "it names a ConfigMap or Secret that does not exist", "create it"),
    (r"nvidia-container-cli|libnvidia|nvml", "the container runtime finds no GPU", "terminate the instance"),
    (
        r"timed out waiting for the condition",
        "its volume cannot be mounted",
        "look at the CSI driver's pods on the node",
    ),
)


def examine(situation: Situation) -> Iterator[Finding]:
    """Pods that are bound to a node and pending for long, or of which an event says why."""
    for pod in situation.seen.pods:
        if pod.status.phase == "Pending" and pod.spec.node and situation.wants_gpu(pod) and not pod.metadata.deletion:
            told = situation.told(pod, *_EVENTS[:3])
            stuck = [one for one in pod.statuses if one.state.waiting and one.state.waiting.reason in _CREATING]
            age = situation.seen.minutes_since(pod.metadata.creation)
            if (told or age is None or age > _MINUTES) and (stuck or not pod.statuses):
                yield _finding(situation, pod, told)


_CREATING = {"ContainerCreating", "PodInitializing", "CreateContainerConfigError"}


def _finding(situation: Situation, pod: Pod, told: tuple[str, ...]) -> Finding:
    known = next((row for row in _KNOWN if re.search(row[0], " ".join(told), re.IGNORECASE)), None)
    why, fix = (
        known[1:] if known else ("its node has not started it", "its last event says why; a large image takes time")
    )
    describe = f"kubectl -n {pod.metadata.namespace or 'default'} describe pod {pod.name}"
    message = f"it is on node {pod.spec.node} and does not start: {why}"
    return error(
        __name__, pods([pod]), message, f"{fix}; {describe}", groups=group_names(situation, pod), seen=told[:1]
    )
