"""Nobody could administer the cluster.

**Why.** With `creator_admin: false`, the identity that creates the cluster has no permissions in it. If `admins` is
empty too, nobody has any, and the platform and workloads stacks fail with Unauthorized.

**Fix.** Name the role that applies these stacks under `admins`, or remove `creator_admin`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
access:
  runner: vpc
  creator_admin: false
"""
GOOD = """\
access:
  runner: vpc
  creator_admin: false
  admins: [arn:aws:iam::111122223333:role/platform]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for anyone with permissions."""
    access = design.spec.access
    if not access.creator_admin and not access.admins:
        message = "with 'creator_admin: false' and no admins, nobody (including Terraform) could access the cluster"
        fix = "under 'admins', name the role that applies the platform and workloads stacks"
        yield error(__name__, "access.creator_admin", message, fix, "access.admins")
