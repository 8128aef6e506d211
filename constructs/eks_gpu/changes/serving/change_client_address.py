"""The edit removes `preserve_client_ip: false`, but the load balancer keeps the setting.

**Why.** Without the annotation, EKS's controller leaves the attributes of the target groups unchanged
(kubernetes/cloud-provider-aws, `buildTargetGroupAttributes`): pods continue to see the load balancer's addresses, and
the address filter stays disabled.

**Fix.** Write `preserve_client_ip: true`, and keep it in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
access:
  runner: vpc
  private_cidrs: [10.1.0.0/16]
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    expose: internal
    preserve_client_ip: false
"""
BAD = """\
access:
  runner: vpc
  private_cidrs: [10.1.0.0/16]
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    expose: internal
"""
GOOD = """\
access:
  runner: vpc
  private_cidrs: [10.1.0.0/16]
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    expose: internal
    preserve_client_ip: true
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the setting of workloads that stay behind a load balancer."""
    for was, now in workloads(old, new):
        removed = was.spec.preserve_client_ip is False and now.spec.preserve_client_ip is None
        if removed and was.serving.load_balancer and now.serving.load_balancer:
            message = f"the load balancer of {now.name} keeps 'preserve_client_ip: false', although the file drops it"
            fix = "write 'preserve_client_ip: true'"
            yield warning(__name__, f"{now.where}.preserve_client_ip", message, fix)
