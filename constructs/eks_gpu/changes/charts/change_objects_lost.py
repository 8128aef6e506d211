"""The edit deletes applied objects that other objects or data go with.

**Why.** Kubernetes deletes every object of a kind with its definition (CustomResourceDefinition), everything in a
namespace with the namespace, and, with the usual reclaim policy, a volume and its data with its claim. This also holds
for objects that Terraform and Helm know nothing of.

**Fix.** Keep the object in the files until nothing needs what goes with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.charts.objects import identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.charts.objects import Identity
    from eks_gpu.problem import Problem

_GO_WITH = {
    "CustomResourceDefinition": "every object of its kind",
    "Namespace": "everything in it",
    "PersistentVolumeClaim": "its volume",
}

BEFORE = """\
# kinds.yaml:
#   apiVersion: apiextensions.k8s.io/v1
#   kind: CustomResourceDefinition
#   metadata: {name: things.example.com}
# things.yaml: {apiVersion: v1, kind: ConfigMap, metadata: {name: things}}
manifests:
  - name: things
    files: [kinds.yaml, things.yaml]
    apply: true
"""
BAD = """\
# things.yaml: {apiVersion: v1, kind: ConfigMap, metadata: {name: things}}
manifests:
  - name: things
    files: [things.yaml]
    apply: true
"""
GOOD = """\
# kinds.yaml:
#   apiVersion: apiextensions.k8s.io/v1
#   kind: CustomResourceDefinition
#   metadata: {name: things.example.com}
# things.yaml: {apiVersion: v1, kind: ConfigMap, metadata: {name: things}, data: {a: b}}
manifests:
  - name: things
    files: [kinds.yaml, things.yaml]
    apply: true
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Look for such objects that are gone, or in another release."""
    before, after = _objects(old), _objects(new)
    for known, (name, _) in before.items():
        kind, _, own_name = known
        now = after.get(known)
        if kind in _GO_WITH and (now is None or now[0] != name):
            message = f"{kind} {own_name} is deleted with the release {name}, and {_GO_WITH[kind]} with it"
            fix = "keep it in the files of the same entry until nothing needs what goes with it"
            yield error(__name__, now[1] if now else "manifests", message, fix)


def _objects(design: ClusterDesign) -> dict[Identity, tuple[str, str]]:
    """The applied objects, each with the name and the path of its release."""
    return {
        identity(item, release.namespace): (release.name, release.where)
        for release in design.releases
        for item in release.objects
    }
