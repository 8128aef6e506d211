"""The catalogue pins versions of an EKS add-on, but none for this Kubernetes minor.

**Why.** Without a version EKS takes its default of the day and then never upgrades it, so that two clusters
of one declaration differ.

**Fix.** Write the version under `addons`; `aws eks describe-addon-versions --addon-name vpc-cni
--kubernetes-version 1.35` lists those that fit.
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


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for add-ons that are pinned for other minors only."""
    minor = design.spec.kubernetes_version
    open_ones = [addon.name for addon in design.addons if addon.version is None and addon.name in catalog.addon_names()]
    if open_ones and catalog.kubernetes_version(minor):
        message = f"for Kubernetes {minor} no version is pinned of {listed(open_ones)}; EKS would pick one, once"
        command = f"aws eks describe-addon-versions --addon-name {open_ones[0]} --kubernetes-version {minor}"
        yield warning(
            __name__,
            "addons",
            message,
            f"write the versions here; list them with '{command}'",
            "kubernetes_version",
        )
