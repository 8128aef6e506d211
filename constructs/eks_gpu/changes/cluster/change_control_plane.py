"""The edit deletes logs of the control plane, or leaves a setting that the file no longer has.

**Why.** CloudWatch cannot change the class of a log group: Terraform deletes the group with all of its records, and
creates another. Fewer days of retention delete older records at once. EKS keeps a scaling tier, and its price, when the
file no longer says any, and refuses an update that only removes zonal shift.

**Fix.** Keep the class of a running cluster; export records that you still need before you shorten their life. To go
back to the default write it out: `scaling_tier: standard`, `zonal_shift: false`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_STANDARD = "standard"

BEFORE = """\
control_plane:
  scaling_tier: tier-xl
"""
BAD = """\
control_plane: {}
"""
GOOD = """\
control_plane:
  scaling_tier: standard
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare log class, retention, tier and zonal shift."""
    was, now = old.spec.control_plane, new.spec.control_plane
    # The provider keeps the class of a file that no longer says any.
    if now.log_class and (was.log_class or _STANDARD) != now.log_class:
        message = (
            f"{was.log_class or _STANDARD} becomes {now.log_class}: the log group is deleted with all of its records"
        )
        yield error(__name__, "control_plane.log_class", message, "revert the edit; only a new cluster takes it")
    before, after = (one.log_retention_days or 10**6 for one in (was, now))
    if after < before:
        message = f"records that are older than {now.log_retention_days} days are deleted at once"
        yield warning(__name__, "control_plane.log_retention_days", message, "export them first if you need them")
    if (was.scaling_tier or _STANDARD) != _STANDARD and now.scaling_tier is None:
        message = f"EKS keeps {was.scaling_tier}, and bills it, because Terraform leaves out what the file does not say"
        yield warning(__name__, "control_plane.scaling_tier", message, "write 'scaling_tier: standard'")
    if was.zonal_shift and now.zonal_shift is None:
        message = "EKS refuses an update that only leaves out zonal shift"
        yield error(__name__, "control_plane.zonal_shift", message, "write 'zonal_shift: false'")
