"""A GPU pod has a node, but its containers do not start.

**Why.** The pod holds the GPU while it waits. Its subnet has no address left, its volume is still attached to another
node, or a ConfigMap or Secret that it names does not exist.

**Fix.** Follow the event: `FailedCreatePodSandBox`, `FailedMount` or `FailedAttachVolume`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import describe, group_names, pods
from eks_gpu.doctor.findings.pod import pod_crashing, pod_image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import ContainerStatus, Pod
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("addon-unhealthy", "node-not-ready", "node-pressure", "driver-missing", "gpu-hardware")
# Minutes that kubelet may need to pull and unpack a large image.
_MINUTES = 10
_EVENTS = ("FailedCreatePodSandBox", "FailedAttachVolume", "FailedMount")
_CREATING = {"ContainerCreating", "PodInitializing"}
# Kubelet tried and failed; waiting longer does not help.
_REFUSED = {"CreateContainerConfigError", "CreateContainerError"}
_ELSEWHERE = pod_image.REASONS | pod_crashing.REASONS
_KNOWN = (
    (
        r"failed to assign an IP address|no free IP|InsufficientFreeAddresses",
        "its subnet has no address left",
        "use larger subnets, or keep fewer spare addresses on each node (vpc-cni: WARM_IP_TARGET)",
    ),
    (r"Multi-Attach|already exclusively attached", "its volume is attached to another node", "end the pod that has it"),
    (r"(configmap|secret) \S+ not found", "it names a ConfigMap or Secret that does not exist", "create it"),
    (
        r"couldn't find key|references non-existent (config|secret) key",
        "it names a key that its ConfigMap or Secret does not have",
        "add the key",
    ),
    (
        r"no runtime for \"?nvidia|RuntimeHandler \"nvidia\" not supported|handler.{0,20}nvidia.{0,20}not",
        "containerd on the node does not know its RuntimeClass `nvidia`",
        (
            "remove its runtimeClassName: on accelerated AMIs of EKS the NVIDIA runtime is the default (with the GPU "
            "Operator: toolkit.enabled=false)"
        ),
    ),
    (r"nvidia-container-cli|libnvidia|nvml", "the container runtime finds no GPU", "terminate the instance"),
    (
        r"timed out waiting for the condition|FailedMount: MountVolume|Unable to attach or mount volumes",
        "kubelet cannot mount its volume",
        (
            "look at the CSI driver's pods on the node and their log; for EFS and FSx, the security group of the mount "
            "targets must admit the nodes (TCP 2049, 988)"
        ),
    ),
)
SYMPTOM = True

BAD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata:
  name: serve-7c9d4f6b5-00000
  namespace: team
  creationTimestamp: 2026-11-20T10:27:00Z
status:
  phase: Pending
  containerStatuses:
    - name: serve
      ready: false
      state:
        waiting:
          reason: CreateContainerConfigError
          message: secret "vllm-api-key" not found
"""
GOOD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Pods that have a node but stay Pending for long, or whose reason kubelet reports."""
    for pod in situation.seen.pods:
        if not pod.spec.node or pod.over or pod.metadata.deletion or not situation.gpu_pods.wants_gpu(pod):
            continue
        refused = _waiting(pod, _REFUSED)
        if refused or _is_late(situation, pod):
            quotes = situation.told(pod, *_EVENTS, "Failed")
            yield _finding(
                situation,
                pod,
                (*(refusal.state.waiting.message for refusal in refused if refusal.state.waiting), *quotes),
            )


def _waiting(pod: Pod, reasons: set[str]) -> list[ContainerStatus]:
    return [status for status in pod.statuses if status.state.waiting and status.state.waiting.reason in reasons]


def _is_late(situation: Situation, pod: Pod) -> bool:
    """Whether it has been starting for long, or an event reports a failure; other rules report other states."""
    if pod.status.phase != "Pending" or _waiting(pod, _ELSEWHERE) or (pod.statuses and not _waiting(pod, _CREATING)):
        return False
    age = situation.seen.minutes_since(pod.metadata.creation)
    return age is None or age > _MINUTES or bool(situation.told(pod, *_EVENTS))


def _finding(situation: Situation, pod: Pod, quotes: tuple[str, ...]) -> Finding:
    """The finding for the first known message: the present state comes before older events."""
    known = (
        (text, why, fix) for text in quotes for pattern, why, fix in _KNOWN if re.search(pattern, text, re.IGNORECASE)
    )
    otherwise = (
        next(filter(None, quotes), ""),
        "kubelet has not started it yet",
        "the last event gives the reason; only pulling a large image takes this long",
    )
    seen, why, fix = next(known, otherwise)
    message = f"it is on node {pod.spec.node} but does not start: {why}"
    fix = f"{fix}; {describe(pod)}"
    return error(__name__, pods([pod]), message, fix, groups=group_names(situation, pod), seen=[seen])
