"""A field of `expose` does not belong to its kind, or names a port that the Service does not have.

**Why.** A Network Load Balancer forwards connections. It sees neither hosts nor paths, and has a listener for each port
of the Service, so `host`, `path`, `port` and `group` would do nothing. A Gateway is never shared, so `group` would do
nothing there either, and Kubernetes refuses paths with empty or relative parts in its route. An Ingress that names a
port without a Service behind it answers every request with 503.

**Fix.** Remove the field, or write `kind: ingress`; name one of `ports` or `service_ports`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks.exposure._exposed import exposed
from eks_gpu.design.exposure import served_ports
from eks_gpu.problem import listed
from eks_gpu.spec import ExposeSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_OF_HTTP = ("host", "path", "port", "group")
# Characters of a path in an HTTPRoute (Gateway API v1, `HTTPPathMatch`).
_ROUTE_PATH = re.compile(r"(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+")

BAD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    expose: {kind: nlb, host: llm.example.com}
"""
GOOD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    expose: {kind: nlb}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the fields with the kind, and the port with the Service's."""
    for where, workload, given in exposed(design):
        if given.kind == "gateway":
            yield from _of_gateway(where, given)
        if given.kind == "nlb":
            for field in _OF_HTTP:
                if getattr(given, field) != ExposeSpec.model_fields[field].default:
                    message = f"a Network Load Balancer forwards connections and has no {field!r}"
                    yield error(
                        __name__, f"{where}.{field}", message, "remove it, or write 'kind: ingress'", f"{where}.kind"
                    )
            continue
        ports = served_ports(workload.spec)
        if given.port and ports and given.port not in ports:
            message = f"the Service of {workload.name} has no port {given.port}"
            fix = f"write one of {listed([str(port) for port in ports])}"
            rests_on = (f"{workload.where}.ports", f"{workload.where}.service_ports")
            yield error(__name__, f"{where}.port", message, fix, *rests_on)


def _of_gateway(where: str, given: ExposeSpec) -> Iterator[Problem]:
    if given.group is not None:
        message = f"a Gateway belongs to one workload, so it cannot be shared as {given.group!r}"
        yield error(__name__, f"{where}.group", message, "remove it, or write 'kind: ingress'", f"{where}.kind")
    if not _fits_a_route(given.path):
        message = f"the API server refuses the path {given.path!r} in an HTTPRoute"
        fix = "write a path without '//', '.' and '..' parts, '%2F', '?' and '#', such as '/v1'"
        yield error(__name__, f"{where}.path", message, fix, f"{where}.kind")


def _fits_a_route(path: str) -> bool:
    parts = path[1:].removesuffix("/").split("/")
    relative = path != "/" and any(part in {"", ".", ".."} for part in parts)
    return bool(_ROUTE_PATH.fullmatch(path)) and not relative and "%2f" not in path.lower()
