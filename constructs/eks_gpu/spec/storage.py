"""Storage that several pods share, and where pods mount it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from eks_gpu.spec.model import DnsLabel, Matches, Quantity, SecretName, SpecModel, Zone

BucketName = Annotated[str, Matches(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of an S3 bucket", "training-data")]


class FsxLustreSpec(SpecModel):
    """A file system of FSx for Lustre: fast, in one zone, paid for by its size from the apply on."""

    size_gib: Annotated[
        int,
        Field(ge=1200, description="Size, in GiB: 1200, or 2400 times a whole number. It can grow and not shrink."),
    ]
    zone: Annotated[
        Zone,
        Field(
            description="Zone it is in, written as in `network`: that of the groups that use it. Changing it replaces the file system."
        ),
    ]
    deployment: Annotated[
        Literal["persistent", "scratch"],
        Field(
            description="`persistent` keeps its data when a server fails; `scratch` costs less and does not. Changing it replaces the file system."
        ),
    ] = "persistent"
    throughput_mibs_per_tib: Annotated[
        Literal[125, 250, 500, 1000],
        Field(
            description="Throughput of a persistent file system, in MiB/s for each TiB. 125 by default, the cheapest; a scratch one has 200."
        ),
    ] = 125


class EfsSpec(SpecModel):
    """A file system of EFS: in all zones, paid for by what it holds and what is read and written."""


class S3MountSpec(SpecModel):
    """A bucket of yours as a folder, by Mountpoint for Amazon S3: large reads, new files written from front to back."""

    bucket: Annotated[
        BucketName,
        Field(
            description="Bucket; it must exist, in the cluster's region. Another bucket takes a second entry: a volume never changes its bucket."
        ),
    ]
    prefix: Annotated[
        Annotated[str, Matches(r"([^/*?\s]+/)+", "a prefix that does not begin with '/' and ends in it", "datasets/")]
        | None,
        Field(
            description="Only what begins with this; it ends in '/'. Default: the whole bucket. Changing it replaces the pods that mount it; a Job keeps what it mounted."
        ),
    ] = None
    writable: Annotated[
        bool,
        Field(
            description="Let pods write, overwrite and delete objects. Nothing is appended to, and nothing renamed. Changing it replaces the pods that mount it; a Job keeps what it mounted."
        ),
    ] = False
    kms_key_arn: Annotated[
        Annotated[
            str,
            Matches(
                r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[a-z0-9-]+",
                "the ARN of a KMS key",
                "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d",
            ),
        ]
        | None,
        Field(description="KMS key the objects are encrypted with, where it is not S3's own."),
    ] = None


class StorageSpec(SpecModel):
    """Storage by a name of its own; set one of the three kinds."""

    name: Annotated[
        DnsLabel, Field(max_length=40, description="Name, by which `volumes` of workloads know it; also of its claims.")
    ]
    fsx_lustre: Annotated[
        FsxLustreSpec | None, Field(description="FSx for Lustre: datasets and checkpoints of large training jobs.")
    ] = None
    efs: Annotated[EfsSpec | None, Field(description="EFS: homes, code, small files; `{}`.")] = None
    s3_mount: Annotated[S3MountSpec | None, Field(description="An S3 bucket as a folder: datasets, models.")] = None


FileName = Annotated[
    str,
    Matches(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}", "a file name of letters, digits, '-', '_' and '.'", "config.yaml"),
]


class VolumeSpec(SpecModel):
    """A volume of a workload's pods; set one of `storage`, `scratch`, `claim`, `files` and `secret`."""

    mount_path: Annotated[
        Annotated[str, Matches(r"(/[^/:\s]+)+", "an absolute path without trailing '/' or ':'", "/data")],
        Field(description="Where the container finds it."),
    ]
    storage: Annotated[DnsLabel | None, Field(description="Which of the cluster's `storage`, by name.")] = None
    scratch: Annotated[
        Quantity | None,
        Field(
            description="An empty folder of this size on the node's disk, gone with the pod: caches, downloads. It counts as disk the pod asks for."
        ),
    ] = None
    claim: Annotated[
        Quantity | None,
        Field(
            description="A volume of this size for each pod of a stateful set (EBS gp3, encrypted). It stays when its pod goes, in the zone it was made in, and is yours to delete. Another size later changes nothing: `check --previous` prints how to enlarge it."
        ),
    ] = None
    files: Annotated[
        dict[FileName, str] | None,
        Field(
            min_length=1,
            description="Files by name, with their text; never secrets. Pods that serve are replaced when a text changes.",
        ),
    ] = None
    secret: Annotated[
        SecretName | None,
        Field(
            description="A Secret of the namespace, by name; each of its keys becomes a file: certificates, key files."
        ),
    ] = None
    read_only: Annotated[
        bool, Field(description="Mount it without the right to write; files and Secrets always are.")
    ] = False
