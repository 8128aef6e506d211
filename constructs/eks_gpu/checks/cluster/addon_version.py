"""A version in `addons` does not fit the cluster's Kubernetes minor.

**Why.** kube-proxy has the version numbers of Kubernetes: it must not be newer than the control plane, and at most
three minors older (Kubernetes version skew policy). EKS refuses other pairs too: "Addon version specified is not
supported" (hashicorp/terraform-provider-aws#32238). Which versions EKS still offers for a minor only EKS knows, so a
version that is far below the catalogue's is a warning: another major, or more than three minors (twenty for the EBS
driver, which has a new minor every month).

**Fix.** Remove the entry, which gives you the catalogue's version, or write a newer one;
`aws eks describe-addon-versions --addon-name coredns --kubernetes-version 1.35` lists those that fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Minors that kube-proxy may be behind the control plane.
_SKEW = 3
# Minors below the catalogue's version that are far, where releases come a few times a year; and where monthly.
_FAR, _FAR_MONTHLY = 3, {"aws-ebs-csi-driver": 20}


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Hold each version against the control plane's or the catalogue's."""
    minor = design.spec.kubernetes_version
    for name, version in design.spec.addons.items():
        where = f"addons.{name}"
        known = catalog.addon_version(name, minor)
        instead = f"remove it for {known}, or write" if known else "write"
        command = f"aws eks describe-addon-versions --addon-name {name} --kubernetes-version {minor}"
        fix = f"{instead} a version that '{command}' lists"
        if name == "kube-proxy":
            if message := _skewed(version, minor):
                yield error(__name__, where, message, fix, "kubernetes_version")
        elif known and _is_far_below(version, known, _FAR_MONTHLY.get(name, _FAR)):
            message = f"{version} is far below {known}, which is pinned for Kubernetes {minor}; EKS may not offer it"
            yield warning(__name__, where, message, fix, "kubernetes_version")


def _skewed(version: str, minor: str) -> str:
    """What is wrong with a kube-proxy; empty for nothing."""
    proxy, cluster = _numbers(version), _numbers(minor)
    if proxy > cluster:
        return f"kube-proxy {version} is newer than the control plane, {minor}, which Kubernetes does not support"
    if proxy[0] < cluster[0] or cluster[1] - proxy[1] > _SKEW:
        return f"kube-proxy {version} is more than {_SKEW} minors behind {minor}, which Kubernetes does not support"
    return ""


def _is_far_below(version: str, known: str, minors: int) -> bool:
    given, pinned = _numbers(version), _numbers(known)
    return given[0] < pinned[0] or (given[0] == pinned[0] and pinned[1] - given[1] > minors)


def _numbers(version: str) -> tuple[int, int]:
    """Major and minor of `v1.20.4-eksbuild.2` or `1.35`."""
    major, minor = version.removeprefix("v").split(".")[:2]
    return int(major), int(minor)
