"""Shared storage: which driver mounts it, and the claims by which pods of a namespace get at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.spec import ClusterSpec, StorageSpec, WorkloadSpec

StorageKind = Literal["fsx_lustre", "efs", "s3_mount"]
KINDS: tuple[StorageKind, ...] = ("fsx_lustre", "efs", "s3_mount")
# EKS's name of the add-on, and CSI's of the driver it brings.
ADDONS: Mapping[StorageKind, str] = {
    "fsx_lustre": "aws-fsx-csi-driver",
    "efs": "aws-efs-csi-driver",
    "s3_mount": "aws-mountpoint-s3-csi-driver",
}
_DRIVERS: Mapping[StorageKind, str] = {
    "fsx_lustre": "fsx.csi.aws.com",
    "efs": "efs.csi.aws.com",
    "s3_mount": "s3.csi.aws.com",
}
# Kubernetes wants a size of what has none.
_NOMINAL_SIZE = "1Ti"


@dataclass(frozen=True, slots=True)
class StorageDesign:
    """Shared storage, complete.

    Attributes:
        where: Its path in the spec.
        spec: The storage's entry in the cluster file.
        kind: Which of the three; the first that is given.
        driver: CSI driver.
        size: As Kubernetes wants it.
        writable: Whether any pod may write.
        mount_options: Names of its volumes.
        namespaces: Where pods mount it; each gets a claim.
    """

    where: str
    spec: StorageSpec
    kind: StorageKind
    driver: str
    size: str
    writable: bool
    mount_options: tuple[str, ...]
    namespaces: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name."""
        return self.spec.name

    @property
    def id(self) -> str:
        """Construct id in the cluster stack, and prefix of its outputs."""
        return f"storage-{self.spec.name}"

    @property
    def access_mode(self) -> str:
        """Any number of nodes at once, to write or only to read."""
        return "ReadWriteMany" if self.writable else "ReadOnlyMany"


def design_storage(spec: ClusterSpec) -> tuple[StorageDesign, ...]:
    """All shared storage of which the kind is given."""
    designs = (_storage(spec, one, f"storage[{index}]") for index, one in enumerate(spec.storage))
    return tuple(design for design in designs if design)


def kinds_of(spec: ClusterSpec) -> frozenset[StorageKind]:
    """The kinds in use, each of which takes a driver."""
    return frozenset(kind for entry in spec.storage for kind in KINDS if getattr(entry, kind) is not None)


def bucket_options(cluster: ClusterSpec, storage: str | None) -> tuple[str, ...]:
    """How a bucket is mounted, by the name of its storage; empty for file systems, whose options never change.

    Mountpoint reads them when a pod starts: pods that run keep the folder that they have.
    """
    found = next((design for design in cluster.storage if design.name == storage and design.s3_mount), None)
    return _mount_options(cluster, found) if found else ()


def _storage(cluster: ClusterSpec, spec: StorageSpec, where: str) -> StorageDesign | None:
    kind = next((kind for kind in KINDS if getattr(spec, kind) is not None), None)
    if kind is None:
        return None
    return StorageDesign(
        where=where,
        spec=spec,
        kind=kind,
        driver=_DRIVERS[kind],
        size=f"{spec.fsx_lustre.size_gib}Gi" if spec.fsx_lustre else _NOMINAL_SIZE,
        writable=spec.s3_mount.writable if spec.s3_mount else True,
        mount_options=_mount_options(cluster, spec),
        namespaces=_namespaces(cluster.workloads, spec.name),
    )


def _mount_options(cluster: ClusterSpec, spec: StorageSpec) -> tuple[str, ...]:
    if spec.fsx_lustre:
        # Without it, file locks of two pods do not see each other, and libraries that take them fail.
        return ("flock",)
    if spec.s3_mount is None:
        return ()
    # Files belong to root; others may read them. Checkpoints are written over and cleared away.
    rights = ("allow-delete", "allow-overwrite") if spec.s3_mount.writable else ("read-only",)
    prefix = (f"prefix {spec.s3_mount.prefix}",) if spec.s3_mount.prefix else ()
    return ("allow-other", *rights, f"region {cluster.region}", *prefix)


def _namespaces(workloads: Sequence[WorkloadSpec], storage: str) -> tuple[str, ...]:
    used = (
        workload.namespace for workload in workloads if any(volume.storage == storage for volume in workload.volumes)
    )
    return tuple(dict.fromkeys(used))
