"""A probe gives its container too little time to answer.

**Why.** A server under load answers late, and a server that is loading a model does not answer at all. If the timeout
is longer than the period, probes overlap. And a liveness probe that fails within seconds restarts a busy server; while
it loads its model again, the other pods take over its load and fail next.

**Fix.** Let the liveness probe tolerate at least half a minute without an answer: `failures: 6`, or a longer `every`.
Readiness may fail quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


_LEAST_SECONDS = 20

BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes:
      liveness: {path: /health, failures: 1}
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes:
      liveness: {path: /health, failures: 6}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check the probes in the cluster file, not those that eks-gpu derives."""
    for workload in design.workloads:
        asked = workload.spec.probes
        for name, probe in workload.serving.probes.items():
            if getattr(asked, name, None) is None:
                continue
            where = f"{workload.where}.probes.{name}"
            if probe.timeout_seconds > probe.period_seconds:
                message = f"an answer may take {probe.timeout_seconds}s, but the probe runs every "
                message += f"{probe.period_seconds}s"
                yield warning(__name__, f"{where}.timeout", message, "write a shorter 'timeout' or a longer 'every'")
            silent = probe.period_seconds * probe.failures
            if name == "liveness" and silent < _LEAST_SECONDS:
                message = f"{silent}s without an answer restart {workload.name}, which then loads its model again"
                yield warning(__name__, where, message, "write 'failures: 6', or a longer 'every'")
