"""The edit opens the cluster to deletion.

**Why.** With `deletion_protection: false` the next `destroy` goes through, and so does an edit that replaces the
cluster.

**Fix.** Nothing, if the cluster is to go; otherwise take it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the protection."""
    if old.spec.deletion_protection and not new.spec.deletion_protection:
        message = "changed in place; once it is applied, a destroy of the cluster goes through"
        yield warning(__name__, "deletion_protection", message, "nothing, if the cluster is to go")
