"""The edit restricts the EBS driver to volumes that carry the cluster's name.

**Why.** Volumes and snapshots created before driver v1.58.0 have no tag `ebs.csi.aws.com/cluster-name`. Once
`ebs_driver_scope: cluster` is applied, AWS no longer lets the driver attach, detach or delete them: pods that move to
another node stay in ContainerCreating (kubernetes-sigs/aws-ebs-csi-driver #2918). Going back to `account` needs no
preparation.

**Fix.** Tag the existing volumes and snapshots, then apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BEFORE = """\
ebs_driver_scope: account
"""
BAD = """\
ebs_driver_scope: cluster
"""
# The volumes get their tags in AWS, which the file does not show, so this edit is always reported.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the scopes."""
    if old.spec.ebs_driver_scope != "account" or new.spec.ebs_driver_scope != "cluster":
        return
    message = "the EBS driver can no longer attach, detach or delete volumes and snapshots without this cluster's tag"
    tag = f"Key=ebs.csi.aws.com/cluster-name,Value={new.name}"
    region = f"--region {new.spec.region}"
    owned = f"Name=tag:ebs.csi.aws.com/cluster,Values=true Name=tag:kubernetes.io/cluster/{new.name},Values=owned"
    found = f"$(aws ec2 describe-volumes {region} --filters {owned} --query 'Volumes[].VolumeId' --output text)"
    fix = (
        f"first tag them: `aws ec2 create-tags {region} --tags {tag} --resources {found}`, and the snapshots likewise; "
        "then apply"
    )
    yield warning(__name__, "ebs_driver_scope", message, fix)
