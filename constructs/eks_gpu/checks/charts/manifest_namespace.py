"""An applied object is in a namespace that nothing in its stack creates.

**Why.** Kubernetes refuses an object in a namespace that does not exist, and the apply fails half done. The namespaces
of `namespaces` are in the workloads stack, which is applied after the platform stack.

**Fix.** Add the namespace to `namespaces`, to the files, or remove it from the object, which then gets the entry's
`namespace`. If something else creates the namespace before, ignore this finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import namespace_names
from eks_gpu.design.charts.releases import EXISTING_NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
# things.yaml: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: ours}}
manifests:
  - name: things
    files: [things.yaml]
    apply: true
"""
GOOD = """\
# things.yaml: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: ours}}
namespaces:
  - name: ours
manifests:
  - name: things
    files: [things.yaml]
    apply: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the namespaces of objects with those that exist when their stack is applied."""
    known = {*EXISTING_NAMESPACES, *design.release_namespaces}
    declared = {namespace.name for namespace in design.spec.namespaces}
    for release in design.releases:
        made = {item.name for item in release.objects if item.kind == "Namespace"}
        there = known | made | ({release.namespace} if release.stack == "workloads" else set())
        there |= declared if release.stack == "workloads" else set()
        for item in release.objects:
            if item.namespace and item.namespace not in there:
                message = (
                    f"{item.kind} {item.name} is in the namespace {item.namespace!r}, which does not exist when the "
                    f"{release.stack} stack is applied"
                )
                fix = f"add '- name: {item.namespace}' to 'namespaces', or remove the object's namespace"
                yield warning(__name__, f"{release.where}.files", message, fix, *namespace_names(design.spec))
