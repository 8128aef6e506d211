"""TLS at a load balancer has no certificate, or one that the load balancer cannot use.

**Why.** A listener for TLS needs a certificate, and load balancers use those of their own region. The AWS Load Balancer
Controller looks in ACM for a certificate that covers `host`, for an Ingress and for a Gateway. If it finds none, it
makes no load balancer, and only an event of the object says so.

**Fix.** Write the certificate's ARN in `tls.certificate_arns`, or, with `kind: ingress` or `gateway`, the `host` that
the certificate is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
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
      host: llm.example.com
      tls: {}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for certificates, and at their region."""
    region, partition = design.spec.region, design.partition
    for where, workload, given in exposed(design):
        if given.tls is None:
            continue
        arns = given.tls.certificate_arns
        if not arns and given.kind == "nlb":
            message = f"TLS of {workload.name} has no certificate, and none is looked for with 'kind: nlb'"
            yield error(__name__, f"{where}.tls", message, "add 'certificate_arns'", f"{where}.kind")
        elif not arns and given.host is None:
            message = f"TLS of {workload.name} has no certificate, and without 'host' none can be found in ACM"
            yield error(__name__, f"{where}.tls", message, "add 'certificate_arns', or 'host'", f"{where}.host")
        for index, arn in enumerate(arns):
            _, own, service, there, _ = arn.split(":", 4)
            place = there if service == "acm" else region
            if (own, place) != (partition, region):
                message = f"this certificate is in {place} ({own}), and the load balancer in {region} ({partition})"
                fix = f"write a certificate of {region}; ACM can issue one for the same name in each region"
                yield error(__name__, f"{where}.tls.certificate_arns[{index}]", message, fix, "region")
