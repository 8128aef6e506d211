"""A tag key is set by eks-gpu itself, is read by the autoscaler, or differs from another key only in case.

**Why.** eks-gpu finds all resources of a cluster by its own tag. The autoscaler reads keys that begin with
`k8s.io/cluster-autoscaler/` as facts about a group's nodes. IAM compares keys case-insensitively and refuses two that
are the same to it (IAM user guide, tagging), so the roles could not be created.

**Fix.** Remove the tag, or write another key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
tags:
  team: research
  Team: platform
"""
GOOD = """\
tags:
  team: research
  owner: platform
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the key of every tag."""
    seen: dict[str, str] = {}
    for key in design.spec.tags:
        where = f"tags.{key}"
        if key.lower().startswith("eks-gpu.io/"):
            yield error(__name__, where, f"eks-gpu sets {key!r} itself", "remove the tag, or choose another key")
        elif key.lower().startswith("k8s.io/cluster-autoscaler/"):
            message = f"{key!r} would be set on every node group, and the autoscaler reads it as a fact about the nodes"
            yield error(__name__, where, message, "remove the tag; eks-gpu sets such tags on each group itself")
        elif key.lower() in seen:
            message = f"{key!r} and {seen[key.lower()]!r} are the same key to IAM, which ignores case"
            yield error(__name__, where, message, "remove one of the two")
        seen.setdefault(key.lower(), key)
