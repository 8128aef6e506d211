"""Two workloads claim the same requests, or one host name stands for two load balancers.

**Why.** On a shared load balancer the rule that comes first wins, by namespace and name, and the other workload never
gets a request. Without a shared one, each workload has a load balancer of its own, and the DNS record of their host can
name only one of them. Each workload with `kind: gateway` has its own.

**Fix.** Give them different paths or hosts; give workloads of one host the same `group`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks.exposure._exposed import exposed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
load_balancer_controller: {}
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, host: llm.example.com, group: models}
  - name: embed
    kind: deployment
    image: registry.example/embed:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, host: llm.example.com, group: models}
"""
GOOD = """\
load_balancer_controller: {}
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, host: llm.example.com, group: models}
  - name: embed
    kind: deployment
    image: registry.example/embed:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, host: llm.example.com, path: /v1/embeddings, group: models}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare hosts, paths and groups."""
    rules: dict[tuple[str, str, str], str] = {}
    hosts: dict[str, tuple[str, str]] = {}
    for where, workload, given in exposed(design):
        if given.kind == "nlb":
            continue
        balancer = given.group or f"{workload.spec.namespace}/{workload.name}"
        host, path = given.host or "", given.path.rstrip("/")
        first = rules.setdefault((balancer, host, path), workload.name)
        if first != workload.name:
            asked = f"{given.host or 'every host'}{given.path}"
            message = f"{first} and {workload.name} both want the requests for {asked}, and one of them gets none"
            yield error(
                __name__, f"{where}.path", message, "give one of them another 'path' or 'host'", f"{where}.host"
            )
        other, name = hosts.setdefault(host, (balancer, workload.name)) if host else (balancer, "")
        if other != balancer:
            message = f"{host} is a host of {name} and of {workload.name}, which have two load balancers: DNS finds one"
            fix = "give both 'kind: ingress' and the same 'group'"
            yield warning(__name__, f"{where}.host", message, fix, f"{where}.group")
