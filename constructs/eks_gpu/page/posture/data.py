"""Encryption of what the cluster stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.posture.row import Posture, chosen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, StorageDesign


def data(design: ClusterDesign) -> Iterator[Posture]:
    """Keys of Secrets, disks, logs and shared storage."""
    keys = design.spec.encryption
    if not design.spec.existing_cluster:
        yield chosen(
            "Secrets",
            keys.secrets_key_arn or "encrypted, a KMS key of the cluster's own",
            given=bool(keys.secrets_key_arn),
        )
    yield chosen(
        "disks of nodes, and new volumes",
        keys.volumes_key_arn or "encrypted, the account's key for EBS",
        given=bool(keys.volumes_key_arn),
    )
    yield chosen("log groups", keys.logs_key_arn or "CloudWatch's own encryption", given=bool(keys.logs_key_arn))
    for storage in design.storage:
        yield _storage(storage)


def _storage(storage: StorageDesign) -> Posture:
    bucket = storage.spec.s3_mount
    if bucket:
        prefix = f"/{bucket.prefix}" if bucket.prefix else ""
        words = f"{bucket.bucket}{prefix}: {'writable' if bucket.writable else 'read-only'}"
        return chosen(f"storage {storage.name}", words, opened=bucket.writable, given=True)
    made = (
        "file system of others, as they encrypt it"
        if storage.given_id
        else "encrypted file system of the cluster's own"
    )
    return chosen(f"storage {storage.name}", made, given=bool(storage.given_id))
