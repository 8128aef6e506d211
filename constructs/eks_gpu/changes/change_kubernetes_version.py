"""The edit changes the Kubernetes minor: by more than one, backwards, or by one.

**Why.** EKS upgrades a control plane one minor at a time and never takes it back. One step up is done in place; then
every node of every group is replaced, since the groups follow.

**Fix.** One minor, apply, wait until all groups have followed, then the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Count the minors between the two."""
    was, now = old.spec.kubernetes_version, new.spec.kubernetes_version
    steps = _minor(now) - _minor(was)
    if steps < 0:
        message = f"{was} becomes {now}; EKS never takes a control plane back"
        yield error(__name__, "kubernetes_version", message, f'write "{was}" or later')
    elif steps > 1:
        following = f"1.{_minor(was) + 1}"
        message = f"{was} becomes {now}; EKS goes up one minor at a time"
        yield error(__name__, "kubernetes_version", message, f'write "{following}", apply it, then the next')
    elif steps:
        message = f"{was} becomes {now}: the control plane in place, then every node of every group is replaced"
        fix = "apply it when interruptions are cheap; add-ons and the autoscaler follow by themselves"
        yield warning(__name__, "kubernetes_version", message, fix)


def _minor(version: str) -> int:
    return int(version.partition(".")[2])
