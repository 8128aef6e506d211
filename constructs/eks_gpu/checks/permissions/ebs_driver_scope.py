"""The EBS driver may change only this cluster's volumes, but its pinned version is too old to tag them.

**Why.** With `ebs_driver_scope: cluster`, AWS allows the driver to create, attach and delete only volumes whose tag
`ebs.csi.aws.com/cluster-name` contains the cluster's name. The driver writes that tag since v1.58.0
(kubernetes-sigs/aws-ebs-csi-driver #2918). AWS denies an older driver every new volume, and pods with claims stay
Pending.

**Fix.** Remove the driver's version from `addons`, or write v1.58.0 or newer; or write `ebs_driver_scope: account`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_DRIVER = "aws-ebs-csi-driver"
_SINCE = (1, 58, 0)

BAD = """\
ebs_driver_scope: cluster
addons:
  aws-ebs-csi-driver: v1.57.1-eksbuild.1
"""
GOOD = """\
ebs_driver_scope: cluster
addons:
  aws-ebs-csi-driver: v1.58.0-eksbuild.1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the driver's version with the first version that writes the tag."""
    version = next((addon.version for addon in design.addons if addon.name == _DRIVER), None)
    match = re.match(r"v(\d+)\.(\d+)\.(\d+)-", version or "")
    if design.spec.ebs_driver_scope == "cluster" and match and tuple(map(int, match.groups())) < _SINCE:
        message = (
            f"{_DRIVER} {version} does not tag volumes with the cluster's name, so AWS would deny it every new volume"
        )
        fix = "write v1.58.0 or newer, or remove the version"
        yield error(__name__, f"addons.{_DRIVER}", message, fix, "ebs_driver_scope")
