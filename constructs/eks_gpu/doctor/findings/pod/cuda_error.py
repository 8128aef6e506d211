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
