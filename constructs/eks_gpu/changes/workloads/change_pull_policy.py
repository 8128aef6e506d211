"""`image_pull_policy` is removed, but the object keeps it.

**Why.** The Kubernetes provider keeps the policy if it is left out (Optional and Computed), and no plan shows a
difference.

**Fix.** Write the default instead of removing the field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.checks._report import warning
from eks_gpu.design.images import default_pull_policy
from eks_gpu.design.workloads.workload import FIXED_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    image_pull_policy: Always
"""
BAD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
"""
GOOD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    image_pull_policy: IfNotPresent
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Look for policies that are removed and differ from the default; `change-workload-kept` reports jobs and pods."""
    for was, now in workloads(old, new):
        if now.spec.kind in FIXED_KINDS:
            continue
        policy, default = was.spec.image_pull_policy, default_pull_policy(now.spec.image)
        if was.spec.kind == now.spec.kind and policy and not now.spec.image_pull_policy and policy != default:
            message = f"{now.name} keeps the pull policy {policy}: the provider cannot remove it"
            fix = f"write 'image_pull_policy: {default}'"
            yield warning(__name__, f"{now.where}.image_pull_policy", message, fix)
