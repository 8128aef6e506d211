"""FSx for Lustre: sizes, metadata, EFA and links to buckets."""

from __future__ import annotations

from typing import Any

from tests.checks.cases.storage import at, by_id
from tests.specs import Case, fails, passes, warns

FAST = {"throughput_mibs_per_tib": 1000, "metadata_iops": "automatic", "efa": True}
EFA_GROUP = {"name": "gpu", "instance_types": ["p5.48xlarge"], "zones": ["us-west-2a"], "max": 2}
EXISTING = {
    "name": "data",
    "fsx_lustre": {"id": "fs-0a1b2c3d", "mount_name": "a", "zone": "us-west-2a", "efa": True},
}
SCRIPT = {"user_data": "#!/bin/bash\n/opt/setup.sh\n"}
P = "storage[0].fsx_lustre."


def linked(*links: dict[str, Any]) -> dict[str, Any]:
    return by_id(size_gib=2400, data_repositories=[{"bucket": "acme-data", **link} for link in links])


def reached(group: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An EFA-enabled file system that a job on this group mounts."""
    data = {"name": "data", "fsx_lustre": {"size_gib": 4800, "zone": "us-west-2a", **FAST}}
    return {
        "storage": [data],
        "gpu_node_groups": [EFA_GROUP | group],
        "work_gpus": 8,
        "work_volumes": [at("/data")],
        **more,
    }


CASES: tuple[Case, ...] = (
    fails("storage-size", P + "size_gib", "38400", **by_id(size_gib=4800, metadata_iops="automatic", efa=True)),
    fails("storage-size", P + "size_gib", "write 9600, or 4800", **by_id(size_gib=7200, **FAST)),
    fails("storage-size", P + "size_gib", "write 4800", **by_id(size_gib=1200, **FAST)),
    passes("storage-size", **by_id(size_gib=9600, **FAST)),
    passes("storage-source", **by_id(id="fs-0a1b2c3d", mount_name="a", efa=True)),
    passes("lustre-metadata", **by_id(id="fs-0a1b2c3d", mount_name="a", efa=True)),
    warns("storage-given", P + "id", "'-egress'", **by_id(id="fs-0a1b2c3d", mount_name="a", efa=True)),
    fails("storage-source", P + "metadata_iops", "own", **by_id(id="fs-0a1b2c3d", mount_name="a", metadata_iops=1500)),
    fails("lustre-metadata", P + "metadata_iops", "6000 or 12000", **by_id(size_gib=2400, metadata_iops=10000)),
    fails("lustre-metadata", P + "metadata_iops", "write 192000", **by_id(size_gib=2400, metadata_iops=204000)),
    fails("lustre-metadata", P + "metadata_iops", "write 1500", **by_id(size_gib=2400, metadata_iops=0)),
    fails("lustre-metadata", P + "efa", "automatic", **by_id(size_gib=38400, efa=True)),
    fails("lustre-metadata", P + "efa", "scratch", **by_id(size_gib=2400, deployment="scratch", efa=True)),
    fails(
        "lustre-metadata",
        P + "metadata_iops",
        "persistent",
        **by_id(size_gib=2400, deployment="scratch", metadata_iops=1500),
    ),
    passes("lustre-metadata", **by_id(size_gib=2400, metadata_iops=192000)),
    passes("lustre-metadata", **by_id(size_gib=4800, **FAST)),
    fails(
        "lustre-repository",
        P + "data_repositories[1].path",
        "overlap",
        **linked({"path": "/a"}, {"path": "/a/b", "bucket": "acme-other"}),
    ),
    fails(
        "lustre-repository",
        P + "data_repositories[1].path",
        "overlap",
        **linked({"path": "/"}, {"path": "/b", "bucket": "acme-other"}),
    ),
    fails(
        "lustre-repository",
        P + "data_repositories[1].prefix",
        "overlap",
        **linked({"path": "/a"}, {"path": "/b", "prefix": "b/"}),
    ),
    fails("lustre-repository", P + "data_repositories[1].bucket", "overlap", **linked({"path": "/a"}, {"path": "/b"})),
    fails(
        "lustre-repository",
        P + "data_repositories",
        "8 folders",
        **linked(*({"path": f"/{letter}", "prefix": f"{letter}/"} for letter in "abcdefghi")),
    ),
    passes("lustre-repository", **linked({"path": "/a", "prefix": "a/"}, {"path": "/ab", "prefix": "ab/"})),
    warns("lustre-client", P + "efa", "no EFA interfaces", **reached({})),
    warns("lustre-client", P + "efa", "user data", **reached({"efa": True})),
    warns("lustre-client", P + "efa", "Bottlerocket", **reached({"efa": True, "os": "bottlerocket"})),
    warns("lustre-client", P + "efa", "no EFA interfaces", **reached({}, storage=[EXISTING])),
    passes("lustre-client", **reached({"efa": True, "nodes": SCRIPT}, storage=[EXISTING])),
    passes("lustre-client", **reached({"efa": True, "nodes": SCRIPT})),
    passes("lustre-client", **reached({"efa": True}, defaults={"nodes": SCRIPT})),
    passes("lustre-client", **reached({}, work_volumes=[])),
)
