"""Two applied objects are the same object.

**Why.** The second one fails the apply, because the object exists and belongs to another release, or Helm creates it
twice in one release.

**Fix.** Remove one of the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.charts.objects import identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
# things.yaml: {apiVersion: v1, kind: ConfigMap, metadata: {name: things}}
# more.yaml: {apiVersion: v1, kind: ConfigMap, metadata: {name: things}}
manifests:
  - name: things
    files: [things.yaml, more.yaml]
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
    """Compare all objects of all releases."""
    seen: dict[tuple[str, ...], str] = {}
    for release in design.releases:
        for item in () if release.own else release.objects:
            known = identity(item, release.namespace)
            if known in seen:
                message = f"{item.kind} {item.name} is applied twice: {seen[known]} has it already"
                yield error(__name__, f"{release.where}.files", message, "remove one of the two", seen[known])
            seen.setdefault(known, f"{release.where}.files")
