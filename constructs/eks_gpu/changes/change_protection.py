"""The edit opens the cluster to deletion, or takes away someone's access.

**Why.** With `deletion_protection: false` the next `destroy` goes through. Whoever is taken out of `admins` or
`viewers` is out of the cluster as soon as the cluster stack is applied; if that is who applies the platform and
workloads stacks, their next apply fails.

**Fix.** Nothing, if it is meant; otherwise take it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare protection and principals."""
    if old.spec.deletion_protection and not new.spec.deletion_protection:
        message = "once this is applied, a destroy of the cluster goes through"
        yield warning(__name__, "deletion_protection", message, "nothing, if the cluster is to go")
    for field in ("admins", "viewers"):
        gone = [one for one in getattr(old.spec.access, field) if one not in getattr(new.spec.access, field)]
        if gone:
            message = f"{listed(gone)} loses this access to the cluster"
            yield warning(__name__, f"access.{field}", message, "make sure that it is not who applies the other stacks")
