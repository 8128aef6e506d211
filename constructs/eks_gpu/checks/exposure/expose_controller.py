"""A load balancer has no controller that makes it, or gets two that fight over it.

**Why.** Kubernetes accepts an Ingress and a Service of any class, and nothing happens until a controller of that class
runs: the object never gets an address, and no error says why. The other way round, the controller's chart installs a
webhook that gives its own class to every new Service of type LoadBalancer. The Service of `expose: internal` has no
class in Terraform, so each apply would replace it, together with its load balancer.

**Fix.** Write `load_balancer_controller: {}`, which installs the controller with its permissions, or `kind: existing`
if the cluster gets it from elsewhere. Where `charts` installs it next to `expose: internal`, write
`enableServiceMutatorWebhook: false` into its values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._chart_values import merged_values
from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads
from eks_gpu.checks.exposure._exposed import exposed
from eks_gpu.design.charts.load_balancer_controller import chart_of_controller, has_controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_WEBHOOK = "enableServiceMutatorWebhook"

BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress}
"""
GOOD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for the controller, and for its webhook."""
    if not has_controller(design.spec):
        for where, workload, given in exposed(design):
            message = f"nothing makes the load balancer of {workload.name}: the AWS Load Balancer Controller is missing"
            fix = "add 'load_balancer_controller: {}', or with 'kind: existing' if something else installs it"
            rests_on = ("load_balancer_controller", "charts[*]")
            yield error(__name__, f"{where}.kind", f"{message} ('kind: {given.kind}')", fix, *rests_on)
    index = chart_of_controller(design.spec)
    inside = [where for where, workload in workloads(design.spec) if workload.expose == "internal"]
    if index is not None and inside and merged_values(design, index).get(_WEBHOOK) is not False:
        message = (
            f"the chart's webhook would give its class to the Service of {inside[0]}, and every apply would replace it"
        )
        yield error(__name__, f"charts[{index}].values", message, f"write '{_WEBHOOK}: false'", f"{inside[0]}.expose")
