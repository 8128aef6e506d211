"""A workload has both `drain` and `pre_stop`.

**Why.** Kubernetes runs one command before it stops a container, and `drain` is such a command.

**Fix.** Keep one of them; `pre_stop` can sleep by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    ports: [8000]
    drain: 10s
    pre_stop: [/app/finish]
"""
GOOD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    ports: [8000]
    pre_stop: [/bin/sh, -c, "/app/finish && sleep 10"]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for both."""
    for where, workload in workloads(design.spec):
        if workload.drain and workload.pre_stop:
            message = (
                f"{workload.name} has 'drain' and 'pre_stop', and Kubernetes runs one command before it stops a pod"
            )
            yield error(__name__, f"{where}.pre_stop", message, "remove one of them", f"{where}.drain")
