"""A load balancer would ask pods a question that they do not answer.

**Why.** An Application Load Balancer asks every pod by HTTP, for `/` unless another path is set, and sends requests
only to pods that answer. Model servers answer 404 there (vLLM and SGLang answer on `/health`), so clients would get 503
although the pods run. If the readiness probe asks for another path, a pod can be ready for Kubernetes and never get a
request.

**Fix.** Write the path once, in the readiness probe; write `health_path` if the load balancer shall ask for another
one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks.exposure._exposed import exposed
from eks_gpu.design.exposure import health_check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    expose: {kind: ingress}
"""
GOOD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes:
      readiness: {path: /health}
    expose: {kind: ingress}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for the path, and compare it with that of the readiness probe."""
    for where, workload, given in exposed(design):
        probes, path = workload.spec.probes, health_check(workload.spec, given, None).path
        ready = probes.readiness.path if probes and probes.readiness else None
        if given.kind != "nlb" and path is None:
            message = (
                f"the load balancer would ask the pods of {workload.name} for '/', and few model servers answer there"
            )
            fix = "add 'probes: {readiness: {path: /health}}', or write 'health_path', which may be '/'"
            yield error(__name__, where, message, fix, f"{workload.where}.probes")
        elif ready and path != ready:
            message = (
                f"the load balancer asks for {path} and the readiness probe for {ready}: a pod can be ready and idle"
            )
            fix = f"remove it, or write {path} in 'probes.readiness.path'"
            yield warning(__name__, f"{where}.health_path", message, fix, f"{workload.where}.probes")
