"""A probe has no target, or has two.

**Why.** A probe is one HTTP request, one connection or one command. An HTTP request or connection needs a port; without
one, Kubernetes refuses the pod.

**Fix.** Write `path` with a port, only `port`, or `command`. If `port` is left out, the probe uses the first of
`ports`.
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
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes:
      liveness: {path: /health, command: [cat, /tmp/alive]}
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes:
      liveness: {path: /health}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check every probe in the cluster file."""
    for where, workload in workloads(design.spec):
        for name in ("startup", "readiness", "liveness"):
            probe = getattr(workload.probes, name, None)
            if probe is None:
                continue
            here = f"{where}.probes.{name}"
            if probe.command and (probe.path or probe.port):
                message = f"the {name} probe of {workload.name} has both a command and a network target"
                yield error(__name__, f"{here}.command", message, "remove it, or remove 'path' and 'port'")
            elif not (probe.command or probe.port or workload.ports):
                message = f"the {name} probe of {workload.name} has no port, and 'ports' is empty"
                yield error(__name__, here, message, "add 'port', or 'command'", f"{where}.ports")
