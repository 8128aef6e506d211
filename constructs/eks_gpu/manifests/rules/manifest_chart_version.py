"""Objects were rendered from another version of a chart than the one that the cluster file installs.

**Why.** Verdicts and the room that DaemonSets take are those of the rendering. If the chart's version has changed
since, they are right for a release that nobody installs.

**Fix.** Render the chart again, with its version and values: `helm template NAME CHART --repo REPOSITORY` with
`--version` and `--values`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.manifests.judged import warning
from eks_gpu.manifests.objects import labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.problem import Problem

# The label that charts write by convention (Helm, "Labels and Annotations"): name and version, with '_' for '+'.
_LABEL = "helm.sh/chart"
_LABELLED = re.compile(r"(.+?)-v?(\d+\.\d+\.\d+.*)")

BAD = """\
apiVersion: v1
kind: Service
metadata:
  name: tools
  labels: {helm.sh/chart: tools-1.4.0}
spec:
  ports: [{port: 80}]
"""
GOOD = """\
apiVersion: v1
kind: Service
metadata:
  name: tools
  labels: {helm.sh/chart: tools-1.5.0}
spec:
  ports: [{port: 80}]
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Compare the labels of objects with the versions in `charts`, once for each chart."""
    installed = {chart.chart.rpartition("/")[2]: chart.version for chart in found.design.spec.charts}
    for one in found.objects if installed else ():
        labelled_as = _LABELLED.fullmatch(labelled(one).get(_LABEL, ""))
        version = installed.get(labelled_as[1]) if labelled_as else None
        if labelled_as and version and labelled_as[2] != version.removeprefix("v").replace("+", "_"):
            del installed[labelled_as[1]]
            message = (
                f"{one.title} was rendered from {labelled_as[1]} {labelled_as[2]}, and 'charts' installs {version}"
            )
            yield warning(__name__, one, message, f"render it again with --version {version}")
