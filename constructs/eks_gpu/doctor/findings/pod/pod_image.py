"""Kubelet cannot pull the image of a GPU pod.

**Why.** The pod holds its GPU node until the image is there.

**Fix.** Follow the registry's answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import group_names, pods
from eks_gpu.doctor.findings._images import advice, messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import Pod
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("node-pressure", "node-not-ready")
REASONS = {"ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ImageInspectError", "ErrImageNeverPull"}
SYMPTOM = True

BAD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  containers:
    - name: serve
      image: nvidia/cuda:11.0-base
status:
  phase: Pending
  containerStatuses:
    - name: serve
      ready: false
      state: {waiting: {reason: ErrImagePull}}
---
# kubectl -n team get events -o yaml
kind: Event
involvedObject: {kind: Pod, name: serve-7c9d4f6b5-00000, namespace: team}
reason: Failed
message: >-
  Failed to pull image "nvidia/cuda:11.0-base": rpc error: code = NotFound desc = failed to pull and
  unpack image "docker.io/nvidia/cuda:11.0-base": docker.io/nvidia/cuda:11.0-base: not found
"""
GOOD = """\
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
spec:
  containers:
    - name: serve
      image: nvidia/cuda:12.8.1-base-ubuntu24.04
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Containers that wait for an image, grouped by image."""
    found: dict[tuple[str, ...], list[Pod]] = {}
    for pod in situation.seen.pods:
        if situation.gpu_pods.wants_gpu(pod) and any(
            status.state.waiting and status.state.waiting.reason in REASONS for status in pod.statuses
        ):
            found.setdefault(pod.images, []).append(pod)
    for images, mine in found.items():
        quotes = [*situation.told(mine[0], "Failed"), *messages(mine[0])]
        message = f"kubelet cannot pull its image: {', '.join(images)}"
        groups = group_names(situation, mine[0])
        yield error(__name__, pods(mine), message, advice(" ".join(quotes), images), groups=groups, seen=quotes[:1])
