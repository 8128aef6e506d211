"""The edit uninstalls a Helm release, or installs it again elsewhere.

**Why.** Helm deletes the objects of a release that the file no longer contains. Definitions (CustomResourceDefinitions)
among a chart's templates go with it, and Kubernetes then deletes every object of their kinds; definitions in the
chart's `crds` folder stay. Another name, namespace or stack is another release: Terraform removes the old one, in no
particular order with the installation of the new one, and the two may get into each other's way.

**Fix.** Check which objects the release has (`helm get manifest NAME --namespace NAMESPACE`) and that nothing needs
them. To move a release, remove it in one apply and add it in the next.
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
  - name: lws
    namespace: lws-system
    repository: oci://registry.k8s.io/lws/charts
    chart: lws
    version: 0.8.0
"""
BAD = """\
charts: []
"""
GOOD = """\
charts:
  - name: lws
    namespace: lws-system
    repository: oci://registry.k8s.io/lws/charts
    chart: lws
    version: 0.8.1
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the releases of both."""
    after = {release.name: release for release in new.releases}
    for was in (one for one in old.releases if not one.own):
        now = after.get(was.name)
        look = f"check its objects first: helm get manifest {was.name} --namespace {was.namespace}"
        if now is None:
            section = was.where.partition("[")[0]
            message = f"the release {was.namespace}/{was.name} is uninstalled, and its objects are deleted"
            yield warning(__name__, section, message, look)
            continue
        for field, before, then in (("namespace", was.namespace, now.namespace), ("stack", was.stack, now.stack)):
            if before != then:
                message = (
                    f"the release {was.name} moves from {_shown(field, was)} to {_shown(field, now)}: it is "
                    "uninstalled there, its objects are deleted, and it is installed again"
                )
                yield warning(__name__, f"{now.where}.{field}", message, look)


def _shown(field: str, release: ReleaseDesign) -> str:
    return f"the namespace {release.namespace}" if field == "namespace" else f"the {release.stack} stack"
