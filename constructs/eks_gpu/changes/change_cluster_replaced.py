"""The edit replaces the cluster, or leaves it behind.

**Why.** EKS cannot change who was made the first administrator of a cluster (`creator_admin`), so Terraform plans to
replace the cluster. The replacement comes first, because node groups are replaced that way and the cluster is what
they rest on; and EKS refuses a second cluster of one name. By then, without `deletion_protection`, file systems are
deleted; with it the apply fails as well. Another `region` is a replacement of everything: Terraform looks for what it
made in a region where none of it is. Both are errors. Another `name` is a warning: it names other stacks, and the old
ones stay as they are and go on costing.

**Fix.** Take the edit back; or bring up the second cluster beside the first under a file of its own, move the work,
and destroy the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

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
        yield error(__name__, "region", message, _BESIDE)
    if old.spec.access.creator_admin != new.spec.access.creator_admin:
        message = (
            "EKS cannot change it, so Terraform plans another cluster of the same name before it deletes this one: EKS "
            "refuses that, and what was replaced or deleted by then is lost"
        )
        yield error(__name__, "access.creator_admin", message, "take it back, and use 'admins' instead")
