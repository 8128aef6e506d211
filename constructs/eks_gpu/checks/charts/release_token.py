"""The releases of a stack may together take longer than the Kubernetes token is valid.

**Why.** The token of EKS is valid for 15 minutes, and the Helm provider gets one for the whole apply
(`kubernetes_auth: ephemeral` or `data`). The releases of a stack follow each other, and each may take its `timeout`. If
the token expires on the way, the apply fails with Unauthorized, and the release in progress stays `pending-install`
until somebody removes it with `helm`.

**Fix.** Write `access.kubernetes_auth: exec`: the AWS CLI, which must be where Terraform runs, then prints a new token
whenever one is needed. Or write shorter `timeout`s, whose sum is at most 12 minutes in each stack. An atomic release
counts twice, because undoing it takes as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.charts.releases import worst_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Aws-iam-authenticator and EKS: 15 minutes; what comes before the first release in an apply takes its part.
_MOST_SECONDS = 12 * 60

BAD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
    timeout: 10m
  - name: lws
    namespace: lws-system
    repository: oci://registry.k8s.io/lws/charts
    chart: lws
    version: 0.8.0
"""
GOOD = """\
access:
  kubernetes_auth: exec
  runner: vpc
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
    timeout: 10m
  - name: lws
    namespace: lws-system
    repository: oci://registry.k8s.io/lws/charts
    chart: lws
    version: 0.8.0
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Add up the timeouts of each stack's releases."""
    access = design.spec.access
    if access.kubernetes_auth == "exec":
        return
    for stack in ("platform", "workloads"):
        releases = [release for release in design.releases if release.stack == stack]
        total = sum(map(worst_seconds, releases))
        if total > _MOST_SECONDS:
            message = (
                f"the {len(releases)} releases of the {stack} stack may take {total // 60} minutes by their timeouts; "
                f"the token of 'kubernetes_auth: {access.kubernetes_auth}' is valid for 15"
            )
            fix = "write 'access: {kubernetes_auth: exec}', or timeouts with a sum of at most 12m"
            last = next((one.where for one in reversed(releases) if not one.own), releases[-1].where)
            yield error(__name__, f"{last}.timeout", message, fix, "access.kubernetes_auth")
