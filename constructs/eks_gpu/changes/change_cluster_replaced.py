"""The edit replaces the cluster, or leaves it behind.

**Why.** EKS cannot change who was made the first administrator of a cluster (`creator_admin`): Terraform plans to
destroy it and to make another. Everything in it is lost, and while `deletion_protection` is on the apply fails
half-way. With another `name` the stacks are others too: the old ones stay as they are, and go on costing. And nothing
moves from one `region` to another.

**Fix.** Take the edit back; or bring up the second cluster beside the first under a file of its own, move the work,
and destroy the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# It speaks of clusters other than the running one, too.
OF_ANOTHER_CLUSTER = True
_BESIDE = "take it back, or write a second file, move the work, and destroy the first cluster"


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare what EKS never changes."""
    if old.name != new.name:
        message = f"{old.name} becomes {new.name}: other stacks, other states; the cluster {old.name} stays and costs"
        yield warning(__name__, "name", message, _BESIDE)
    if old.spec.region != new.spec.region:
        was, now = old.spec.region, new.spec.region
        message = f"{was} becomes {now}: a cluster does not move; what is in {was} is left behind or destroyed"
        yield warning(__name__, "region", message, _BESIDE)
    if old.spec.access.creator_admin != new.spec.access.creator_admin:
        message = "EKS cannot change it: the cluster is destroyed and made anew, and everything in it is lost"
        yield warning(__name__, "access.creator_admin", message, "take it back, and use 'admins' instead")
