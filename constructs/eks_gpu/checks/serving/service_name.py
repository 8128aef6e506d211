"""A workload that gets a Service has a name that a Service cannot have.

**Why.** Stateful sets, training jobs and all workloads with `ports` get a Service of the same name, and the name of a
Service must begin with a letter (Kubernetes, RFC 1035 label names). Kubernetes would refuse it in the middle of an
apply.

**Fix.** Begin the name with a letter.
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
  - name: 7b-chat
    kind: deployment
    image: registry.example/7b-chat:1
    ports: [8000]
"""
GOOD = """\
workloads:
  - name: chat-7b
    kind: deployment
    image: registry.example/chat-7b:1
    ports: [8000]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check the first character of the names that Services get."""
    for where, workload in workloads(design.spec):
        serves = workload.kind in {"stateful_set", "training_job"} or workload.ports
        if serves and workload.name[0].isdigit():
            message = (
                f"{workload.name!r} gets a Service of the same name, and a Service's name must begin with a letter"
            )
            fix = f"write another name, such as 'w-{workload.name}'"
            yield error(__name__, f"{where}.name", message, fix, f"{where}.kind", f"{where}.ports")
