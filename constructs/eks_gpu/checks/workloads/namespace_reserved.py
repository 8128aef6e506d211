"""A declared namespace already exists in every cluster.

**Why.** Terraform would fail to create it, and to destroy it.

**Fix.** Choose another name. A workload may use `default` without declaring it here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_EXISTING = frozenset({"default", "kube-node-lease", "kube-public", "kube-system"})

BAD = """\
namespaces:
  - name: kube-system
"""
GOOD = """\
namespaces:
  - name: team
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for names that Kubernetes creates."""
    for index, namespace in enumerate(design.spec.namespaces):
        if namespace.name in _EXISTING:
            message = f"Kubernetes creates {namespace.name!r} itself; it cannot be created again"
            yield error(__name__, f"namespaces[{index}].name", message, "remove it, or choose another name")
