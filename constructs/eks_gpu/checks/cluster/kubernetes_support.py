"""The Kubernetes minor version is out of standard support, or soon will be.

**Why.** When standard support ends, EKS either charges several times the price for the control plane (`upgrade_policy:
extended`) or upgrades it automatically, behind Terraform's back (`standard`). When extended support ends, EKS upgrades
it in either case.

**Fix.** Go up one minor version: change `kubernetes_version`, apply the cluster stack, and let the nodes roll. The
dates come from the EKS user guide and endoflife.date. They are compared with the day the catalogue was written, never
with today, so that the same file gives the same answer every day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Time to plan and roll out an upgrade.
_NOTICE = timedelta(days=60)
_WHERE = "kubernetes_version"
_THEN = {
    "extended": "the control plane then costs several times as much",
    "standard": "EKS then upgrades the control plane behind Terraform's back ('upgrade_policy: standard')",
}

BAD = """\
kubernetes_version: "1.33"
"""
GOOD = """\
kubernetes_version: "1.35"
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the dates of the minor version with the catalogue's own date."""
    version = catalog.kubernetes_version(design.spec.kubernetes_version)
    if version is None or design.spec.existing_cluster:
        # The control plane of an existing cluster may have a newer version, and others pay for it.
        return
    today = catalog.versions_as_of()
    major, _, minor = version.minor.partition(".")
    fix = f'go up one minor version: write "{major}.{int(minor) + 1}" and apply the cluster stack'
    if version.extended_until and version.extended_until <= today + _NOTICE:
        ends = _ends(version.extended_until, today)
        message = (
            f"extended support for Kubernetes {version.minor} {ends} on {version.extended_until}; "
            "EKS then upgrades the control plane automatically"
        )
        yield warning(__name__, _WHERE, message, fix)
    elif version.standard_until and version.standard_until <= today + _NOTICE:
        then = _THEN[design.spec.upgrade_policy]
        ends = _ends(version.standard_until, today)
        message = f"standard support for Kubernetes {version.minor} {ends} on {version.standard_until}; {then}"
        yield warning(__name__, _WHERE, message, fix, "upgrade_policy")


def _ends(day: date, today: date) -> str:
    return "ended" if day <= today else "ends"
