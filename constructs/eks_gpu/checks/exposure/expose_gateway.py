"""A Gateway has no definitions, or a controller that is too old for it.

**Why.** The kinds of the Gateway API are not part of Kubernetes. The AWS Load Balancer Controller looks for them when
it starts, and if one is missing, no Gateway ever gets a load balancer; without the definitions, even the apply fails.
The controller's chart brings the definitions of AWS, and the cluster file has to bring the others. Versions before
3.5.0 know only AWS's `v1beta1`.

**Fix.** Save `standard-install.yaml` of the Gateway API's release next to the cluster file, and apply it in the
platform stack. If the cluster has the definitions from elsewhere, ignore this rule with that reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.checks.exposure._exposed import exposed
from eks_gpu.design.charts.gateways import NEEDED_KINDS, defined_kinds
from eks_gpu.design.charts.load_balancer_controller import design_controller
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Its first version with gateway.k8s.aws/v1 (apis/gateway/v1 of the tag).
_LEAST = (3, 5, 0)

BAD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: gateway}
"""
GOOD = """\
load_balancer_controller: {kind: existing}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: gateway}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for the definitions, where eks-gpu installs the controller."""
    served = [where for where, _, given in exposed(design) if given.kind == "gateway"]
    controller = design_controller(design.spec)
    if not served or controller is None:
        return
    if tuple(map(int, controller.version.split("."))) < _LEAST:
        message = f"version {controller.version} of the controller does not know gateway.k8s.aws/v1"
        fix = "write a version from 3.5.0, or remove it"
        yield error(__name__, "load_balancer_controller.version", message, fix, f"{served[0]}.kind")
    missing = set(NEEDED_KINDS)
    for release in design.releases:
        kinds = defined_kinds(release.objects)
        if release.stack == "platform":
            missing -= kinds
        elif kinds & set(NEEDED_KINDS):
            message = "the workloads stack defines kinds of the Gateway API, and the controller starts before it"
            yield error(__name__, f"{release.where}.stack", message, "write 'stack: platform'", f"{served[0]}.kind")
            return
    if missing:
        names, published = listed(sorted(missing)), catalog.gateway_api()
        message = f"nothing defines {names} (gateway.networking.k8s.io/v1), and the controller makes no load balancer"
        fix = (
            f"save {published.url} next to this file and add to 'manifests': "
            "{name: gateway-api, files: [standard-install.yaml], apply: true, stack: platform}"
        )
        yield error(__name__, f"{served[0]}.kind", message, fix, "manifests", "load_balancer_controller")
