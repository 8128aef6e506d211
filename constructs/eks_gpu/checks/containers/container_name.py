"""Two containers of a pod have the same name.

**Why.** Kubernetes refuses such a pod. The workload's own container has the name of the workload.

**Fix.** Give each entry of `containers` and `init_containers` a name of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import containers, workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Kubernetes refuses the object.
IGNORABLE = False

BAD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    containers:
      - {name: chat, image: "registry.example/proxy:1"}
"""
GOOD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    containers:
      - {name: proxy, image: "registry.example/proxy:1"}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the names of all containers of a pod."""
    for where, workload in workloads(design.spec):
        taken = {workload.name: f"{where}.name"}
        for here, container in containers(where, workload):
            if container.name in taken:
                message = f"{container.name!r} is the name of another container of the pod ({taken[container.name]})"
                fix = f"write another name, such as {container.name}-side"
                yield error(__name__, f"{here}.name", message, fix, taken[container.name])
            taken.setdefault(container.name, f"{here}.name")
