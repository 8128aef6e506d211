"""The edit upgrades a chart, and Helm leaves the definitions in its `crds` folder as they are.

**Why.** Helm installs the definitions (CustomResourceDefinitions) of a chart's `crds` folder once, and neither upgrades
nor deletes them. A newer controller may need newer definitions, and then refuses or loses fields. Definitions among the
templates are upgraded with the release.

**Fix.** Read the chart's upgrade notes. If the chart has a `crds` folder, apply it before the upgrade:
`helm show crds CHART --repo REPOSITORY --version VERSION | kubectl apply --server-side --force-conflicts -f -`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, ReleaseDesign
    from eks_gpu.problem import Problem

BEFORE = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
"""
BAD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 68.0.0
"""
GOOD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.1
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the versions of charts; a patch release seldom changes definitions."""
    before = {release.name: release for release in old.releases if release.repository}
    for now in new.releases:
        was = before.get(now.name)
        if was and now.repository and was.chart == now.chart and _minor(was) != _minor(now) and not now.skip_crds:
            message = (
                f"the chart {now.chart} goes from {was.version} to {now.version}; if it has definitions in a 'crds' "
                "folder, Helm leaves them as they are"
            )
            fix = f"apply them before, as the rule's page says: {_show(now)}"
            yield warning(__name__, f"{now.where}.version", message, fix)


def _minor(release: ReleaseDesign) -> list[str]:
    return release.version.removeprefix("v").split(".")[:2]


def _show(release: ReleaseDesign) -> str:
    if release.repository and release.repository.startswith("oci://"):
        return f"helm show crds {release.repository.rstrip('/')}/{release.chart} --version {release.version}"
    return f"helm show crds {release.chart} --repo {release.repository} --version {release.version}"
