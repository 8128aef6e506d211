"""A workload is open to the whole internet, or its requests cross the internet unencrypted.

**Why.** A model server asks for no password unless an option says so (vLLM: `--api-key`). Scanners find a new address
within minutes; then strangers use the GPUs, read what the API shows and fill its queue. Without TLS everyone on the way
reads prompts, answers and keys.

**Fix.** Write the clients' blocks in `allow_cidrs`, and a certificate in `tls`. If everyone is meant to come, write
`allow_cidrs: [0.0.0.0/0]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks.exposure._exposed import exposed

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
    probes: {readiness: {path: /health}}
    expose:
      kind: ingress
      scheme: internet-facing
      host: llm.example.com
      tls: {}
"""
GOOD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose:
      kind: ingress
      scheme: internet-facing
      host: llm.example.com
      tls: {}
      allow_cidrs: [203.0.113.0/24]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at load balancers that face the internet."""
    for where, workload, given in exposed(design):
        if given.scheme == "internal":
            continue
        if not given.allow_cidrs:
            message = f"everyone on the internet reaches {workload.name}"
            fix = "write the clients in 'allow_cidrs', or [0.0.0.0/0] if everyone is meant"
            yield warning(__name__, f"{where}.scheme", message, fix)
        if given.tls is None:
            message = f"requests to {workload.name}, and its answers, cross the internet unencrypted"
            yield warning(__name__, f"{where}.scheme", message, "add 'tls' with a certificate of ACM", f"{where}.tls")
