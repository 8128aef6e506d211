"""The edit changes the Kubernetes minor: by more than one, backwards, or by one.

**Why.** EKS upgrades a control plane by one minor at a time and never downgrades it. It upgrades one minor in place;
then every node of every group is replaced, because the groups follow. A group with your own AMI (`ami.id`) does not
follow: its nodes keep the kubelet in the AMI, which Kubernetes supports up to three minors behind the control plane
(version skew policy). Add-ons take the catalogue's version for the new minor, except those whose version is written in
`addons`. On an existing cluster the field is only the version of the nodes, which may skip minors.

**Fix.** Upgrade one minor, apply, wait until all groups have followed, then upgrade to the next. Build a new AMI for
groups that have their own, and raise versions in `addons` together with the minor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import groups
from eks_gpu.checks._report import error, warning
from eks_gpu.design.cluster.owners import addon_pins
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
kubernetes_version: "1.34"
"""
BAD = """\
kubernetes_version: "1.36"
"""
# Going up one minor version, to 1.35, is also reported, because it replaces the nodes.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Count the minors between the two."""
    was, now = old.spec.kubernetes_version, new.spec.kubernetes_version
    steps = _minor(now) - _minor(was)
    if steps < 0:
        thing = "node group" if new.spec.existing_cluster else "control plane"
        message = f"{was} becomes {now}; EKS never downgrades a {thing}"
        yield error(__name__, "kubernetes_version", message, f'write "{was}" or later')
    elif steps > 1 and not new.spec.existing_cluster:
        following = f"1.{_minor(was) + 1}"
        message = f"{was} becomes {now}; EKS upgrades one minor at a time"
        yield error(__name__, "kubernetes_version", message, f'write "{following}", apply it, then the next')
    elif steps:
        yield from _one_up(old, new)


def _one_up(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    was, now = old.spec.kubernetes_version, new.spec.kubernetes_version
    own = [group for group in new.groups if group.launch_template.image_id]
    but = f" but {listed(group.name for group in own)}" if own else ""
    control_plane = "" if new.spec.existing_cluster else "the control plane is upgraded in place, then "
    message = f"{was} becomes {now}: {control_plane}every node of every group{but} is replaced"
    pins = [f"{name} {version}" for name, version in addon_pins(new.spec).items()]
    held = f", except those pinned in 'addons': {listed(pins)}" if pins else ""
    fix = f"apply it when interruptions are acceptable; add-ons and the autoscaler follow by themselves{held}"
    yield warning(__name__, "kubernetes_version", message, fix)
    for before, after in groups(old, new):
        image = after.launch_template.image_id
        if image and image == before.launch_template.image_id:
            message = f"{image} contains its own kubelet, so the nodes of {after.name} are not upgraded to {now}"
            fix = f"build an AMI for {now} and write its id; until then its kubelet may be at most three minors behind"
            yield warning(__name__, f"{after.where}.ami.id", message, fix, "kubernetes_version")


def _minor(version: str) -> int:
    return int(version.partition(".")[2])
