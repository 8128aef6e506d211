"""A tag's key is one that eks-gpu sets, or differs from another in case only.

**Why.** eks-gpu finds everything of a cluster by its own tag. IAM compares keys without case and refuses two
that are the same to it (IAM user guide, tagging), so the roles would fail.

**Fix.** Remove it, or write another key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the keys of the tags."""
    seen: dict[str, str] = {}
    for key in design.spec.tags:
        where = f"tags.{key}"
        if key.lower().startswith("eks-gpu.io/"):
            yield error(__name__, where, f"eks-gpu sets {key!r} itself", "remove it, or choose another key")
        elif key.lower().startswith("k8s.io/cluster-autoscaler/"):
            message = f"{key!r} reaches every node group, and the autoscaler takes it for a fact about its nodes"
            yield error(__name__, where, message, "remove it; groups get such tags by themselves")
        elif key.lower() in seen:
            message = f"{key!r} and {seen[key.lower()]!r} are one key to IAM, which does not look at case"
            yield error(__name__, where, message, "remove one of the two")
        seen.setdefault(key.lower(), key)
