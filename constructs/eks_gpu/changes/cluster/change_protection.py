"""The edit allows the cluster to be deleted.

**Why.** With `deletion_protection: false` the next `destroy` succeeds, and so does an edit that replaces the cluster.

**Fix.** Nothing, if you intend to delete the cluster; otherwise revert the edit. After the destroy EKS creates the log
group of the control plane again for its last logs (terraform-aws-modules/terraform-aws-eks #2446): delete it before you
create a cluster of the same name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
deletion_protection: true
"""
BAD = """\
deletion_protection: false
"""
# Nothing else allows a cluster to be deleted.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the protection."""
    if old.spec.deletion_protection and not new.spec.deletion_protection:
        message = "changed in place; once it is applied, a destroy of the cluster succeeds"
        logs = f"aws logs delete-log-group --region {new.spec.region} --log-group-name /aws/eks/{new.name}/cluster"
        fix = (
            "nothing, if you intend to delete the cluster; EKS creates its log group again afterwards, which blocks a "
            f"later cluster of that name: `{logs}`"
        )
        yield warning(__name__, "deletion_protection", message, fix)
