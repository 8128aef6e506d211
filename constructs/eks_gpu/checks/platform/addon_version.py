"""A version in `addons` does not fit the cluster's Kubernetes minor version.

**Why.** kube-proxy uses the version numbers of Kubernetes: it must not be newer than the control plane, and may be at
most three minor versions older (Kubernetes version skew policy). EKS also refuses other combinations: "Addon version
specified is not supported" (hashicorp/terraform-provider-aws#32238). Only EKS knows which add-on versions it still
offers for a minor version, so a version far below the catalogue's is a warning. Far means another major version, or
more than three minor versions (twenty for the EBS driver, which has a new minor version every month).

**Fix.** Remove the entry to get the catalogue's version, or write a newer one; `aws eks describe-addon-versions
--addon-name coredns --kubernetes-version 1.35` lists the versions that fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error, warning
from eks_gpu.design.cluster.owners import addon_pins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# How many minor versions kube-proxy may be behind the control plane.
_SKEW = 3
# How many minor versions below the catalogue's are far: for a few releases a year, and for monthly releases.
_FAR, _FAR_MONTHLY = 3, {"aws-ebs-csi-driver": 20}

BAD = """\
kubernetes_version: "1.35"
addons:
  kube-proxy: v1.36.0-eksbuild.1
"""
GOOD = """\
kubernetes_version: "1.35"
addons:
  kube-proxy: v1.35.0-eksbuild.1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare each version with the control plane's or the catalogue's."""
    minor = design.spec.kubernetes_version
    for name, version in addon_pins(design.spec).items():
        where = f"addons.{name}"
        known = catalog.addon_version(name, minor)
        instead = f"remove the entry to get {known}, or write" if known else "write"
        command = f"aws eks describe-addon-versions --addon-name {name} --kubernetes-version {minor}"
        fix = f"{instead} a version that '{command}' lists"
        if name == "kube-proxy":
            if message := _skewed(version, minor):
                yield error(__name__, where, message, fix, "kubernetes_version")
        elif known and _is_far_below(version, known, _FAR_MONTHLY.get(name, _FAR)):
            message = f"{version} is far below {known}, the version pinned for Kubernetes {minor}; EKS may not offer it"
            yield warning(__name__, where, message, fix, "kubernetes_version")


def _skewed(version: str, minor: str) -> str:
    """The problem with a kube-proxy version; empty if there is none."""
    proxy, cluster = _numbers(version), _numbers(minor)
    if proxy > cluster:
        return f"kube-proxy {version} is newer than the control plane ({minor}), which Kubernetes does not support"
    if proxy[0] < cluster[0] or cluster[1] - proxy[1] > _SKEW:
        return f"kube-proxy {version} is more than {_SKEW} minor versions behind Kubernetes {minor}: unsupported"
    return ""


def _is_far_below(version: str, known: str, minors: int) -> bool:
    given, pinned = _numbers(version), _numbers(known)
    return given[0] < pinned[0] or (given[0] == pinned[0] and pinned[1] - given[1] > minors)


def _numbers(version: str) -> tuple[int, int]:
    """Major and minor of `v1.20.4-eksbuild.2` or `1.35`."""
    major, minor = version.removeprefix("v").split(".")[:2]
    return int(major), int(minor)
