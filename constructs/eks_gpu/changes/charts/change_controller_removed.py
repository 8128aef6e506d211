"""The edit uninstalls the load balancer controller while there are load balancers.

**Why.** The platform stack, which holds the controller, is applied before the workloads stack. Without the controller
nobody changes load balancers or deletes them, and nobody takes away the finalizers of Ingress and Service: Terraform
waits 20 minutes for their deletion and fails, and the load balancers go on costing money.

**Fix.** Keep the controller. Remove `expose` first and apply; remove the controller with the next edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.charts.load_balancer_controller import chart_of_controller, has_controller
from eks_gpu.design.exposure import by_controller
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

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
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
"""
GOOD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Look for load balancers whose controller goes."""
    behind = [workload.name for workload in old.workloads if by_controller(workload.spec)]
    if not behind or not _installs(old) or _installs(new) or (has_controller(new.spec) and _still(new, behind)):
        return
    message = f"the controller goes before the load balancers of {listed(behind)}, which only it can delete"
    fix = "keep it until an apply has removed them"
    yield error(__name__, "load_balancer_controller", message, fix)


def _installs(design: ClusterDesign) -> bool:
    """Whether the file itself installs the controller."""
    spec = design.spec
    by_field = spec.load_balancer_controller is not None and spec.load_balancer_controller.kind == "install"
    return by_field or chart_of_controller(spec) is not None


def _still(design: ClusterDesign, names: list[str]) -> bool:
    """Whether these workloads keep their load balancers, which somebody else's controller takes over."""
    return set(names) <= {workload.name for workload in design.workloads if by_controller(workload.spec)}
