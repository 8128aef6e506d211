"""A release is in a namespace that does not exist when its stack is applied.

**Why.** The platform stack creates the namespaces of its own releases, and is applied before the workloads stack, which
creates those of `namespaces`. A namespace of the one does not exist yet, or would be created twice, in the other.
`kube-public` and `kube-node-lease` belong to Kubernetes.

**Fix.** For a release of the platform stack, choose a namespace that is not in `namespaces`. For one of the workloads
stack, use `default` or add the namespace to `namespaces`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, instead
from eks_gpu.checks._where import applied_manifests, charts, namespace_names
from eks_gpu.design.charts.releases import EXISTING_NAMESPACES
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import ChartSpec, ManifestsSpec

_OPEN = frozenset({"default", "kube-system"})

BAD = """\
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
    stack: workloads
"""
GOOD = """\
namespaces:
  - name: monitoring
charts:
  - name: monitoring
    namespace: monitoring
    repository: https://prometheus-community.github.io/helm-charts
    chart: kube-prometheus-stack
    version: 67.8.0
    stack: workloads
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the namespaces of releases with those that exist in their stack."""
    declared = [namespace.name for namespace in design.spec.namespaces]
    releases: list[tuple[str, ChartSpec | ManifestsSpec]] = [*charts(design.spec), *applied_manifests(design.spec)]
    for where, release in releases:
        name, at = release.namespace, f"{where}.namespace"
        rests_on = (*namespace_names(design.spec), f"{where}.stack")
        if name in EXISTING_NAMESPACES - _OPEN:
            message = f"{name!r} belongs to Kubernetes, and nothing else should be in it"
            yield error(__name__, at, message, "choose another namespace")
        elif release.stack == "platform" and name in declared:
            message = f"the workloads stack creates {name!r}, after this release of the platform stack needs it"
            fix = "choose a namespace that is not in 'namespaces', or write 'stack: workloads'"
            yield error(__name__, at, message, fix, *rests_on)
        elif release.stack == "workloads" and name not in {*declared, *_OPEN, *design.release_namespaces}:
            known = ["default", *declared]
            message = f"namespace {name!r} is not declared; there are {listed(known)}"
            fix = instead(name, known, f"add '- name: {name}' to 'namespaces', or write 'stack: platform'")
            yield error(__name__, at, message, fix, *rests_on)
