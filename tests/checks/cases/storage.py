"""Shared storage and the volumes of pods."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

LUSTRE = {"size_gib": 1200, "zone": "us-west-2a"}
BUCKET = {"bucket": "acme-data"}
GROUP = [{"name": "gpu", "instance_types": ["g5.xlarge"], "zones": ["us-west-2a"], "max": 2}]


def stored(mounts: list[dict[str, Any]] | None = None, /, **kinds: Any) -> dict[str, Any]:
    """One storage named `data`, of these kinds, mounted at /data or as is said."""
    volumes = [{"mount_path": "/data", "storage": "data"}] if mounts is None else mounts
    return {"storage": [{"name": "data", **kinds}], "work_volumes": volumes, "gpu_node_groups": GROUP}


def at(path: str, storage: str = "data", **more: Any) -> dict[str, Any]:
    return {"mount_path": path, "storage": storage, **more}


POINT = {"name": "alice", "path": "/home/alice", "user": 1000, "group": 1000}
POINTS = {"access_points": [POINT, POINT | {"name": "bob"}]}
HERE = "workloads[0].volumes[0].access_point"
SHM = "/dev/shm"  # noqa: S108 - in the pod
TWICE = [{"name": "data", "efs": {}}, {"name": "data", "efs": {}}]
CLAIMS = [{"mount_path": f"/data{number}", "claim": "10Gi"} for number in range(24)]
GIVEN_EFS = {"storage": [{"name": "home", "efs": {"id": "fs-0a1b2c3d"}}]}


def by_id(**fields: Any) -> dict[str, Any]:
    return {"storage": [{"name": "data", "fsx_lustre": {"zone": "us-west-2a", **fields}}]}


CASES: tuple[Case, ...] = (
    warns("storage-given", "storage[0].efs.id", "2049", **GIVEN_EFS),
    warns("storage-given", "storage[0].fsx_lustre.id", "988", **by_id(id="fs-0a1b2c3d", mount_name="ab1cdbev")),
    passes("storage-given", **by_id(size_gib=2400)),
    fails("storage-source", "storage[0].fsx_lustre.size_gib", "has a size", **by_id(id="fs-0a1b2c3d", size_gib=2400)),
    fails("storage-source", "storage[0].fsx_lustre", "mount_name", **by_id(id="fs-0a1b2c3d")),
    fails("storage-source", "storage[0].fsx_lustre.mount_name", "beforehand", **by_id(mount_name="a", size_gib=2400)),
    fails("storage-source", "storage[0].fsx_lustre", "size_gib", **by_id()),
    passes("storage-source", **by_id(id="fs-0a1b2c3d", mount_name="ab1cdbev")),
    passes("storage-source", **by_id(size_gib=1200)),
    fails(
        "workload-stays-pending",
        "workloads[0].volumes",
        "at most 23 claims",
        work_kind="stateful_set",
        work_volumes=CLAIMS,
    ),
    passes("workload-stays-pending", work_kind="stateful_set", work_volumes=CLAIMS[:23]),
    fails("storage-kind", "storage[0]", "none", **stored()),
    fails("storage-kind", "storage[0]", "keep one", **stored(efs={}, s3_mount=BUCKET)),
    passes("storage-kind", **stored(efs={})),
    fails("name-duplicate", "storage[1].name", "storage[0].name", storage=TWICE),
    fails(
        "storage-size", "storage[0].fsx_lustre.size_gib", "write 2400", **stored(fsx_lustre=LUSTRE | {"size_gib": 1500})
    ),
    fails(
        "storage-size",
        "storage[0].fsx_lustre.size_gib",
        "4800, or 2400",
        **stored(fsx_lustre=LUSTRE | {"size_gib": 3600}),
    ),
    passes("storage-size", **stored(fsx_lustre=LUSTRE)),
    passes("storage-size", **stored(fsx_lustre=LUSTRE | {"size_gib": 4800})),
    fails(
        "storage-zone", "storage[0].fsx_lustre.zone", "not a zone", **stored(fsx_lustre=LUSTRE | {"zone": "us-west-2c"})
    ),
    warns(
        "storage-zone", "storage[0].fsx_lustre.zone", "us-west-2a", **stored(fsx_lustre=LUSTRE | {"zone": "us-west-2b"})
    ),
    warns(
        "storage-zone",
        "storage[0].fsx_lustre.zone",
        "us-west-2b",
        storage=[{"name": "data", "fsx_lustre": LUSTRE}],
        work_volumes=[at("/data")],
    ),
    passes("storage-zone", **stored(fsx_lustre=LUSTRE)),
    # EFS has an address in every zone.
    passes("storage-zone", storage=[{"name": "data", "efs": {}}], work_volumes=[at("/data")]),
    warns("storage-unused", "storage[0]", "/data", **stored([], efs={})),
    passes("storage-unused", **stored(efs={})),
    fails("volume-storage", "workloads[0].volumes[0].storage", "write data", **stored([at("/data", "date")], efs={})),
    fails("volume-storage", "workloads[0].volumes[0].storage", "none", work_volumes=[at("/data")]),
    fails("volume-storage", "workloads[0].volumes[0].read_only", "writable: true", **stored(s3_mount=BUCKET)),
    passes("volume-storage", **stored([at("/data", read_only=True)], s3_mount=BUCKET)),
    passes("volume-storage", **stored(s3_mount=BUCKET | {"writable": True})),
    passes("volume-storage", **stored(efs={})),
    fails(
        "volume-path", "workloads[0].volumes[1].mount_path", "volumes[0]", **stored([at("/data"), at("/data")], efs={})
    ),
    fails("volume-path", "workloads[0].volumes[0].mount_path", "/data", **stored([at("/usr")], efs={})),
    fails("volume-path", "workloads[0].volumes[0].mount_path", "shm", **stored([at(SHM)], efs={}), work_shm="1Gi"),
    passes("volume-path", **stored([at("/data"), at("/usr/local/data")], efs={})),
    passes("volume-access-point", **stored([at("/data", access_point="alice")], efs=POINTS)),
    passes("volume-access-point", **stored(efs=POINTS)),
    # Two pods of one kind: the whole file system, and a folder of it.
    passes("volume-access-point", **stored([at("/data", access_point="bob"), at("/all")], efs=POINTS)),
    fails("volume-access-point", HERE, "write alice", **stored([at("/data", access_point="alicia")], efs=POINTS)),
    fails("volume-access-point", HERE, "add '- {name: alice", **stored([at("/data", access_point="alice")], efs={})),
    fails(
        "volume-access-point",
        HERE,
        "only 'efs' has any",
        **stored([at("/data", access_point="alice")], s3_mount=BUCKET | {"writable": True}),
    ),
    fails(
        "volume-access-point",
        HERE,
        "this one has scratch",
        work_volumes=[{"mount_path": "/data", "scratch": "1Gi", "access_point": "alice"}],
    ),
    fails(
        "name-duplicate",
        "storage[0].efs.access_points[1].name",
        "storage[0].efs.access_points[0].name",
        **stored(efs={"access_points": [POINT, POINT | {"path": "/other"}]}),
    ),
    # Two file systems may each have one of the same name.
    passes(
        "name-duplicate",
        storage=[{"name": name, "efs": {"access_points": [POINT]}} for name in ("data", "more")],
    ),
    passes("storage-unused", **stored([at("/data", access_point="alice")], efs=POINTS)),
    warns("storage-unused", "storage[0]", "/data", **stored([], efs=POINTS)),
)
