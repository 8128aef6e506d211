"""Mounts of a workload's pods, as dicts in the provider's spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.workloads.workload import FIXED_KINDS
from eks_gpu.kubernetes.labels import labels

if TYPE_CHECKING:
    from eks_gpu.design import VolumeDesign, WorkloadDesign

_FILES, _BUCKETS = "eks-gpu.io/files", "eks-gpu.io/buckets"


def pod_volumes(design: WorkloadDesign) -> list[dict[str, Any]]:
    """The blocks `volume` of a pod; a stateful set adds its own claims by itself."""
    found = {volume.name: _volume(design, volume) for volume in design.volumes if volume.kind != "claim"}
    return list(found.values())


def claim_templates(design: WorkloadDesign) -> list[dict[str, Any]]:
    """The blocks `volume_claim_template` of a stateful set."""
    return [
        {
            "metadata": {"name": volume.name, "labels": labels(design.name)},
            "spec": {
                "access_modes": ["ReadWriteOnce"],
                "storage_class_name": volume.storage_class,
                "resources": {"requests": {"storage": volume.size}},
            },
        }
        for volume in design.volumes
        if volume.kind == "claim"
    ]


def volume_annotations(design: WorkloadDesign) -> dict[str, str]:
    """The annotations of a pod's template, where what it mounts can change: another text or mode makes new pods.

    Otherwise pods that run would keep the files that they were started with, and Mountpoint the folder of a bucket.
    """
    if design.spec.kind in FIXED_KINDS:
        return {}
    digests = ((_FILES, design.files_digest), (_BUCKETS, design.buckets_digest))
    return {name: digest for name, digest in digests if digest}


def _volume(design: WorkloadDesign, volume: VolumeDesign) -> dict[str, Any]:
    sources: dict[str, dict[str, Any]] = {
        "storage": {"persistent_volume_claim": {"claim_name": volume.claim}},
        "scratch": {"empty_dir": {"size_limit": volume.size}},
        "files": {"config_map": {"name": config_map_name(design, volume)}},
        "secret": {"secret": {"secret_name": volume.source}},
        "config_map": {"config_map": {"name": volume.source}},
        "existing_claim": {"persistent_volume_claim": {"claim_name": volume.source}},
        "host_path": {"host_path": {"path": volume.source, "type": "DirectoryOrCreate"}},
    }
    return {"name": volume.name, **sources[volume.kind]}


def config_map_name(design: WorkloadDesign, volume: VolumeDesign) -> str:
    """Name of the ConfigMap behind a volume of files."""
    return f"{design.name}-{volume.name}"
