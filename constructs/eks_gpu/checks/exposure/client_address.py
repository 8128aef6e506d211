"""`preserve_client_ip` has no load balancer to apply to, needs a newer Kubernetes, or disables the address filter.

**Why.** The setting reaches AWS through an annotation that EKS's own controller reads since Kubernetes 1.34
(kubernetes/cloud-provider-aws, `docs/service_controller.md`); older versions ignore it. With `false` the nodes see the
addresses of the load balancer, which they always admit, so the address blocks in `access.private_cidrs` no longer limit
who reaches the pods.

**Fix.** Remove the field, write `expose: internal`, or upgrade first. Where addresses must be filtered, leave the field
unset and call the Service from inside the cluster by its DNS name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.problem import listed
from eks_gpu.spec import CreatedNetworkSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_SINCE = 34

BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    preserve_client_ip: true
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


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check the kind of exposure, the Kubernetes minor and the admitted address blocks."""
    spec = design.spec
    for workload in design.workloads:
        preserved, here = workload.spec.preserve_client_ip, f"{workload.where}.preserve_client_ip"
        if preserved is None:
            continue
        outside = workload.serving.load_balancer
        if outside is None:
            exposed = workload.spec.expose
            said = exposed if isinstance(exposed, str) else f"of kind {exposed.kind}"
            message = f"{workload.name} has no Network Load Balancer, because 'expose' is {said}"
            yield error(__name__, here, message, "remove it, or write 'expose: internal'", f"{workload.where}.expose")
        elif outside.load_balancer_class:
            continue
        elif int(spec.kubernetes_version.partition(".")[2]) < _SINCE:
            message = f"EKS supports this from Kubernetes 1.{_SINCE}, and the cluster runs {spec.kubernetes_version}"
            fix = f"upgrade to 1.{_SINCE} first, or remove it"
            yield error(__name__, here, message, fix, "kubernetes_version")
        elif not preserved and outside.source_ranges and not isinstance(spec.network, CreatedNetworkSpec):
            ranges = listed(outside.source_ranges)
            message = (
                f"nodes see the load balancer's own addresses, so {ranges} no longer limits who reaches {workload.name}"
            )
            fix = "remove it if the address blocks are meant as a filter; otherwise ignore this finding"
            yield warning(__name__, here, message, fix, "access", "network")
