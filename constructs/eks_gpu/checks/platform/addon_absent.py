"""An entry of `addons` names an add-on that this cluster does not have.

**Why.** eks-gpu installs the drivers of EFS, FSx and S3 only for storage that the file declares, and Container Insights
only with `monitoring.cloudwatch`. Without them the entry does nothing, though it looks as if the add-on were there.

**Fix.** Remove the entry, or declare what brings the add-on: `storage`, or `monitoring: {cloudwatch: true}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.cluster.owners import addon_owner
from eks_gpu.spec.components import NOBODYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_BRINGS = {
    "amazon-cloudwatch-observability": "write 'monitoring: {cloudwatch: true}'",
    "aws-efs-csi-driver": "declare a storage with 'efs'",
    "aws-fsx-csi-driver": "declare a storage with 'fsx_lustre'",
    "aws-mountpoint-s3-csi-driver": "declare a storage with 's3_mount'",
}

BAD = """\
addons:
  aws-efs-csi-driver: v3.4.1-eksbuild.1
"""
GOOD = """\
addons:
  aws-efs-csi-driver: v3.4.1-eksbuild.1
storage:
  - {name: home, efs: {}}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes: [{mount_path: /home/user, storage: home}]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the names with the add-ons of the design."""
    there = {addon.name for addon in design.addons}
    for name in design.spec.addons:
        # `none` says that it is not there.
        if name not in there and addon_owner(design.spec, str(name)) != NOBODYS:
            message = f"this cluster does not have the add-on {name}, so the entry does nothing"
            # In an existing cluster, others may install the remaining add-ons.
            edit = f"{_BRINGS[name]}, or remove the entry" if name in _BRINGS else "remove the entry"
            yield warning(__name__, f"addons.{name}", message, edit)
