"""Another's S3 driver needs access to the buckets that the file mounts.

**Why.** eks-gpu gives access to the buckets of `storage` only to the driver that it installs. A driver that others
installed has their role. Without these permissions the mount fails with `Access Denied`, and the pod stays in
ContainerCreating.

**Fix.** Add the permissions to the role of the service account `kube-system/s3-csi-driver-sa`, then ignore this
finding. Or write a version under `addons` to let eks-gpu install the driver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.storage.shared_storage import ADDONS
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
addons: {aws-mountpoint-s3-csi-driver: existing}
storage:
  - {name: data, s3_mount: {bucket: training-data}}
"""
GOOD = """\
storage:
  - {name: data, s3_mount: {bucket: training-data}}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes: [{mount_path: /data, storage: data, read_only: true}]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for buckets that another's driver mounts."""
    driver = next((addon for addon in design.addons if addon.name == ADDONS["s3_mount"]), None)
    buckets = [storage.spec.s3_mount for storage in design.storage if storage.spec.s3_mount]
    if driver is None or not driver.existing or not buckets:
        return
    actions = "s3:ListBucket and s3:GetObject" + (
        ", and s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload where it is writable"
        if any(bucket.writable for bucket in buckets)
        else ""
    )
    message = (
        f"others installed the S3 driver, so eks-gpu gives it no access to {listed(one.bucket for one in buckets)}"
    )
    fix = f"allow its role {actions} there, or write a version of {driver.name} under 'addons'"
    yield warning(__name__, "storage", message, fix, "addons", "existing_cluster")
