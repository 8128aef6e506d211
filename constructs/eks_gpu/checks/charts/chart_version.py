"""A chart has no exact version.

**Why.** With `latest`, a range or a part of a version, such as `1.2`, Helm takes the newest chart that fits at the
moment of each plan. Two plans of the same commit then differ, and an upgrade happens that nobody reviewed.

**Fix.** Write the complete version of the chart, such as 78.5.0. `helm search repo NAME --versions` lists them; with
an OCI registry, `helm show chart oci://…/NAME` prints the newest one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import charts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Semantic Versioning 2.0.0; Helm also accepts a leading 'v' (Masterminds/semver).
_EXACT = re.compile(
    r"v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
    r"(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?"
)

BAD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: latest
"""
GOOD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the version of every chart."""
    for where, chart in charts(design.spec):
        if not _EXACT.fullmatch(chart.version):
            message = f"{chart.version!r} is not an exact version, so the chart could change without an edit"
            yield error(__name__, f"{where}.version", message, "write the complete version, such as 78.5.0")
