"""Volumes of pods: shared storage, scratch on the node's disk, claims of their own, files, Secrets."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, get_args

from eks_gpu.design.cluster.owners import storage_class
from eks_gpu.design.storage.shared_storage import bucket_options, claim_name
from eks_gpu.design.storage.slugs import path_slug
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.quantity import mebibytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.spec import ClusterSpec, VolumeSpec, WorkloadSpec

VolumeKind = Literal["storage", "scratch", "claim", "files", "secret", "config_map", "existing_claim", "host_path"]
VOLUME_KINDS: tuple[VolumeKind, ...] = get_args(VolumeKind)
# Another object at the same path is another volume: the pod of a Job has the one that it was created with.
_OF_OTHERS = frozenset({"secret", "config_map", "existing_claim", "host_path"})
_NEVER_WRITTEN = frozenset({"files", "secret", "config_map"})
SHM = "/dev/shm"  # noqa: S108 - in the pod


@dataclass(frozen=True)
class VolumeDesign:
    """A mount of a pod.

    Attributes:
        kind: Its source: the first one that is given.
        name: Name of the volume in the pod; two mounts of one storage share it.
        mount_path: Where the container finds it.
        read_only: Whether it may not write.
        claim: Name of the claim on shared storage; None for what is the pod's own.
        size: Size of scratch or of a pod's own claim; None for other volumes.
        files: Text by file name, of a volume of files.
        source: Name of the Secret, ConfigMap or claim that somebody else manages, or a folder of the node; None for
            other kinds.
        bucket_options: Mount options of its bucket; empty for other volumes.
        storage_class: Class of a pod's own claim; None for other volumes, and where nobody named one.
    """

    kind: VolumeKind
    name: str
    mount_path: str
    read_only: bool
    claim: str | None
    size: str | None
    files: Mapping[str, str]
    source: str | None
    bucket_options: tuple[str, ...] = ()
    storage_class: str | None = None


def design_volumes(cluster: ClusterSpec, spec: WorkloadSpec) -> tuple[VolumeDesign, ...]:
    """The mounts of a workload's pods; those of no kind are left out, and a rule says so."""
    return tuple(
        _volume(volume, kinds[0], bucket_options(cluster, volume.storage), storage_class(cluster))
        for volume in spec.volumes
        if (kinds := kinds_of_volume(volume))
    )


def files_digest(volumes: Iterable[VolumeDesign]) -> str:
    """A short digest of the text of all files, which changes when one of them does; empty if there are none."""
    return _digest({volume.mount_path: dict(volume.files) for volume in volumes if volume.files})


def buckets_digest(volumes: Iterable[VolumeDesign]) -> str:
    """A short digest of how buckets are mounted, which pods take from the moment they start; empty without one."""
    return _digest({volume.claim: volume.bucket_options for volume in volumes if volume.bucket_options})


def _digest(values: Mapping[str | None, object]) -> str:
    return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16] if values else ""


def kinds_of_volume(spec: VolumeSpec) -> tuple[VolumeKind, ...]:
    """The kinds that are given; one is right."""
    return tuple(kind for kind in VOLUME_KINDS if getattr(spec, kind) is not None)


def has_shm(spec: WorkloadSpec) -> bool:
    """Whether a volume of the user's is its /dev/shm."""
    return any(volume.mount_path == SHM for volume in spec.volumes)


def disk_mib(spec: WorkloadSpec) -> int:
    """Disk of its node that a pod asks for: its own, and its scratch, which Kubernetes takes from the same place.

    The scheduler knows only what containers ask for; the size of an emptyDir it does not count.
    """
    own = mebibytes(spec.ephemeral_storage) if spec.ephemeral_storage else 0
    return own + sum(mebibytes(volume.scratch) for volume in spec.volumes if volume.scratch)


def claims_of(spec: WorkloadSpec) -> int:
    """EBS volumes that each pod has for itself."""
    return sum(kinds_of_volume(volume)[:1] == ("claim",) for volume in spec.volumes)


def _volume(spec: VolumeSpec, kind: VolumeKind, options: tuple[str, ...], storage_class: str | None) -> VolumeDesign:
    source = getattr(spec, kind) if kind in _OF_OTHERS else None
    path = f"/{source.strip('/')}{spec.mount_path}" if source else spec.mount_path
    # Apart from volumes of eks-gpu's own, such as `shm`.
    name = f"{kind.replace('_', '-')}-{path_slug(path)}"
    if kind == "storage":
        point = spec.access_point
        name = f"access-point-{path_slug(f'/{spec.storage}/{point}')}" if point else f"storage-{spec.storage}"
    return VolumeDesign(
        kind=kind,
        name=name,
        mount_path=spec.mount_path,
        read_only=spec.read_only or kind in _NEVER_WRITTEN,
        claim=claim_name(spec.storage, spec.access_point) if spec.storage else None,
        size=spec.scratch or spec.claim,
        files=spec.files or {},
        source=source,
        bucket_options=options,
        storage_class=storage_class if kind == "claim" else None,
    )
