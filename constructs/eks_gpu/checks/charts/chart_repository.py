"""The repository of a chart is not `https://` or `oci://`, or contains credentials.

**Why.** A chart runs with the permissions of the cluster's administrator. Over `http://` anyone on the way can replace
the chart; a name such as `bitnami` refers to a list on one person's machine. A user name or password in the address
would be readable in git and in the Terraform state.

**Fix.** Write `https://…` or `oci://…`. For a registry that needs credentials, log in where Terraform runs, with
`helm registry login` or `helm repo add`, or copy the chart to ECR.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from eks_gpu.checks._report import error
from eks_gpu.checks._where import charts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# A password must not get into the state.
IGNORABLE = False

BAD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: http://charts.example
    chart: kube-prometheus-stack
    version: 67.8.0
"""
GOOD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://charts.example
    chart: kube-prometheus-stack
    version: 67.8.0
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the repository of every chart."""
    for where, chart in charts(design.spec):
        message, fix = _wrong(chart.repository)
        if message:
            yield error(__name__, f"{where}.repository", message, fix)


def _wrong(repository: str) -> tuple[str, str]:
    try:
        parts = urlsplit(repository)
    except ValueError:
        return "the repository is not an address", "write the address of a repository, such as https://charts.example"
    if parts.username is not None or parts.password is not None:
        return "the repository's address contains credentials", "remove them, and log in where Terraform runs"
    if parts.scheme == "http":
        fix = f"write https{repository.removeprefix('http')}, or copy the chart to a registry with TLS"
        return f"{repository!r} is not encrypted: anyone on the way can replace the chart", fix
    if parts.scheme not in {"https", "oci"} or not parts.hostname:
        fix = "write the address of a repository, such as https://charts.example or oci://registry.example/charts"
        return f"{repository!r} is not an address that begins with https:// or oci://", fix
    return "", ""
