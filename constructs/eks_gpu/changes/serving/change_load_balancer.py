"""The edit gives a workload another load balancer, or none.

**Why.** Kind, scheme and group decide which load balancer a workload has. With another one, its address changes;
clients reach nothing until the DNS record names the new address, and what others have cached runs out. A Service cannot
change its class, so `kind: nlb` instead of `internal`, or the reverse, replaces the Service.

**Fix.** Nothing, if that is intended. To move clients without a gap, expose a second workload first, change the DNS
record, and remove the old one a day later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.checks._report import warning
from eks_gpu.spec import ExposeSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import WorkloadSpec

BEFORE = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress}
"""
BAD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: nlb}
"""
GOOD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, host: llm.example.com}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare what decides about the load balancer."""
    for was, now in workloads(old, new):
        before, after = _balancer(was.spec), _balancer(now.spec)
        if before and before != after:
            message = (
                f"{now.name} loses its load balancer"
                if after is None
                else f"{now.name} gets another load balancer, with another address"
            )
            message += (
                "; clients reach nothing until their DNS record follows" if after else ", and clients its address"
            )
            yield warning(__name__, f"{now.where}.expose", message, "nothing, if that is intended")


def _balancer(spec: WorkloadSpec) -> tuple[str, ...] | None:
    """The part of a workload that identifies its load balancer; None for none."""
    if isinstance(spec.expose, ExposeSpec):
        return (spec.expose.kind, spec.expose.scheme, spec.expose.group or "")
    return (spec.expose,) if spec.expose == "internal" else None
