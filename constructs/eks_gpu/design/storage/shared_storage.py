"""Shared storage: which driver mounts it, and the claims by which pods of a namespace get at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from eks_gpu.design.storage.slugs import path_slug
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from eks_gpu.spec import ClusterSpec, StorageSpec, WorkloadSpec
    from eks_gpu.spec.lustre import DataRepositorySpec
    from eks_gpu.spec.storage import AccessPointSpec

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


@dataclass(frozen=True)
class AccessPointDesign:
    """An access point of an EFS file system, complete.

    Attributes:
        where: Its path in the spec.
        spec: Its entry in the cluster file.
        storage: Name of its file system.
        namespaces: Where pods mount it; each gets a claim.
    """

    where: str
    spec: AccessPointSpec
    storage: str
    namespaces: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name, which only access points of other file systems may have as well."""
        return self.spec.name

    @property
    def claim(self) -> str:
        """Name of its claims."""
        return claim_name(self.storage, self.name)


@dataclass(frozen=True)
class DataRepositoryDesign:
    """A folder of an FSx for Lustre file system that is linked to a bucket, complete.

    Attributes:
        where: Its path in the spec.
        spec: Its entry in the cluster file.
    """

    where: str
    spec: DataRepositorySpec

    @property
    def id(self) -> str:
        """Construct id; that of another folder differs."""
        return "-".join(filter(None, ("data-repository", path_slug(self.spec.path))))

    @property
    def url(self) -> str:
        """The bucket, with its prefix, as FSx takes it."""
        return f"s3://{self.spec.bucket}/{self.spec.prefix or ''}"

    @property
    def imported(self) -> list[str]:
        """Changes of the bucket that FSx follows, by FSx's names and in its order."""
        return _events(self.spec.auto_import)

    @property
    def exported(self) -> list[str]:
        """Changes of the folder that FSx copies, by FSx's names and in its order."""
        return _events(self.spec.auto_export)


@dataclass(frozen=True)
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
        namespaces: Where pods mount the whole of it; each gets a claim.
        access_points: Access points, each with namespaces of its own; empty unless it is EFS.
        data_repositories: Folders linked to buckets; empty unless it is FSx for Lustre.
    """

    where: str
    spec: StorageSpec
    kind: StorageKind
    driver: str
    size: str
    writable: bool
    mount_options: tuple[str, ...]
    namespaces: tuple[str, ...]
    access_points: tuple[AccessPointDesign, ...] = ()
    data_repositories: tuple[DataRepositoryDesign, ...] = ()

    @property
    def name(self) -> str:
        """Its name."""
        return self.spec.name

    @property
    def id(self) -> str:
        """Construct id in the cluster stack, and prefix of its outputs."""
        return f"storage-{self.spec.name}"

    @property
    def given_id(self) -> str | None:
        """Id of a file system that somebody else made; None if Terraform creates it, and for buckets."""
        made = self.spec.fsx_lustre or self.spec.efs
        return made.id if made else None

    @property
    def is_mounted(self) -> bool:
        """Whether any pod mounts it, as a whole or by an access point."""
        return bool(self.namespaces) or any(point.namespaces for point in self.access_points)

    @property
    def access_mode(self) -> str:
        """Any number of nodes at once, to write or only to read."""
        return "ReadWriteMany" if self.writable else "ReadOnlyMany"


def claim_name(storage: str, access_point: str | None = None) -> str:
    """Name of the claims on storage; no two are the same, because names contain no '.'."""
    return f"{storage}.{access_point}" if access_point else storage


def design_storage(spec: ClusterSpec) -> tuple[StorageDesign, ...]:
    """All shared storage of which the kind is given."""
    designs = (_storage(spec, one, f"storage[{index}]") for index, one in enumerate(spec.storage))
    return tuple(design for design in designs if design)


def mounts_of(storages: Iterable[StorageDesign]) -> Iterator[tuple[StorageDesign, AccessPointDesign | None, str]]:
    """Each storage, as a whole and by its access points, with every namespace that mounts it: each takes a claim."""
    for storage in storages:
        yield from ((storage, None, namespace) for namespace in storage.namespaces)
        for point in storage.access_points:
            yield from ((storage, point, namespace) for namespace in point.namespaces)


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
        size=f"{spec.fsx_lustre.size_gib}Gi" if spec.fsx_lustre and spec.fsx_lustre.size_gib else _NOMINAL_SIZE,
        writable=spec.s3_mount.writable if spec.s3_mount else True,
        mount_options=_mount_options(cluster, spec),
        namespaces=_namespaces(cluster.workloads, spec.name),
        access_points=_access_points(cluster, spec, where),
        data_repositories=tuple(
            DataRepositoryDesign(f"{where}.fsx_lustre.data_repositories[{index}]", link)
            for index, link in enumerate(spec.fsx_lustre.data_repositories if spec.fsx_lustre else ())
        ),
    )


def _events(given: Iterable[str]) -> list[str]:
    return [event.upper() for event in ("new", "changed", "deleted") if event in given]


def _access_points(cluster: ClusterSpec, spec: StorageSpec, where: str) -> tuple[AccessPointDesign, ...]:
    return tuple(
        AccessPointDesign(
            where=f"{where}.efs.access_points[{index}]",
            spec=point,
            storage=spec.name,
            namespaces=_namespaces(cluster.workloads, spec.name, point.name),
        )
        for index, point in enumerate(spec.efs.access_points if spec.efs else ())
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


def _namespaces(workloads: Sequence[WorkloadSpec], storage: str, access_point: str | None = None) -> tuple[str, ...]:
    mounted = (storage, access_point)
    used = (
        workload.namespace
        for workload in workloads
        if any((volume.storage, volume.access_point) == mounted for volume in workload.volumes)
    )
    return tuple(dict.fromkeys(used))
