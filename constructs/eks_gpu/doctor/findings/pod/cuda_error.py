"""A program that uses a GPU prints why it fails.

**Why.** The output of CUDA, NCCL or the container runtime names the cause more often than any event does: a driver that
is too old, a build for other GPUs, or full memory.

**Fix.** Follow the message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.findings.pod._ends import known_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("gpu-hardware", "driver-missing", "device-plugin-twice")

BAD = """\
# kubectl -n team logs serve-7c9d4f6b5-00000 --previous
serve.log: >
  torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 21.98 GiB
---
# kubectl -n team get pod serve-7c9d4f6b5-00000 -o yaml
kind: Pod
metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
status:
  phase: Running
  containerStatuses:
    - name: serve
      ready: false
      restartCount: 7
      state: {waiting: {reason: CrashLoopBackOff}}
      lastState: {terminated: {reason: Error, exitCode: 1}}
"""
GOOD = """\
# kubectl -n team logs serve-7c9d4f6b5-00000
serve.log: >
  INFO 11-20 10:22:07 Application startup complete.
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Read the logs of pods; one finding for each meaning, with its newest line."""
    reported: set[str] = set()
    for line in reversed(situation.seen.logs):
        means, fix = known_end(line.text) if line.of == "pod" else ("", "")
        if means and means not in reported:
            reported.add(means)
            # If no pod fails, the program went on after the message.
            tell = error if situation.failing or not situation.seen.knows("Pod") else warning
            yield tell(__name__, f"log {line.file or 'of a pod'}", f"{means}", fix, seen=(line.text,))
