"""A probe asks nothing, or in two ways.

**Why.** A probe is one HTTP request, one connection or one command. Without a port there is nowhere to ask; Kubernetes
refuses the pod.

**Fix.** Write `path` with a port, `port`, or `command`; without `port` it is the first of `ports`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every probe that is written."""
    for where, workload in workloads(design.spec):
        for name in ("startup", "readiness", "liveness"):
            probe = getattr(workload.probes, name, None)
            if probe is None:
                continue
            here = f"{where}.probes.{name}"
            if probe.command and (probe.path or probe.port):
                message = f"the {name} probe of {workload.name} asks by a command and by the network"
                yield error(__name__, f"{here}.command", message, "remove it, or 'path' and 'port'")
            elif not (probe.command or probe.port or workload.ports):
                message = f"the {name} probe of {workload.name} has no port to ask, and 'ports' is empty"
                yield error(__name__, here, message, "add 'port', or 'command'", f"{where}.ports")
