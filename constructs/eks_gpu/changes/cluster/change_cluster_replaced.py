"""The edit replaces the cluster, or abandons it.

**Why.** EKS cannot change whether a cluster's creator is its administrator (`creator_admin`), nor the address block of
Services (`service_cidr`), nor the control plane's role (`iam.cluster_role_arn`; another `iam.path` is another role), so
Terraform plans to replace the cluster. Node groups are created before they are destroyed, and so is the cluster that
they depend on; but EKS refuses a second cluster of the same name. By then Terraform has deleted file systems, unless
`deletion_protection` is on, which makes the apply fail as well. Another `region` would replace everything: Terraform
looks for its resources in a region where none of them exist. All of these are errors. Another `name` is a warning: it
declares other stacks, and the old ones stay as they are and continue to cost money.

**Fix.** Revert the edit; or create a second cluster from a file of its own, move the work, and destroy the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# This rule also applies when the new file declares another cluster.
OF_ANOTHER_CLUSTER = True
_DEFAULT = "the default"
_BESIDE = "revert the edit, or write a second file, move the work, and destroy the first cluster"
_AGAIN = (
    "EKS cannot change it, so Terraform plans another cluster of the same name before it deletes this one: EKS refuses "
    "that, and everything replaced or deleted by then is lost"
)

BEFORE = """\
access:
  runner: vpc
  admins: [arn:aws:iam::111122223333:role/platform]
"""
BAD = """\
access:
  runner: vpc
  admins: [arn:aws:iam::111122223333:role/platform]
  creator_admin: false
"""
GOOD = """\
access:
  runner: vpc
  admins: [arn:aws:iam::111122223333:role/platform]
  viewers: [arn:aws:iam::111122223333:role/research]
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare name, region and creator, which EKS never changes."""
    if old.name != new.name:
        message = (
            f"{old.name} becomes {new.name}: other stacks, other states; the cluster {old.name} stays and costs money"
        )
        yield warning(__name__, "name", message, _BESIDE)
    if old.spec.region != new.spec.region:
        was, now = old.spec.region, new.spec.region
        message = f"{was} becomes {now}: a cluster does not move; its resources in {was} are abandoned or destroyed"
        yield error(__name__, "region", message, _BESIDE)
    if old.spec.access.creator_admin != new.spec.access.creator_admin:
        yield error(__name__, "access.creator_admin", _AGAIN, "revert the edit, and use 'admins' instead")
    for where, before, after in _only_at_creation(old, new):
        if (before or _DEFAULT) != after:
            message = f"{before or _DEFAULT} becomes {after}: {_AGAIN}"
            yield error(__name__, where, message, _BESIDE)


def _only_at_creation(old: ClusterDesign, new: ClusterDesign) -> Iterator[tuple[str, str | None, str]]:
    """Fields that only a new cluster takes, with both values. The provider keeps the value of one that goes."""
    if new.network.service_cidr:
        yield "network.service_cidr", old.network.service_cidr, new.network.service_cidr
    roles = [design.spec.iam.cluster_role_arn for design in (old, new)]
    yield "iam.cluster_role_arn", roles[0], roles[1] or _DEFAULT
    # On a cluster of others, the path is only that of other roles.
    if not any(roles) and not new.spec.existing_cluster:
        yield "iam.path", old.spec.iam.path or "/", new.spec.iam.path or "/"
