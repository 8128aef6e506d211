"""An applied object is one that eks-gpu creates itself.

**Why.** Helm refuses to install over an object that belongs to no release, and the apply fails half done. Two device
plugins or autoscalers would work against each other.

**Fix.** Remove the object from the file, or rename it. Namespaces, storage and workloads have fields of their own in
the cluster file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.charts.objects import identity
from eks_gpu.design.own_objects import own_objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
# things.yaml: {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: gp3}}
manifests:
  - name: things
    files: [things.yaml]
    apply: true
"""
GOOD = """\
# things.yaml: {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: io2}}
manifests:
  - name: things
    files: [things.yaml]
    apply: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the objects with those of eks-gpu."""
    theirs = [release for release in design.releases if not release.own]
    own = own_objects(design) if any(release.objects for release in theirs) else {}
    for release in theirs:
        for item in release.objects:
            origin = own.get(identity(item, release.namespace))
            if origin:
                message = (
                    f"{item.kind} {item.name} is also created by eks-gpu ({origin}); Helm would refuse to install it"
                )
                yield error(
                    __name__, f"{release.where}.files", message, "remove the object from the file, or rename it"
                )
