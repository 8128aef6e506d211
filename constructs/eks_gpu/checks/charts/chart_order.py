"""The load balancer controller is installed after releases whose load balancers it manages.

**Why.** Releases are removed in the reverse order. Without the controller nothing deletes the load balancers of the
other releases: their Services and Ingresses hang in deletion, and the load balancers stay in AWS and are billed. While
it starts, its webhook also refuses the Services of releases that are installed at the same time.

**Fix.** Move the chart to the front of `charts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import charts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_CONTROLLER = "aws-load-balancer-controller"

BAD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
  - name: load-balancers
    namespace: kube-system
    repository: https://aws.github.io/eks-charts
    chart: aws-load-balancer-controller
    version: 3.5.0
"""
GOOD = """\
charts:
  - name: load-balancers
    namespace: kube-system
    repository: https://aws.github.io/eks-charts
    chart: aws-load-balancer-controller
    version: 3.5.0
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for charts before the controller."""
    found = list(charts(design.spec))
    for where, chart in found[1:]:
        if chart.chart.rpartition("/")[2] == _CONTROLLER and chart.stack == found[0][1].stack:
            message = (
                f"the load balancer controller is removed before {found[0][1].name!r}, which may have load balancers"
            )
            yield warning(__name__, where, message, "move it to the front of 'charts'")
        elif chart.chart.rpartition("/")[2] == _CONTROLLER and chart.stack == "workloads":
            message = "the load balancer controller is in the workloads stack, next to the workloads that need it"
            yield warning(__name__, f"{where}.stack", message, "write 'stack: platform', and move it to the front")
