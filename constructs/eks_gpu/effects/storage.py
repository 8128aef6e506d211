"""Namespaces and shared storage."""

from eks_gpu.effects.effect import Effect, always, changed, entries, switched

CREATES, IN_PLACE, DELETES, LOST = Effect.CREATES, Effect.IN_PLACE, Effect.DELETES, Effect.LOSES_DATA
_SOURCE = "Kubernetes cannot change the source of a volume"

STORAGE = {
    "namespaces": entries(CREATES, IN_PLACE, DELETES, "a namespace goes with everything in it"),
    "namespaces[].name": changed(DELETES, "a namespace cannot be renamed, and goes with everything in it"),
    "namespaces[].gpu_quota": entries(CREATES, IN_PLACE, DELETES, "running pods stay, whatever the quota says"),
    "storage": entries(CREATES, IN_PLACE, LOST, "a file system is deleted with everything in it; a bucket stays"),
    "storage[].name": changed(LOST, "a file system cannot be renamed: another one is created, and empty"),
    "storage[].fsx_lustre": entries(CREATES, IN_PLACE, LOST, "the file system and its driver"),
    "storage[].fsx_lustre.size_gib": changed(IN_PLACE, "the file system grows").when(
        "smaller", changed(LOST, "FSx cannot shrink: the file system is replaced, and empty")
    ),
    "storage[].fsx_lustre.zone": changed(LOST, "FSx cannot move: the file system is replaced, and empty"),
    "storage[].fsx_lustre.deployment": switched(
        LOST, LOST, "FSx cannot change it: the file system is replaced, and empty"
    ),
    "storage[].fsx_lustre.throughput_mibs_per_tib": always(IN_PLACE),
    "storage[].efs": switched(CREATES, LOST, "the file system and its driver"),
    "storage[].s3_mount": entries(CREATES, IN_PLACE, DELETES, "the driver and its permissions; the bucket stays"),
    "storage[].s3_mount.bucket": changed(IN_PLACE, f"the permissions; {_SOURCE}"),
    "storage[].s3_mount.prefix": always(IN_PLACE, "the permissions, and the mount of pods that start later"),
    "storage[].s3_mount.writable": switched(
        IN_PLACE, IN_PLACE, "the permissions, and the mount of pods that start later"
    ),
    "storage[].s3_mount.kms_key_arn": always(IN_PLACE, "the permissions of the driver"),
}
