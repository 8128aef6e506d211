"""Two releases have the same name.

**Why.** The name identifies a release in Helm and in Terraform's state. A `manifests` entry with definitions
(CustomResourceDefinitions) makes a second release for them, with `-definitions` after its name.

**Fix.** Rename one of the two. Renaming one that is already applied removes it and installs it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Cannot be ignored: two resources would have one address.
IGNORABLE = False

BAD = """\
charts:
  - name: tools
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
  - name: tools
    namespace: keda
    repository: https://kedacore.github.io/charts
    chart: keda
    version: 2.11.0
"""
GOOD = """\
charts:
  - name: tools
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
  - name: keda
    namespace: keda
    repository: https://kedacore.github.io/charts
    chart: keda
    version: 2.11.0
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for repeated names of charts and of applied manifests."""
    seen: dict[str, str] = {}
    for release in design.releases:
        if release.own and release.name in seen:
            message = f"eks-gpu has a release named {release.name!r} of its own, for {release.where}"
            yield error(__name__, f"{seen[release.name]}.name", message, "rename yours", release.where)
        elif release.name in seen:
            message = f"there is already a release named {release.name!r}, at {seen[release.name]}"
            yield error(__name__, f"{release.where}.name", message, "rename one of the two", seen[release.name])
        seen.setdefault(release.name, release.where)
