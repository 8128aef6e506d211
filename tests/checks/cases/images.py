"""How fast images come: the volume, and pulls in parallel."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

GROUP = "gpu_node_groups[0]"
PULL = f"{GROUP}.parallel_image_pull"
PARALLEL: dict[str, Any] = {"group_parallel_image_pull": True}
QUICK: dict[str, Any] = {**PARALLEL, "group_instance_types": ["g6.2xlarge"], "group_disk_throughput_mibs": 600}


def of_release(release: str, **changes: Any) -> dict[str, Any]:
    return {**QUICK, "group_ami": {"release_version": release}, **changes}


CASES: tuple[Case, ...] = (
    # A g5.xlarge has 3,500 Mbps to EBS, a g6.xlarge 5,000: 437 and 625 MB/s.
    warns(
        "disk-throughput",
        f"{GROUP}.disk_throughput_mibs",
        "g5.xlarge carries at most 437 MB/s",
        group_disk_throughput_mibs=500,
    ),
    warns("disk-throughput", f"{GROUP}.disk_throughput_mibs", "write 437 or less", group_disk_throughput_mibs=1000),
    warns(
        "disk-throughput",
        f"{GROUP}.disk_throughput_mibs",
        "g6.2xlarge carries at most 625 MB/s",
        group_instance_types=["g6.4xlarge", "g6.2xlarge"],
        group_disk_throughput_mibs=1000,
    ),
    passes("disk-throughput"),
    passes("disk-throughput", group_disk_throughput_mibs=437),
    passes("disk-throughput", group_instance_types=["g6.4xlarge"], group_disk_throughput_mibs=1000),
    warns("parallel-pull-slow", PULL, "more than g5.xlarge can carry", **PARALLEL),
    warns("parallel-pull-slow", PULL, "local_storage: raid0", **PARALLEL, group_disk_throughput_mibs=600),
    warns("parallel-pull-slow", PULL, "use larger types", **PARALLEL, group_instance_types=["g5g.xlarge"]),
    warns("parallel-pull-slow", PULL, "at 250 MiB/s", **PARALLEL, group_instance_types=["g6.2xlarge"]),
    warns("parallel-pull-slow", PULL, "disk_throughput_mibs: 600", **{**QUICK, "group_disk_throughput_mibs": 599}),
    passes("parallel-pull-slow"),
    passes("parallel-pull-slow", **QUICK),
    passes("parallel-pull-slow", **PARALLEL, group_local_storage="raid0"),
    warns("parallel-pull-ignored", PULL, "g6f.large", **PARALLEL, group_instance_types=["g6f.large"]),
    warns("parallel-pull-ignored", PULL, "g6f.large", **PARALLEL, group_instance_types=["g6f.xlarge", "g6f.large"]),
    passes("parallel-pull-ignored", **PARALLEL, group_instance_types=["g6f.large"], group_os="bottlerocket"),
    # 8 GiB by name are enough, whatever of it the system shows.
    passes("parallel-pull-ignored", **PARALLEL, group_instance_types=["g5g.xlarge"]),
    passes("parallel-pull-ignored", group_instance_types=["g6f.large"]),
    fails("parallel-pull-release", PULL, "20250813 is the first", **of_release("1.35.2-20250812")),
    fails("parallel-pull-release", PULL, "1.44.0", **of_release("1.43.0-0a1b2c3d", group_os="bottlerocket")),
    passes("parallel-pull-release", **of_release("1.35.2-20250813")),
    passes("parallel-pull-release", **of_release("1.44.0-0a1b2c3d", group_os="bottlerocket")),
    passes("parallel-pull-release", **of_release("1.100.0-0a1b2c3d", group_os="bottlerocket")),
    passes("parallel-pull-release", group_ami={"release_version": "1.35.2-20250812"}),
    passes("parallel-pull-release", **QUICK, group_ami={"id": "ami-0a1b2c3d4e5f60718"}),
)
