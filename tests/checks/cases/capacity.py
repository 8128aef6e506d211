"""EFA, reserved capacity, placement groups, local disks, AMIs of one's own."""

from __future__ import annotations

from typing import Any

from tests.specs import GONE, Case, fails, passes, warns

GROUP = "gpu_node_groups[0]"
ID = "cr-0a1b2c3d4e5f60718"
ARN = "arn:aws:resource-groups:us-west-2:111122223333:group/gpus"
A, B = "us-west-2a", "us-west-2b"
P4D: dict[str, Any] = {"group_instance_types": ["p4d.24xlarge"]}
EFA: dict[str, Any] = {**P4D, "group_efa": True, "group_zones": [B]}
TIMES = {"start": "2026-12-01T11:30:00Z", "end": "2026-12-08T11:30:00Z"}
RESERVED: dict[str, Any] = {**P4D, "group_capacity_reservation": {"id": ID, "zone": B}}
BLOCK: dict[str, Any] = {
    "group_instance_types": ["p5.48xlarge"],
    "group_capacity": "capacity-block",
    "group_capacity_reservation": {"id": ID, "zone": B, **TIMES},
    "group_update": {"strategy": "minimal"},
}
CONFIG = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n"
SLICED_ROCKET = "[settings.kubelet-device-plugins.nvidia.time-slicing]\nreplicas = 8\n"
GATE_CLOSED = f"{CONFIG}spec: {{featureGates: {{FastImagePull: false}}}}\n"
MOUNTED = f"{CONFIG}spec: {{instance: {{localStorage: {{strategy: Mount}}}}}}\n"
OVERLAYFS = "[settings.container-runtime]\nsnapshotter = 'overlayfs'\n"
ROCKET = {"group_os": "bottlerocket"}
AMI = "ami-0a1b2c3d4e5f60718"


def block(**reservation: Any) -> dict[str, Any]:
    """A Capacity Block with this reservation."""
    return {**BLOCK, "group_capacity_reservation": {"id": ID, "zone": B, **reservation}}


def ami(user_data: str, **changes: Any) -> dict[str, Any]:
    return {"group_ami": {"id": AMI, "user_data": user_data}, **changes}


CASES: tuple[Case, ...] = (
    fails("efa-unsupported", f"{GROUP}.instance_types[0]", "g5.8xlarge", group_efa=True, group_zones=[A]),
    fails(
        "efa-unsupported",
        f"{GROUP}.instance_types[1]",
        "g6e.48xlarge takes 4",
        group_instance_types=["g6e.8xlarge", "g6e.48xlarge"],
        group_efa=True,
        group_zones=[A],
    ),
    fails("efa-unsupported", f"{GROUP}.efa_layout", "efa: true", group_efa_layout="classic"),
    passes("efa-unsupported", **EFA),
    passes("efa-unsupported", **EFA, group_efa_layout="classic"),
    passes(
        "efa-unsupported",
        group_instance_types=["g5.8xlarge", "g5.16xlarge"],
        group_efa=True,
        group_zones=[A],
    ),
    fails("efa-vpc-cni", "addons.vpc-cni", "v1.18.5", **EFA, addons={"vpc-cni": "v1.18.4-eksbuild.1"}),
    passes("efa-vpc-cni", **EFA, addons={"vpc-cni": "v1.18.5-eksbuild.1"}),
    passes("efa-vpc-cni", **EFA, group_efa_layout="classic", addons={"vpc-cni": "v1.18.4-eksbuild.1"}),
    passes("efa-vpc-cni", addons={"vpc-cni": "v1.18.4-eksbuild.1"}),
    fails("placement-zones", f"{GROUP}.zones", "EFA", **{**EFA, "group_zones": [A, B]}),
    fails("placement-zones", f"{GROUP}.zones", "EFA", **P4D, group_efa=True),
    fails("placement-zones", f"{GROUP}.zones", "cluster placement group", group_placement_group="cluster"),
    passes("placement-zones", **EFA),
    passes("placement-zones", **RESERVED, group_efa=True),
    passes("placement-zones", group_placement_group="spread"),
    fails("placement-spread", f"{GROUP}.max_per_zone", "7", group_placement_group="spread", group_max_per_zone=8),
    fails(
        "placement-spread",
        f"{GROUP}.max",
        "max: 14",
        group_placement_group="spread",
        group_max_per_zone=GONE,
        group_max=15,
    ),
    *[
        warns("placement-spread", f"{GROUP}.placement_group", "apart", **EFA, group_placement_group=strategy)
        for strategy in ("spread", "partition")
    ],
    passes("placement-spread", **EFA, group_placement_group="cluster"),
    passes("placement-spread", group_placement_group="spread", group_max_per_zone=7),
    passes("placement-spread", group_placement_group="partition", group_max_per_zone=8),
    fails(
        "local-storage-missing",
        f"{GROUP}.instance_types[0]",
        "no NVMe",
        group_instance_types=["g5g.xlarge"],
        group_local_storage="raid0",
    ),
    passes("local-storage-missing", group_local_storage="raid0"),
    passes("local-storage-missing", group_instance_types=["g6f.large"]),
    fails("reservation-choice", f"{GROUP}.capacity_reservation", "neither", group_capacity_reservation={}),
    fails(
        "reservation-choice",
        f"{GROUP}.capacity_reservation",
        "both",
        group_capacity_reservation={"id": ID, "resource_group": ARN},
    ),
    fails("reservation-choice", f"{GROUP}.capacity_reservation", "Spot", **RESERVED, group_capacity="spot"),
    fails(
        "reservation-choice",
        f"{GROUP}.placement_group",
        "remove one",
        group_capacity_reservation={"id": ID, "placement_group": "mine"},
        group_placement_group="cluster",
    ),
    fails(
        "reservation-choice",
        f"{GROUP}.capacity_reservation.end",
        "capacity-block",
        group_capacity_reservation={"id": ID, "end": TIMES["end"]},
    ),
    passes("reservation-choice", **RESERVED),
    passes("reservation-choice", **BLOCK),
    passes("reservation-choice", group_capacity_reservation={"resource_group": ARN}),
    fails(
        "reservation-region",
        f"{GROUP}.capacity_reservation.resource_group",
        "us-east-1, but the cluster is in us-west-2",
        group_capacity_reservation={"resource_group": ARN.replace("us-west-2", "us-east-1")},
    ),
    passes("reservation-region", group_capacity_reservation={"resource_group": ARN}),
    passes("reservation-region", **RESERVED),
    passes("reservation-region"),
    fails("reservation-zone", f"{GROUP}.zones", "is in us-west-2b", **RESERVED, group_zones=[A]),
    fails("reservation-zone", f"{GROUP}.zones", f"zones: [{B}]", **RESERVED, group_zones=[A, B]),
    fails("reservation-zone", f"{GROUP}.capacity_reservation", "add 'zone", **P4D, group_capacity_reservation=ID),
    fails(
        "reservation-zone",
        f"{GROUP}.capacity_reservation.zone",
        "append us-west-2c",
        group_capacity_reservation={"id": ID, "zone": "us-west-2c"},
    ),
    passes("reservation-zone", **RESERVED),
    passes("reservation-zone", **RESERVED, group_zones=[B]),
    passes("reservation-zone", **P4D, group_capacity_reservation=ID, group_zones=[A]),
    passes("reservation-zone", **P4D, group_capacity_reservation={"resource_group": ARN}),
    fails(
        "reservation-types",
        f"{GROUP}.instance_types",
        "one instance type",
        group_instance_types=["g5.xlarge", "g5.2xlarge"],
        group_capacity_reservation={"id": ID, "zone": A},
    ),
    passes("reservation-types", **RESERVED),
    passes(
        "reservation-types",
        group_instance_types=["g5.xlarge", "g5.2xlarge"],
        group_capacity_reservation={"resource_group": ARN},
    ),
    warns("reservation-placement", f"{GROUP}.capacity_reservation", "far apart", **RESERVED, group_efa=True),
    warns(
        "reservation-placement",
        f"{GROUP}.placement_group",
        "InsufficientInstanceCapacity",
        **{**RESERVED, "group_efa": True, "group_placement_group": "cluster"},
    ),
    warns("reservation-placement", f"{GROUP}.placement_group", "remove", **RESERVED, group_placement_group="cluster"),
    passes(
        "reservation-placement",
        **{**EFA, "group_capacity_reservation": {"id": ID, "zone": B, "placement_group": "mine"}},
    ),
    passes("reservation-placement", **BLOCK, group_efa=True),
    passes("reservation-placement", **RESERVED),
    warns("reservation-update", f"{GROUP}.update", "minimal", **RESERVED),
    passes("reservation-update", **RESERVED, group_update={"strategy": "minimal"}),
    passes("reservation-update", **RESERVED, group_update={"max_unavailable": 1, "strategy": "minimal"}),
    passes("reservation-update"),
    fails(
        "capacity-block",
        f"{GROUP}.capacity_reservation",
        "id: cr-",
        **{**BLOCK, "group_capacity_reservation": {"resource_group": ARN, "zone": B}},
    ),
    fails("capacity-block", f"{GROUP}.capacity_reservation", "id: cr-", **P4D, group_capacity="capacity-block"),
    fails(
        "capacity-block",
        f"{GROUP}.instance_types[0]",
        "p4d.24xlarge",
        **{**BLOCK, "group_instance_types": ["g5.xlarge"]},
    ),
    fails(
        "capacity-block",
        f"{GROUP}.instance_types",
        "one instance type",
        **{**BLOCK, "group_instance_types": ["p5e.48xlarge", "p5en.48xlarge"]},
    ),
    fails("capacity-block", f"{GROUP}.min_per_zone", "remove", **BLOCK, group_min_per_zone=1),
    fails(
        "capacity-block",
        f"{GROUP}.schedules",
        "'start' and 'end'",
        **BLOCK,
        group_schedules=[{"cron": "0 7 * * 1-5", "max_per_zone": 1}],
    ),
    *(
        fails("capacity-block", f"{GROUP}.placement_group", "remove", **BLOCK, group_placement_group=strategy)
        for strategy in ("cluster", "partition")
    ),
    fails(
        "capacity-block",
        f"{GROUP}.capacity_reservation.placement_group",
        "already close together",
        **block(**TIMES, placement_group="mine"),
    ),
    passes("capacity-block", **RESERVED, group_placement_group="cluster"),
    passes("capacity-block", **BLOCK, group_efa=True),
    passes("capacity-block", **BLOCK),
    passes("capacity-block", **RESERVED, group_min_per_zone=1),
    fails("capacity-block-times", f"{GROUP}.capacity_reservation", "'end'", **block(start=TIMES["start"])),
    fails("capacity-block-times", f"{GROUP}.capacity_reservation", "'start'", **block(end=TIMES["end"])),
    fails(
        "capacity-block-times",
        f"{GROUP}.capacity_reservation.end",
        "45 minutes",
        **block(start=TIMES["end"], end=TIMES["start"]),
    ),
    fails(
        "capacity-block-times",
        f"{GROUP}.capacity_reservation.end",
        "365 days",
        **block(start=TIMES["start"], end="2027-12-01T11:30:00Z"),
    ),
    passes("capacity-block-times", **block(start=TIMES["start"], end="2027-12-01T11:29:00Z")),
    passes("capacity-block-times", **BLOCK),
    passes("capacity-block-times", **block()),
    fails("ami-choice", f"{GROUP}.ami", "neither", group_ami={}),
    fails("ami-choice", f"{GROUP}.ami", "both", group_ami={"id": AMI, "release_version": "1.35.2-20260714"}),
    fails(
        "ami-choice",
        f"{GROUP}.ami.user_data",
        "ami.id",
        group_ami={"release_version": "1.35.2-20260714", "user_data": "#!/bin/bash\n"},
    ),
    passes("ami-choice", group_ami={"id": AMI}),
    passes("ami-choice", group_ami={"release_version": "1.35.2-20260714"}),
    fails("user-data", f"{GROUP}.ami.user_data", "bootstrap.sh", **ami("#!/bin/bash\n/etc/eks/bootstrap.sh base\n")),
    fails("user-data", f"{GROUP}.ami.user_data", "nodeadm init", **ami("#!/bin/bash\nnodeadm init\n")),
    fails("user-data", f"{GROUP}.ami.user_data", "#!/bin/bash", **ami("yum install -y htop\n")),
    fails("user-data", f"{GROUP}.ami.user_data", "#!/bin/bash", **ami("kind: [\n")),
    fails(
        "user-data",
        f"{GROUP}.ami.user_data",
        "spec.cluster",
        **ami("apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {cluster: {name: base}}\n"),
    ),
    # All problems at once, also of a group of no known type.
    fails(
        "user-data", f"{GROUP}.ami.user_data", "not TOML", **ami("ls\n", **ROCKET, group_instance_types=["x9.large"])
    ),
    fails("user-data", f"{GROUP}.ami.user_data", "not TOML", **ami("#!/bin/bash\nls\n", group_os="bottlerocket")),
    fails("user-data", f"{GROUP}.ami.user_data", "no settings", **ami("motd = 'hi'\n", group_os="bottlerocket")),
    fails(
        "user-data",
        f"{GROUP}.ami.user_data",
        "api-server",
        **ami("[settings.kubernetes]\napi-server = 'x'\n", group_os="bottlerocket"),
    ),
    *(
        fails("user-data", f"{GROUP}.ami.user_data", f"settings.{name}", **ami(text, group_os="bottlerocket"))
        for name, text in (
            ("kubernetes", "[settings]\nkubernetes = 3\n"),
            ("kubernetes", "[[settings.kubernetes]]\nmax-pods = 50\n"),
            ("bootstrap-commands", "[settings]\nbootstrap-commands = []\n"),
        )
    ),
    passes(
        "user-data",
        **ami("[[settings.container-registry.mirrors]]\nregistry = '*'\nendpoint = ['x']\n", group_os="bottlerocket"),
    ),
    passes("user-data", **ami("#!/bin/bash\nsysctl -w vm.swappiness=0\n")),
    passes("user-data", **ami(f"{CONFIG}spec: {{kubelet: {{config: {{maxPods: 50}}}}}}\n")),
    passes("user-data", **ami(CONFIG)),
    *(
        fails("user-data", f"{GROUP}.ami.user_data", says, **ami(text))
        for says, text in (
            ("write 'apiVersion: node.eks.aws/v1alpha1'", "kind: NodeConfig\nspec: {kubelet: {}}\n"),
            ("write 'apiVersion: node.eks.aws/v1alpha1'", "apiVersion: v1\nkind: NodeConfig\n"),
            ("not a mapping", f"{CONFIG}spec: [kubelet]\n"),
            ("not a mapping", f"{CONFIG}spec: cluster\n"),
            ("not a mapping", f"{CONFIG}spec: []\n"),
        )
    ),
    # The group's own fields would be overruled without a word.
    fails(
        "user-data",
        f"{GROUP}.ami.user_data",
        "settings.kubelet-device-plugins.nvidia.time-slicing.replicas for this group",
        **ami(SLICED_ROCKET, group_os="bottlerocket", group_sharing={"time_slicing": {"replicas": 4}}),
    ),
    fails(
        "user-data",
        f"{GROUP}.ami.user_data",
        "settings.bootstrap-commands.local-storage.mode for this group",
        **ami(
            "[settings.bootstrap-commands.local-storage]\nmode = 'once'\n",
            group_os="bottlerocket",
            group_local_storage="raid0",
        ),
    ),
    *(
        fails("user-data", f"{GROUP}.ami.user_data", f"{path} for this group", **ami(text, **fields))
        for path, text, fields in (
            ("spec.featureGates.FastImagePull", GATE_CLOSED, {"group_parallel_image_pull": True}),
            ("spec.instance.localStorage.strategy", MOUNTED, {"group_local_storage": "raid0"}),
            ("settings.container-runtime.snapshotter", OVERLAYFS, {**ROCKET, "group_parallel_image_pull": True}),
        )
    ),
    passes("user-data", **ami(GATE_CLOSED, group_local_storage="raid0")),
    passes("user-data", **ami(OVERLAYFS, **ROCKET)),
    passes("user-data", **ami(SLICED_ROCKET, group_os="bottlerocket")),
    passes(
        "user-data",
        **ami(
            "[settings.bootstrap-commands.mine]\nmode = 'once'\n",
            group_os="bottlerocket",
            group_local_storage="raid0",
        ),
    ),
    passes("user-data", **ami("[settings.kubernetes]\nmax-pods = 50\n", group_os="bottlerocket")),
    passes("user-data"),
    fails("warm-pool-unsupported", f"{GROUP}.warm_pool", "capacity-block", **BLOCK, group_warm_pool={"min": 1}),
    fails(
        "warm-pool-unsupported",
        f"{GROUP}.warm_pool.state",
        "running",
        group_local_storage="raid0",
        group_warm_pool={"min": 1},
    ),
    passes("warm-pool-unsupported", group_local_storage="raid0", group_warm_pool={"min": 1, "state": "running"}),
    passes("disk-small", group_local_storage="raid0", group_disk_gib=50),
    passes("gpu-driver", group_instance_types=["g7.2xlarge"], group_ami={"id": AMI}),
)
