"""Namespaces and shared storage."""

from eks_gpu.effects.effect import Edits, Effect, always, changed, entries, switched
from eks_gpu.effects.queueing import IN_QUEUE, WITH_QUEUES

CREATES, IN_PLACE, DELETES, LOST = Effect.CREATES, Effect.IN_PLACE, Effect.DELETES, Effect.LOSES_DATA
REFUSED, NOTHING = Effect.REFUSED, Effect.NOTHING
_OTHER_LINK = "another link replaces it; files stay, but those that no pod has read lose their content"
_SOURCE = "Kubernetes cannot change the source of a volume"
_REPLACED_POINT = "another access point replaces it, and its volumes keep the deleted one"

STORAGE = {
    "namespaces": entries(CREATES, IN_PLACE, DELETES, "a namespace is deleted with everything in it"),
    "namespaces[].name": changed(DELETES, "a namespace cannot be renamed, and is deleted with everything in it"),
    "namespaces[].gpu_quota": entries(CREATES, IN_PLACE, DELETES, "running pods stay, even beyond the quota").when(
        WITH_QUEUES, IN_QUEUE
    ),
    "storage": entries(CREATES, IN_PLACE, LOST, "a file system is deleted with everything in it; a bucket stays"),
    "storage[].name": changed(LOST, "a file system cannot be renamed: an empty one is created instead"),
    "storage[].fsx_lustre": entries(CREATES, IN_PLACE, LOST, "the file system and its driver are created or deleted"),
    "storage[].fsx_lustre.size_gib": changed(IN_PLACE, "the file system grows").when(
        "smaller", changed(LOST, "FSx cannot shrink: an empty file system replaces it")
    ),
    "storage[].fsx_lustre.zone": changed(LOST, "FSx cannot move: an empty file system replaces it"),
    "storage[].fsx_lustre.deployment": switched(LOST, LOST, "FSx cannot change it: an empty file system replaces it"),
    "storage[].fsx_lustre.throughput_mibs_per_tib": always(IN_PLACE),
    "storage[].fsx_lustre.metadata_iops": Edits(
        set=REFUSED,
        change=IN_PLACE,
        unset=NOTHING,
        why="FSx adds none to a file system that was created without, and keeps those that it has",
    ).when("smaller", changed(LOST, "FSx provisions never fewer: an empty file system replaces it")),
    "storage[].fsx_lustre.efa": switched(LOST, LOST, "FSx cannot change it: an empty file system replaces it"),
    "storage[].fsx_lustre.data_repositories": entries(
        CREATES, IN_PLACE, DELETES, "files stay, but those that no pod has read lose their content"
    ),
    "storage[].fsx_lustre.data_repositories[].path": changed(DELETES, _OTHER_LINK),
    "storage[].fsx_lustre.data_repositories[].bucket": changed(DELETES, _OTHER_LINK),
    "storage[].fsx_lustre.data_repositories[].prefix": always(DELETES, _OTHER_LINK),
    "storage[].fsx_lustre.data_repositories[].auto_import": Edits(
        set=IN_PLACE, change=IN_PLACE, unset=IN_PLACE, why="FSx follows other changes"
    ),
    "storage[].fsx_lustre.data_repositories[].auto_export": Edits(
        set=IN_PLACE, change=IN_PLACE, unset=REFUSED, why="FSx copies other changes; Terraform cannot turn it off"
    ),
    "storage[].efs": switched(CREATES, LOST, "the file system and its driver are created or deleted"),
    "storage[].efs.id": Edits(
        set=LOST,
        change=Effect.NOTHING,
        unset=CREATES,
        why="Terraform destroys what it made; volumes keep what they have",
    ),
    "storage[].fsx_lustre.id": Edits(
        set=LOST,
        change=Effect.NOTHING,
        unset=CREATES,
        why="Terraform destroys what it made; volumes keep what they have",
    ),
    "storage[].fsx_lustre.mount_name": always(Effect.NOTHING, "volumes keep what they have"),
    "storage[].efs.access_points": entries(
        CREATES, DELETES, DELETES, "pods that mount one lose access; the data stays"
    ),
    "storage[].efs.access_points[].name": changed(DELETES, "pods that mount it lose access; the data stays"),
    "storage[].efs.access_points[].path": changed(DELETES, _REPLACED_POINT),
    "storage[].efs.access_points[].user": changed(DELETES, _REPLACED_POINT),
    "storage[].efs.access_points[].group": changed(DELETES, _REPLACED_POINT),
    "storage[].s3_mount": entries(
        CREATES, IN_PLACE, DELETES, "the driver and its permissions are created or deleted; the bucket stays"
    ),
    "storage[].s3_mount.bucket": changed(IN_PLACE, f"the permissions change; {_SOURCE}"),
    "storage[].s3_mount.prefix": always(
        IN_PLACE, "the permissions change, and so does the mount of pods that start later"
    ),
    "storage[].s3_mount.writable": switched(
        IN_PLACE, IN_PLACE, "the permissions change, and so does the mount of pods that start later"
    ),
    "storage[].s3_mount.kms_key_arn": always(IN_PLACE, "the permissions of the driver change"),
}
