"""A port of a Service leads to no port of the container, or is listed twice.

**Why.** Requests to a port whose target nobody serves are refused, and Kubernetes refuses a Service with the same port
or name twice.

**Fix.** Write one of the workload's `ports` as `target`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import among, error
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
    service_ports: [{port: 80, target: 8080}]
"""
GOOD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    ports: [8000]
    service_ports: [{port: 80, target: 8000}]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare targets with the container's ports, and ports and names with each other."""
    for where, workload in workloads(design.spec):
        taken: set[int | str] = set()
        for index, port in enumerate(workload.service_ports):
            here = f"{where}.service_ports[{index}]"
            if port.target not in workload.ports:
                ports = among([str(number) for number in workload.ports], "no ports")
                message = f"{workload.name} does not serve on {port.target}; it has {ports}"
                fix = f"write one of its ports, or add {port.target} to 'ports'"
                yield error(__name__, f"{here}.target", message, fix, f"{where}.ports")
            for field, value in (("port", port.port), ("name", port.name or f"tcp-{port.port}")):
                if value in taken:
                    yield error(
                        __name__, f"{here}.{field}", f"{value} is listed twice", "write another one, or remove it"
                    )
                    break
                taken.add(value)
