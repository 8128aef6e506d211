"""Storage that several pods share, and the volumes that mount it."""

from __future__ import annotations

from typing import Annotated

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field
from eks_gpu.spec.lustre import BucketName, FileSystemId, FsxLustreSpec
from eks_gpu.spec.model import DnsLabel, KeyArn, Many, ObjectName, Quantity, SecretName, SpecModel

# API reference of EFS, "RootDirectory": at most four folders and 100 characters, none of which begins with '.', and
# some characters are refused. These are fewer, and all of them are read the same by every shell.
FolderInEfs = Annotated[
    str,
    Matches(
        r"(?=.{1,100}$)(/[A-Za-z0-9_-][A-Za-z0-9._-]*){1,4}",
        "an absolute path of one to four folders, with at most 100 characters",
        "/home/alice",
    ),
]
# API reference of EFS, "PosixUser": ids are below 2^32.
PosixId = Annotated[int, Field(ge=0, le=2**32 - 1)]


class AccessPointSpec(SpecModel):
    """A folder of an EFS file system, in which everything happens as one user and one group.

    EFS puts this user in place of the container's own, so it does not matter which one the container runs as.
    """

    name: Annotated[
        DnsLabel,
        Field(max_length=40, description="Name by which `access_point` in the `volumes` of workloads refers to it."),
    ]
    path: Annotated[
        FolderInEfs,
        Field(
            description="Folder of the file system, which pods see as the root of their volume. EFS creates it at the first "
            "mount, for this user and group (mode 770); a folder that exists keeps its owner. Changing it replaces the "
            "access point."
        ),
    ]
    user: Annotated[
        PosixId, Field(description="User id of every access. Changing it replaces the access point, but no folder.")
    ]
    group: Annotated[
        PosixId, Field(description="Group id of every access. Changing it replaces the access point, but no folder.")
    ]


class EfsSpec(SpecModel):
    """An EFS file system: in all zones, billed by the data it stores, reads and writes; or one that exists."""

    id: Annotated[
        FileSystemId | None,
        Field(
            description="Id of a file system that exists; Terraform then creates and destroys only access points. It needs a "
            "mount target in each zone, whose security group admits the nodes. Setting it on a running "
            "cluster destroys the file system that Terraform made. Default: Terraform creates one."
        ),
    ] = None
    access_points: Annotated[
        Many[AccessPointSpec],
        Field(description="Folders with a user of their own, for pods that do not run as root. They cost nothing."),
    ] = ()


class S3MountSpec(SpecModel):
    """Your own bucket, mounted as a folder by Mountpoint for Amazon S3: large reads, and new files written sequentially."""

    bucket: Annotated[
        BucketName,
        Field(
            description="Name of the bucket, which must exist in the cluster's region. For another bucket add a second "
            "entry: a volume never changes its bucket."
        ),
    ]
    prefix: Annotated[
        Annotated[str, Matches(r"([^/*?\s]+/)+", "a prefix that ends in '/' and does not begin with it", "datasets/")]
        | None,
        Field(
            description="Prefix, ending in '/', of the objects to mount. Default: the whole bucket. Changing it replaces "
            "the pods that mount it; a Job keeps what it mounted."
        ),
    ] = None
    writable: Annotated[
        bool,
        Field(
            description="Let pods write, overwrite and delete objects. Appending and renaming are not possible. Changing "
            "it replaces the pods that mount it; a Job keeps what it mounted."
        ),
    ] = False
    kms_key_arn: Annotated[
        KeyArn | None,
        Field(description="ARN of the KMS key that encrypts the objects, unless it is S3's own key."),
    ] = None


class StorageSpec(SpecModel):
    """Named storage; set one of the three kinds."""

    name: Annotated[
        DnsLabel,
        Field(
            max_length=40,
            description="Name by which the `volumes` of workloads refer to this storage; also the name of its claims.",
        ),
    ]
    fsx_lustre: Annotated[
        FsxLustreSpec | None, Field(description="FSx for Lustre, for datasets and checkpoints of large training jobs.")
    ] = None
    efs: Annotated[
        EfsSpec | None, Field(description="EFS, for home directories, code and small files; `{}` is enough.")
    ] = None
    s3_mount: Annotated[
        S3MountSpec | None, Field(description="An S3 bucket mounted as a folder, for datasets and models.")
    ] = None


FileName = Annotated[
    str,
    Matches(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}", "a file name of letters, digits, '-', '_' and '.'", "config.yaml"),
]


HostFolder = Annotated[
    str, Matches(r"(/[^/:\s]+)+", "an absolute path without trailing '/' or ':'", "/mnt/k8s-disks/0")
]


class VolumeSpec(SpecModel):
    """A volume of a workload's pods; set exactly one of its kinds, such as `storage` or `scratch`."""

    mount_path: Annotated[
        Annotated[str, Matches(r"(/[^/:\s]+)+", "an absolute path without trailing '/' or ':'", "/data")],
        Field(description="Path at which the container finds the volume."),
    ]
    storage: Annotated[DnsLabel | None, Field(description="Name of an entry of the cluster's `storage`.")] = None
    access_point: Annotated[
        DnsLabel | None,
        Field(
            description="Name of an access point of that storage, if it is EFS. Default: the whole file system, as root."
        ),
    ] = None
    scratch: Annotated[
        Quantity | None,
        Field(
            description="Size of an empty folder on the node's disk, for caches and downloads; it is deleted with the "
            "pod. It counts as disk that the pod requests."
        ),
    ] = None
    claim: Annotated[
        Quantity | None,
        Field(
            description="Size of a volume for each pod of a stateful set (EBS gp3, encrypted). The volume stays when its "
            "pod is deleted, in the zone where it was created; you delete it yourself. Changing the size "
            "later changes nothing: `check --previous` prints how to enlarge it."
        ),
    ] = None
    files: Annotated[
        dict[FileName, str] | None,
        Field(
            min_length=1,
            description="Text of files, by file name; never secrets. Pods that serve are replaced when a text changes.",
        ),
    ] = None
    secret: Annotated[
        SecretName | None,
        Field(
            description="Name of a Secret in the namespace, such as certificates or key files; each of its keys becomes a file."
        ),
    ] = None
    config_map: Annotated[
        ObjectName | None,
        Field(
            description="Name of a ConfigMap in the namespace that somebody else manages; each of its keys becomes a file."
        ),
    ] = None
    existing_claim: Annotated[
        ObjectName | None,
        Field(
            description="Name of a PersistentVolumeClaim in the namespace that somebody else manages. A claim on an EBS volume "
            "binds the pods to its zone, and only one node can mount it at a time; eks-gpu cannot see either."
        ),
    ] = None
    host_path: Annotated[
        HostFolder | None,
        Field(
            description="Folder of the node, created if it is missing. Its content is lost with the node, is shared by all pods "
            "that mount it, and counts against no limit."
        ),
    ] = None
    read_only: Annotated[
        bool,
        Field(
            description="Mount the volume without write permission; files, Secrets and ConfigMaps are always mounted this way."
        ),
    ] = False
