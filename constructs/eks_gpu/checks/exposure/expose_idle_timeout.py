"""A load balancer's idle timeout is one that AWS refuses, or cuts answers while the model computes.

**Why.** While a model reads a long prompt or writes an answer that is not streamed, no byte flows. A load balancer cuts
the connection when that takes longer than its idle timeout, and the client gets an error (504) while the GPU computes
on. AWS accepts 1 to 4000 seconds for an Application Load Balancer, 60 to 6000 for TCP listeners of a Network Load
Balancer, and no change for its TLS listeners.

**Fix.** Remove the field: the default is 350 seconds with `kind: nlb`, and 10 minutes otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks.exposure._exposed import exposed
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Elastic Load Balancing user guides: "Connection idle timeout", "Update the TCP idle timeout".
_RANGES = {"ingress": (1, 4000), "gateway": (1, 4000), "nlb": (60, 6000)}
# AWS's default, below which an edit is more likely a mistake.
_SHORT = 60

BAD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, idle_timeout: 2h}
"""
GOOD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, idle_timeout: 1h}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the timeout with AWS's limits."""
    for where, workload, given in exposed(design):
        if given.idle_timeout is None:
            continue
        here, (least, most) = f"{where}.idle_timeout", _RANGES[given.kind]
        if given.kind == "nlb" and given.tls:
            message = "AWS lets nobody change the idle timeout of TLS listeners of a Network Load Balancer; it is 350s"
            yield error(__name__, here, message, "remove it, or use 'kind: ingress'", f"{where}.tls", f"{where}.kind")
        elif not least <= (given_seconds := seconds(given.idle_timeout)) <= most:
            message = f"AWS accepts {least}s to {most}s with 'kind: {given.kind}', not {given.idle_timeout}"
            yield error(__name__, here, message, f"write a time from {least}s to {most}s", f"{where}.kind")
        elif given_seconds < _SHORT:
            message = (
                f"an answer of {workload.name} that takes more than {given.idle_timeout} without a byte is cut off"
            )
            yield warning(__name__, here, message, "remove it for 10 minutes, or write a longer time")
