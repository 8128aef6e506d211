"""Who may write to a shared file system."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, passes, warns

HERE = "workloads[0].volumes[0]"
EFS = {"name": "cache", "efs": {}}
LUSTRE = {"name": "cache", "fsx_lustre": {"size_gib": 1200, "zone": "us-west-2a"}}
BUCKET = {"name": "cache", "s3_mount": {"bucket": "acme-models", "writable": True}}


POINT = {"name": "cache", "efs": {"access_points": [{"name": "nim", "path": "/nim", "user": 1000, "group": 1000}]}}


def mounted(
    storage: dict[str, Any], *, read_only: bool = False, access_point: str | None = None, **work: Any
) -> dict[str, Any]:
    volume = {"mount_path": "/cache", "storage": "cache", **({"read_only": True} if read_only else {})}
    if access_point:
        volume["access_point"] = access_point
    return {"storage": [storage], "work_volumes": [volume], **{f"work_{name}": value for name, value in work.items()}}


NIM = "nvcr.io/nim/meta/llama3-8b-instruct:1.0.3"

CASES: tuple[Case, ...] = (
    warns("volume-owner", HERE, "chown 1000", **mounted(LUSTRE, image=NIM)),
    warns(
        "volume-owner", HERE, "from its image", **mounted(LUSTRE, image="quay.io/jupyter/pytorch-notebook:2025-01-01")
    ),
    warns("volume-owner", HERE, "user 500", **mounted(EFS, run_as={"user": 500, "group": 500})),
    # The group of `run_as` changes nothing there.
    warns("volume-owner", HERE, "user 1000", **mounted(EFS, image=NIM, run_as={"group": 1000})),
    passes("volume-owner", **mounted(EFS)),
    passes("volume-owner", **mounted(EFS, image=NIM, run_as={"user": 0, "group": 0})),
    passes("volume-owner", **mounted(EFS, image=NIM, read_only=True)),
    # EFS puts the access point's user in place of the container's.
    passes("volume-owner", **mounted(POINT, image=NIM, access_point="nim")),
    warns("volume-owner", HERE, "access point", **mounted(POINT, image=NIM)),
    passes("volume-owner", **mounted(BUCKET, image=NIM, run_as={"user": 1000, "group": 1000})),
)
