"""Storage that several pods share, and where pods mount it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from eks_gpu.spec.model import DnsLabel, Matches, SpecModel, Zone

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

    bucket: Annotated[BucketName, Field(description="Bucket; it must exist, in the cluster's region.")]
    prefix: Annotated[
        Annotated[str, Matches(r"([^/*?\s]+/)+", "a prefix that ends in '/'", "datasets/")] | None,
        Field(description="Only what begins with this; it ends in '/'. Default: the whole bucket."),
    ] = None
    writable: Annotated[
        bool,
        Field(description="Let pods write, overwrite and delete objects. Nothing is appended to, and nothing renamed."),
    ] = False
    kms_key_arn: Annotated[
        Annotated[
            str,
            Matches(
                r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/.+",
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


class VolumeSpec(SpecModel):
    """A volume of a workload's pods."""

    mount_path: Annotated[
        Annotated[str, Matches(r"(/[^/:\s]+)+", "an absolute path without trailing '/' or ':'", "/data")],
        Field(description="Where the container finds it."),
    ]
    storage: Annotated[DnsLabel, Field(description="Which of the cluster's `storage`, by name.")]
    read_only: Annotated[bool, Field(description="Mount it without the right to write.")] = False
