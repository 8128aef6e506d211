"""Workloads that share a load balancer disagree about it.

**Why.** A load balancer has one scheme, one set of subnets, one idle timeout, and one list of clients for each port. If
two members of a group differ, the controller fails for the whole group, and changes nothing for any member until they
agree (`docs/guide/ingress/annotations.md`, "Exclusive Annotations").

**Fix.** Write the same values for all members, or another `group`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks.exposure._exposed import exposed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import ExposeSpec

BAD = """\
load_balancer_controller: {}
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, host: chat.example.com, group: models, idle_timeout: 30m}
  - name: embed
    kind: deployment
    image: registry.example/embed:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, host: embed.example.com, group: models}
"""
GOOD = """\
load_balancer_controller: {}
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, host: chat.example.com, group: models, idle_timeout: 30m}
  - name: embed
    kind: deployment
    image: registry.example/embed:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, host: embed.example.com, group: models, idle_timeout: 30m}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare each member with the first of its group."""
    first: dict[str, tuple[str, ExposeSpec]] = {}
    for where, workload, given in exposed(design):
        if given.kind != "ingress" or given.group is None:
            continue
        name, other = first.setdefault(given.group, (workload.name, given))
        for field in _differing(other, given):
            message = f"{workload.name} and {name} share the load balancer {given.group!r}, but not its {field!r}"
            yield error(
                __name__, f"{where}.{field}", message, f"write {field!r} as {name} does, or another 'group'", where
            )


def _differing(one: ExposeSpec, other: ExposeSpec) -> Iterator[str]:
    for field in ("scheme", "idle_timeout"):
        if getattr(one, field) != getattr(other, field):
            yield field
    for field in ("subnets", "allow_cidrs"):
        if set(getattr(one, field)) != set(getattr(other, field)):
            yield field
    # The redirect to HTTPS holds for all members.
    if (one.tls is None) != (other.tls is None) or (one.tls and other.tls and one.tls.policy != other.tls.policy):
        yield "tls"
