"""An AMI release is for another Kubernetes minor version, or for another operating system.

**Why.** EKS refuses the node group: "Requested Nodegroup release version … is invalid".

**Fix.** For AL2023 write a release of the cluster's minor version (`1.35.2-20260714`), for Bottlerocket one of its
releases (`1.62.1-9a1b2c3d`). Or remove `ami`, and EKS uses its newest AMI.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import all_nodes, release_of
from eks_gpu.design.nodes.defaults import is_release_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import ClusterSpec

BAD = """\
kubernetes_version: "1.35"
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    ami:
      release_version: 1.34.2-20260714
"""
GOOD = """\
kubernetes_version: "1.35"
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    ami:
      release_version: 1.35.2-20260714
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare every release with the group's operating system and the cluster's minor version."""
    minor = design.spec.kubernetes_version
    for where, os, release in _pinned(design.spec):
        here = f"{where}.ami.release_version"
        given = release.rpartition(".")[0]
        if not is_release_of(release, os):
            form = f"{minor}.2-20260714" if os == "al2023" else "1.62.1-9a1b2c3d"
            message = f"{release!r} is not a release of {os}; its releases look like {form}"
            yield error(__name__, here, message, "write a release of that form, or remove 'ami'", f"{where}.os")
        elif os == "al2023" and given != minor:
            message = f"{release!r} is for Kubernetes {given}, but the cluster runs {minor}; EKS refuses it"
            yield error(
                __name__,
                here,
                message,
                f"write a release of {minor}, or remove 'ami'",
                "kubernetes_version",
            )


def _pinned(spec: ClusterSpec) -> Iterator[tuple[str, str, str]]:
    """Path, operating system and release of every group with a release."""
    for where, group in all_nodes(spec):
        release = release_of(group)
        if release:
            yield where, group.os, release
