"""Values of a chart, or applied manifests, contain what looks like a secret.

**Why.** Values and manifests are readable in git, and in the cluster by anyone who may read Helm's release records;
values also in the Terraform state.

**Fix.** Create a Secret outside of this file (`kubectl create secret generic …`, or an operator that reads AWS Secrets
Manager), and name it in the values: most charts have a field such as `existingSecret`. If the value has been committed,
rotate it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import charts
from eks_gpu.checks.permissions._secret_paths import secret_paths
from eks_gpu.design.charts.documents import UnreadableError, documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_FIX = "put it into a Kubernetes Secret and name that instead; rotate it if it was committed"
_SEEN = "anyone could read it in git, in the Terraform state and in the cluster"

BAD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
    values:
      grafana: {adminPassword: correct-horse}
"""
GOOD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
    values:
      grafana: {admin: {existingSecret: grafana-admin}}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check all text that reaches a release, without ever printing a value."""
    for where, chart in charts(design.spec):
        for path in secret_paths(chart.values, f"{where}.values"):
            message = f"{path.rpartition('.')[2]} looks like a secret; {_SEEN}"
            yield warning(__name__, path, message, _FIX)
        for number, name in enumerate(chart.values_files):
            at = f"{where}.values_files[{number}]"
            for path in secret_paths(_plain(design, at), ""):
                yield warning(__name__, at, f"{name}: {path} looks like a secret; {_SEEN}", _FIX)
    for release in design.releases:
        for item in release.objects:
            place = f"{item.kind} {item.name}"
            if (item.group, item.kind) == ("", "Secret") and (item.plain.get("data") or item.plain.get("stringData")):
                yield warning(__name__, f"{release.where}.files", f"{place} holds its content as text; {_SEEN}", _FIX)
                continue
            for path in secret_paths(item.plain, ""):
                yield warning(__name__, f"{release.where}.files", f"{place}: {path} looks like a secret; {_SEEN}", _FIX)


def _plain(design: ClusterDesign, where: str) -> object:
    file = design.files.get(where)
    try:
        return [document.value for document in documents(file.text)] if file and file.text else None
    except UnreadableError:
        return None
