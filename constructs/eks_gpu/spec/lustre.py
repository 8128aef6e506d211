"""FSx for Lustre: file systems, their metadata, and the buckets that they are linked to."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field
from eks_gpu.spec.model import Many, SpecModel, Zone

BucketName = Annotated[str, Matches(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of an S3 bucket", "training-data")]


FileSystemId = Annotated[
    str,
    Matches(
        r"fs-[0-9a-f]{8}([0-9a-f]{9})?", "the id of a file system, such as fs-0a1b2c3d4e5f60718", "fs-0a1b2c3d4e5f60718"
    ),
]
# API reference of FSx, `EventType`.
FileEvent = Literal["new", "changed", "deleted"]


class DataRepositorySpec(SpecModel):
    """A folder of the file system that is linked to a bucket: FSx loads an object when a pod first reads it."""

    path: Annotated[
        Annotated[
            str,
            Matches(
                r"/|(?=.{1,255}$)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+",
                "'/' or an absolute path without '/' at its end",
                "/datasets",
            ),
        ],
        Field(
            description="Folder of the file system, which FSx creates. `/` stands for the whole file system, and allows no "
            "second link. Changing it replaces the link."
        ),
    ]
    bucket: Annotated[
        BucketName,
        Field(description="Name of the bucket, which must exist. Changing it replaces the link; files stay."),
    ]
    prefix: Annotated[
        Annotated[str, Matches(r"([^/*?\s]+/)+", "a prefix that ends in '/' and does not begin with it", "datasets/")]
        | None,
        Field(
            description="Prefix, ending in '/', of the objects to link. Default: the whole bucket. Changing it replaces the "
            "link; files stay."
        ),
    ] = None
    auto_import: Annotated[
        Many[FileEvent],
        Field(
            description="Changes of the bucket that FSx shows in the folder. Objects that exist already are listed when the "
            "link is created. Default: all changes. Changed in place."
        ),
    ] = ("new", "changed", "deleted")
    auto_export: Annotated[
        Many[FileEvent],
        Field(
            description="Changes of the folder that FSx copies into the bucket; `deleted` deletes the object as well. "
            "Default: none. Changed in place."
        ),
    ] = ()


class FsxLustreSpec(SpecModel):
    """An FSx for Lustre file system: fast, in one zone, billed by its size from the apply on; or one that exists."""

    id: Annotated[
        FileSystemId | None,
        Field(
            description="Id of a file system that exists, instead of `size_gib`; Terraform then creates and destroys only "
            "links to buckets. "
            "Its security group must admit the nodes. Setting it on a running cluster destroys the file "
            "system that Terraform made. Default: Terraform creates one."
        ),
    ] = None
    mount_name: Annotated[
        Annotated[str, Matches(r"[a-z0-9]{1,63}", "the mount name that FSx shows, such as ab1cdbev", "ab1cdbev")]
        | None,
        Field(
            description="Mount name of the file system with that `id`; `aws fsx describe-file-systems` prints it. Pods that "
            "mount it keep the old one until their volume is recreated."
        ),
    ] = None
    size_gib: Annotated[
        int | None,
        Field(
            ge=1200,
            description="Size, in GiB: 1200, or a multiple of 2400; larger steps with `efa`. It can grow but not shrink. "
            "Required without `id`.",
        ),
    ] = None
    zone: Annotated[
        Zone,
        Field(
            description="Zone of the file system, written as in `network`; use the zone of the groups that mount it. "
            "Changing it replaces the file system."
        ),
    ]
    deployment: Annotated[
        Literal["persistent", "scratch"],
        Field(
            description="`persistent` keeps its data when a server fails; `scratch` costs less and does not keep it. "
            "Changing it replaces the file system."
        ),
    ] = "persistent"
    throughput_mibs_per_tib: Annotated[
        Literal[125, 250, 500, 1000],
        Field(
            description="Throughput of a persistent file system, in MiB/s per TiB. Default 125, the cheapest; a scratch "
            "file system has 200. With `efa` it never changes."
        ),
    ] = 125
    metadata_iops: Annotated[
        Literal["automatic"] | int | None,
        Field(
            description="Operations on files and folders per second that FSx provisions: `automatic` (by the size), or a "
            "number that can grow but not shrink. FSx bills those beyond the automatic number. Set it at creation: FSx "
            "cannot add it to a running file system. Default: FSx's fixed metadata server."
        ),
    ] = None
    efa: Annotated[
        bool,
        Field(
            description="Let nodes with EFA reach the file system over it, and with GPUDirect Storage where the instance type "
            "has it. Needs `metadata_iops`. Changing it replaces the file system. With `id` it says that the file system "
            "has EFA, and changes nothing."
        ),
    ] = False
    data_repositories: Annotated[
        Many[DataRepositorySpec],
        Field(description="Folders that are linked to S3 buckets. FSx makes no backups of a file system with links."),
    ] = ()
