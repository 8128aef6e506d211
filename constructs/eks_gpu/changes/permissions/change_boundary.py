"""The edit sets or changes the permissions boundary of the cluster's roles.

**Why.** A boundary immediately removes every permission that it does not allow, including from the roles of running
nodes, add-ons and pods. If it lacks an action that one of them needs, new nodes do not join, volumes are not attached,
or the autoscaler buys nothing, and the only sign is `AccessDenied` in a log.

**Fix.** Compare the boundary with the policies of the roles first; `examples/pipelines/aws-roles/boundary.tf` is one
that works. Apply it to a test cluster before you apply it to a production cluster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
iam:
  permissions_boundary: arn:aws:iam::111122223333:policy/boundary
"""
BAD = """\
iam:
  permissions_boundary: arn:aws:iam::111122223333:policy/narrower-boundary
"""
# The file does not contain the boundary's text, so every new boundary is reported.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the boundaries; without one a role keeps what its policies allow."""
    was, now = (design.spec.iam.permissions_boundary for design in (old, new))
    if now is None or was == now:
        return
    before = f"instead of {was}" if was else "for the first time"
    message = f"{now} limits every role of the cluster {before}, immediately and also for running nodes and pods"
    fix = "check that it allows what the cluster's roles and workloads need, and apply it to a test cluster first"
    yield warning(__name__, "iam.permissions_boundary", message, fix)
