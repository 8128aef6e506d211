"""The catalogue pins versions of an EKS add-on, but none for this Kubernetes minor version.

**Why.** Without a version, EKS installs its current default and never upgrades it, so two clusters from the same
declaration can differ.

**Fix.** Write the version under `addons`; `aws eks describe-addon-versions --addon-name vpc-cni --kubernetes-version
1.35` lists the versions that fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
kubernetes_version: "1.31"
"""
GOOD = """\
kubernetes_version: "1.35"
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for add-ons that are pinned only for other minor versions."""
    minor = design.spec.kubernetes_version
    open_ones = [
        addon.name
        for addon in design.addons
        if addon.version is None and not addon.existing and addon.name in catalog.addon_names()
    ]
    if open_ones and catalog.kubernetes_version(minor):
        unpinned = f"no version of {listed(open_ones)} is pinned for Kubernetes {minor}"
        message = f"{unpinned}; EKS would choose one and never upgrade it"
        command = f"aws eks describe-addon-versions --addon-name {open_ones[0]} --kubernetes-version {minor}"
        yield warning(
            __name__,
            "addons",
            message,
            f"write the versions here; list them with '{command}'",
            "kubernetes_version",
        )
