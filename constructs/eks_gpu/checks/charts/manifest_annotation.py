"""An applied object has an annotation that Helm obeys.

**Why.** `helm.sh/hook` takes an object out of the release: nothing upgrades or removes it. `helm.sh/resource-policy`
leaves it behind. Such annotations come from files that were rendered from a chart, and were meant for that chart's own
installation. `meta.helm.sh/` annotations say that the object belongs to another release.

**Fix.** Remove the annotation, or install the chart itself with `charts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
# things.yaml:
#   apiVersion: v1
#   kind: ConfigMap
#   metadata: {name: a, annotations: {helm.sh/hook: post-install}}
manifests:
  - name: things
    files: [things.yaml]
    apply: true
"""
GOOD = """\
# things.yaml: {apiVersion: v1, kind: ConfigMap, metadata: {name: things}}
manifests:
  - name: things
    files: [things.yaml]
    apply: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the annotations of every object."""
    for release in design.releases:
        for item in release.objects:
            for key in item.annotations:
                prefix = key.partition("/")[0]
                if prefix == "helm.sh" or prefix.endswith(".helm.sh"):
                    message = f"{item.kind} {item.name} has the annotation {key!r}, which Helm obeys"
                    fix = "remove the annotation, or install the chart with 'charts'"
                    yield error(__name__, f"{release.where}.files", message, fix)
