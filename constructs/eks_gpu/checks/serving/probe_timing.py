"""A probe gives its container no time.

**Why.** A server under load answers late, and one that loads a model not at all. With a timeout longer than its period
questions overlap; and a liveness probe that fails within seconds restarts a busy server, which then loads its model
again while the others take its load: they fail next.

**Fix.** Let liveness take half a minute or more of silence: `failures: 6`, or a longer `every`. Readiness may be quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


_LEAST_SECONDS = 20


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at what is asked for, not at what is derived."""
    for workload in design.workloads:
        asked = workload.spec.probes
        for name, probe in workload.serving.probes.items():
            if getattr(asked, name, None) is None:
                continue
            where = f"{workload.where}.probes.{name}"
            if probe.timeout_seconds > probe.period_seconds:
                message = f"an answer may take {probe.timeout_seconds}s, and the next question comes every "
                message += f"{probe.period_seconds}s"
                yield warning(__name__, f"{where}.timeout", message, "write a shorter 'timeout' or a longer 'every'")
            silent = probe.period_seconds * probe.failures
            if name == "liveness" and silent < _LEAST_SECONDS:
                message = f"{silent}s of silence restart {workload.name}, which then loads its model again"
                yield warning(__name__, where, message, "write 'failures: 6', or a longer 'every'")
