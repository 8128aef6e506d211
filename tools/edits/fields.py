"""For each field of the cluster file, an edit of it."""

from __future__ import annotations

from typing import Any

from eks_gpu.effects.cluster import WITH_GIVEN_ROLE
from eks_gpu.effects.effect import ON_EXISTING
from eks_gpu.effects.nodes import ON_A_BLOCK, ON_BOTTLEROCKET, OWN_AMI
from tools.edits.charts import CHARTS
from tools.edits.edit import Changes, Edit
from tools.edits.nodes import without_gpus
from tools.edits.pools import POOLS
from tools.edits.queues import QUEUES

OVER_ALL_ZONES = "a group with `max` that names no zones"
A, B, C, D = "us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"
ARNS = [f"arn:aws:iam::111122223333:role/{name}" for name in "ab"]
POLICIES = [f"arn:aws:iam::111122223333:policy/{name}" for name in "abc"]
AGENT = {"name": "agent", "cpu": "200m", "memory": "256Mi"}
TOLERATION = {"key": "team", "operator": "Equal", "value": "a", "effect": "NoSchedule"}
CIDRS = ["10.0.0.0/16", "10.9.0.0/16"]
TOPICS = [f"arn:aws:sns:us-west-2:111122223333:{name}" for name in "ab"]
S3 = {"bucket": "acme-terraform", "region": "us-west-2"}
CLOUD = {"organization": "acme"}
SUBNETS = {A: "subnet-0000000a", B: "subnet-0000000b", C: "subnet-0000000c"}
EXISTING: Changes = {"network": {"vpc_id": "vpc-0a1b2c3d", "private_subnets": SUBNETS}}
OF_OTHERS: Changes = {**EXISTING, "existing_cluster": True}
SHARED = ["100.64.0.0/16"]
POD_BLOCKS = {A: "100.64.0.0/19", B: "100.64.32.0/19", C: "100.64.64.0/19"}
POD_SUBNETS = {A: "subnet-0000001a", B: "subnet-0000001b", C: "subnet-0000001c"}
TEAM: dict[str, Any] = {"principals": ARNS[:1], "namespaces": ["a"], "policy": "edit"}
OTHER_TEAM: dict[str, Any] = {**TEAM, "principals": ARNS[1:]}
GROUPED: dict[str, Any] = {"principals": ARNS[:1], "namespaces": ["a"], "kubernetes_groups": ["ml"]}
TEAMS: Changes = {"access": {"teams": [TEAM]}}
FILE_SYSTEMS = ["fs-0a1b2c3d", "fs-1a1b2c3d"]
GROUP: dict[str, Any] = {"name": "gpu", "instance_types": ["g5.xlarge"], "max_per_zone": 2}
G = "gpu_node_groups[0]."
ONE: Changes = {"gpu_node_groups": [{"name": "gpu", "instance_types": ["g5.xlarge"], "max": 2}]}
LARGE: Changes = {"gpu_node_groups": [{**GROUP, "instance_types": ["p5.48xlarge"], "zones": [A]}]}
BLOCK: Changes = {
    "gpu_node_groups": [
        {
            "name": "gpu",
            "instance_types": ["p5.48xlarge"],
            "max_per_zone": 2,
            "capacity": "capacity-block",
            "zones": [A],
            "capacity_reservation": {"id": "cr-0a1b2c3d", "zone": A},
        }
    ]
}
OWN: Changes = {G + "ami": {"id": "ami-0a1b2c3d"}}
ROCKET: Changes = {G + "os": "bottlerocket"}
TAINT = {"key": "team", "value": "ml", "effect": "NoSchedule"}
MORNING = {"cron": "0 7 * * 1-5", "min_per_zone": 1}
WHOLE: Changes = {**ONE, G + "schedules": [{"cron": "0 7 * * 1-5", "min": 1}]}
SLICED, PARTED = {"time_slicing": {"replicas": 4}}, {"mps": {"replicas": 4}}
LUSTRE = {"name": "data", "fsx_lustre": {"size_gib": 2400, "zone": A}}
METERED = {
    "name": "data",
    "fsx_lustre": {"size_gib": 38400, "zone": A, "metadata_iops": "automatic"},
}
LINK = {"path": "/data", "bucket": "acme-data"}
LINKED = {"size_gib": 2400, "zone": A, "data_repositories": [LINK]}
LINKS: Changes = {"storage": [{"name": "data", "fsx_lustre": LINKED}]}
EFS, BUCKET = {"name": "data", "efs": {}}, {"name": "data", "s3_mount": {"bucket": "acme-data"}}
QUOTA = {"name": "a", "gpu_quota": 4}
WATCHED: Changes = {"monitoring": {"cloudwatch": True, "alarm_topics": TOPICS[:1]}}
RESERVED = [f"arn:aws:resource-groups:us-west-2:111122223333:group/{name}" for name in "ab"]
KEYS = [f"arn:aws:kms:us-west-2:111122223333:key/{name}" for name in "ab"]

IGNORED: Changes = {"ignore": [{"id": "spot-pools", "where": "name", "reason": "known to us"}]}
SIZELESS: Changes = {"gpu_node_groups": [{"name": "gpu", "instance_types": ["g5.xlarge"]}]}
POINT = {"name": "alice", "path": "/alice", "user": 1000, "group": 1000}
POINTS: Changes = {"storage": [{"name": "data", "efs": {"access_points": [POINT]}}]}
KINDLESS: Changes = {"storage": [{"name": "data"}]}

CLUSTER = (
    Edit("name", "other", "third"),
    Edit("region", "us-east-1", "us-west-2"),
    Edit("kubernetes_version", "1.35", "1.36"),
    Edit("kubernetes_version", "1.35", "1.34", case="back, or more than one minor up"),
    Edit("account_id", "111122223333"),
    Edit("account_id", "111122223333", "444455556666", case="another account"),
    Edit("assume_role_arn", ARNS[0], ARNS[1]),
    Edit("iam.permissions_boundary", POLICIES[0], POLICIES[1]),
    Edit("iam.path", "/a/", "/b/"),
    Edit("iam.path", "/a/", "/b/", given={"iam": {"cluster_role_arn": ARNS[0]}}, case=WITH_GIVEN_ROLE),
    Edit("iam.path", "/a/", "/b/", given=OF_OTHERS, case=ON_EXISTING),
    Edit("iam.cluster_role_arn", ARNS[0], ARNS[1]),
    Edit("iam.system_node_role_arn", ARNS[0], ARNS[1]),
    Edit("iam.gpu_node_role_arn", ARNS[0], ARNS[1]),
    Edit("iam.node_policies", POLICIES[:2], POLICIES[::2], POLICIES[:1]),
    Edit("iam.ssm", on=False),
    Edit("control_plane.logs", ["audit"], ["api"]),
    Edit("control_plane.log_retention_days", 30, 365),
    Edit("control_plane.log_class", "infrequent-access", "standard"),
    Edit("control_plane.scaling_tier", "tier-xl", "standard"),
    Edit("control_plane.zonal_shift", on=True, other=False),
    Edit("control_plane.security_group_ids", ["sg-0a1b2c3d"], ["sg-1a1b2c3d"]),
    Edit("encryption.secrets_key_arn", KEYS[0], KEYS[1]),
    Edit("encryption.volumes_key_arn", KEYS[0], KEYS[1]),
    Edit("encryption.logs_key_arn", KEYS[0], KEYS[1]),
    Edit("ebs_driver_scope", "cluster"),
    Edit("daemons", [AGENT], [{**AGENT, "cpu": "300m"}], []),
    *(
        Edit(f"daemons[].{field}", *values, given={"daemons": [AGENT]})
        for field, values in {
            "name": ("mesh", "scanner"),
            "cpu": ("300m", "400m"),
            "memory": ("2Gi", "3Gi"),
            "ephemeral_storage": ("1Gi", "2Gi"),
            "node_groups": (["gpu"], ["system"]),
            "tolerations": ([TOLERATION], [{**TOLERATION, "value": "b"}]),
        }.items()
    ),
    *(
        Edit(f"daemons[].tolerations[].{field}", *values, given={"daemons": [{**AGENT, "tolerations": [TOLERATION]}]})
        for field, values in {
            "key": ("a", "b"),
            "value": ("b", "c"),
            "effect": ("NoExecute", "NoSchedule"),
        }.items()
    ),
    Edit(
        "daemons[].tolerations[].operator", "Exists", given={"daemons": [{**AGENT, "tolerations": [{"key": "team"}]}]}
    ),
    Edit("daemon_reserve.cpu", "100m", "1"),
    Edit("daemon_reserve.memory", "1Gi", "2Gi"),
    Edit("system_nodes.ami.release_version", "1.35.2-20260714", "1.35.3-20260714"),
    Edit("system_nodes.update.max_unavailable", 2, 3),
    Edit("system_nodes.update.max_unavailable_percentage", 20, 30),
    Edit("system_nodes.update.strategy", "minimal"),
    Edit("upgrade_policy", "standard"),
    Edit("deletion_protection", on=False),
    Edit("tags", {"team": "ml"}, {"team": "serving"}),
    Edit("access.public_cidrs", ["203.0.113.0/24"], ["198.51.100.0/24"]),
    Edit("access.private_cidrs", CIDRS, [CIDRS[0], "10.8.0.0/16"], CIDRS[:1]),
    Edit("access.runner", "vpc", "public"),
    Edit("access.creator_admin", on=False),
    Edit("access.admins", ARNS, [ARNS[0], ARNS[1] + "b"], ARNS[:1]),
    Edit("access.viewers", ARNS, [ARNS[0], ARNS[1] + "b"], ARNS[:1]),
    Edit("access.teams", [TEAM, OTHER_TEAM], [TEAM, {**OTHER_TEAM, "principals": ARNS[:1]}], [TEAM]),
    Edit("access.teams[].principals", ARNS, ARNS[:1], given=TEAMS),
    Edit("access.teams[].namespaces", ["a", "b"], ["b"], ["a"], given=TEAMS),
    Edit("access.teams[].policy", "view", "admin", given={"access": {"teams": [GROUPED]}}),
    Edit("access.teams[].kubernetes_groups", ["ml"], ["ml", "research"], given=TEAMS),
    Edit("access.kubernetes_auth", "exec", "data"),
    Edit("images.registry", "registry.example/b", "registry.example/c"),
    Edit("addons", {"coredns": "v1.14.2-eksbuild.3"}, {"coredns": "v1.14.1-eksbuild.3"}),
    Edit("addons", {"metrics-server": "none"}, case="`existing` or `none`"),
    Edit("existing_cluster", on=True),
    Edit("eks_name", "Prod_ML", "Prod_ML_2", given=OF_OTHERS),
    Edit("node_security_group_ids", ["sg-0a1b2c3d"], ["sg-0a1b2c3d", "sg-1a1b2c3d"]),
    Edit("device_plugin", "existing"),
    Edit("efa_plugin", "existing", given={G + "efa": True, G + "instance_types": ["g6.48xlarge"], G + "zones": [A]}),
    Edit("storage_class", "gp2", "ebs-sc"),
    *(
        Edit(f"addons.{field}", *values, given={"addons": {"coredns": {}}}, place=f"addons.coredns.{field}")
        for field, values in {
            "version": ("v1.14.2-eksbuild.3", "v1.14.1-eksbuild.3"),
            "configuration": ({"replicaCount": 3}, {"replicaCount": 4}),
            "resolve_conflicts": ("preserve", "none"),
        }.items()
    ),
    Edit("system_nodes.instance_types", ["m6i.large"], ["m5.large"]),
    Edit("system_nodes.min", 3, 4),
    Edit("system_nodes.max", 5, 6),
    Edit("system_nodes.disk_gib", 60, 80),
    Edit("autoscaler.kind", "none"),
    Edit("autoscaler.expander", "least-waste", given={"gpu_node_groups": [{**GROUP, "priority": 10}]}),
    Edit("autoscaler.max_node_provision_time", "5m", "6m"),
    Edit("autoscaler.scale_down_unneeded", "5m", "6m"),
    Edit("autoscaler.scale_down_delay_after_add", "5m", "6m"),
    Edit("autoscaler.gpu_utilization_threshold", 0.4, 0.6),
    Edit("ignore", [{"id": "spot-pools", "where": "name", "reason": "known to us"}], []),
    Edit("ignore[].id", "spot-pools", "size-order", given=IGNORED),
    Edit("ignore[].where", "name", "region", given=IGNORED),
    Edit("ignore[].reason", "known to us all", "accepted by us", given=IGNORED),
    Edit("backend.s3", S3, {**S3, "bucket": "acme-other"}),
    Edit("backend.s3.bucket", "acme-a", "acme-b", given={"backend": {"s3": S3}}),
    Edit("backend.s3.region", "us-east-1", "us-east-2", given={"backend": {"s3": S3}}),
    Edit("backend.s3.key_prefix", "a", "b", given={"backend": {"s3": S3}}),
    Edit("backend.s3.kms_key_id", "alias/a", "alias/b", given={"backend": {"s3": S3}}),
    Edit("backend.cloud", CLOUD, {"organization": "other"}),
    Edit("backend.cloud.organization", "acme", "other", given={"backend": {"cloud": CLOUD}}),
    Edit("backend.cloud.project", "gpus", "other", given={"backend": {"cloud": CLOUD}}),
    Edit("backend.cloud.hostname", "a.example.com", "b.example.com", given={"backend": {"cloud": CLOUD}}),
)
NETWORK = (
    Edit("network", {"zones": [A, B, C]}, EXISTING["network"]),
    Edit("network.vpc_id", "vpc-0a1b2c3d", "vpc-1a1b2c3d", given=EXISTING),
    Edit("network.zones", [A, B, C, D], [B, A, C, D], [A, B, C]),
    Edit("network.zones", [A, B, C, D], [A, B, D], off=[A, B, C], given=ONE, case=OVER_ALL_ZONES),
    Edit("network.cidr", "10.1.0.0/16", "10.2.0.0/16"),
    Edit("network.nat", "per-zone"),
    Edit("network.nat", "none", case="`none`"),
    Edit("network.endpoints", ["s3", "sts"], ["s3", "ec2"], ["s3"]),
    Edit("network.flow_logs", on=False),
    Edit("network.secondary_cidrs", [*SHARED, "100.65.0.0/16"], [*SHARED, "100.66.0.0/16"], SHARED),
    Edit(
        "network.pod_subnets",
        POD_BLOCKS,
        {**POD_BLOCKS, C: "100.64.96.0/20"},
        given={"network.secondary_cidrs": SHARED},
    ),
    Edit(
        "network.pod_subnets",
        POD_SUBNETS,
        {**POD_SUBNETS, C: "subnet-0000001d"},
        given=EXISTING,
        case="of an existing VPC",
    ),
    Edit("network.pod_subnets", POD_SUBNETS, {**POD_SUBNETS, C: "subnet-0000001d"}, given=OF_OTHERS, case=ON_EXISTING),
    Edit("network.prefix_delegation", on=True, other=False),
    Edit("network.prefix_delegation", on=True, other=False, given=OF_OTHERS, case=ON_EXISTING),
    Edit("network.service_cidr", "172.20.0.0/16", "172.21.0.0/16"),
    Edit(
        "network.private_subnets",
        SUBNETS,
        off={B: SUBNETS[B], C: SUBNETS[C]},
        given=EXISTING,
        case="of the first two zones",
    ),
    Edit(
        "network.private_subnets",
        {**SUBNETS, D: "subnet-0000000d"},
        {**SUBNETS, D: "subnet-0000000e"},
        SUBNETS,
        EXISTING,
    ),
)
NODES = (
    Edit(
        "gpu_node_groups",
        [GROUP, {**GROUP, "name": "two"}],
        [GROUP, {**GROUP, "name": "two", "max_per_zone": 3}],
        [GROUP],
    ),
    Edit("gpu_node_groups[].name", "two", "three"),
    Edit("gpu_node_groups[].instance_types", ["g6.xlarge"], ["g5.2xlarge"], ["g5.xlarge"]),
    Edit("gpu_node_groups[].instance_types", ["p5.48xlarge"], ["p5en.48xlarge"], given=BLOCK, case=ON_A_BLOCK),
    Edit("gpu_node_groups[].capacity", "spot", "on-demand"),
    Edit("gpu_node_groups[].zones", [A, B, C], [A, B, D], [A, B], {"network.zones": [A, B, C, D]}),
    Edit("gpu_node_groups[].zones", [A, B], [A, C], given=ONE, case="with `max`"),
    Edit("gpu_node_groups[].max_per_zone", 3, 4, given=SIZELESS, instead={G + "max": 2}),
    Edit("gpu_node_groups[].max", 3, 4, given=SIZELESS, instead={G + "max_per_zone": 2}),
    Edit("gpu_node_groups[].min_per_zone", 1, 2),
    Edit("gpu_node_groups[].min", 1, 2, given=ONE),
    Edit("gpu_node_groups[].priority", 10, 20, 5),
    Edit("gpu_node_groups[].autoscaling.scale_down_unneeded", "5m", "6m"),
    Edit("gpu_node_groups[].autoscaling.gpu_utilization_threshold", 0.4, 0.6),
    Edit("gpu_node_groups[].schedules", [MORNING], [{**MORNING, "min_per_zone": 2}], []),
    Edit("gpu_node_groups[].schedules[].cron", "0 6 * * *", "0 5 * * *", given={G + "schedules": [MORNING]}),
    Edit(
        "gpu_node_groups[].schedules[].time_zone", "Europe/Berlin", "Europe/Paris", given={G + "schedules": [MORNING]}
    ),
    Edit(
        "gpu_node_groups[].schedules[].min_per_zone",
        1,
        2,
        given={G + "schedules": [{"cron": "0 7 * * *", "max_per_zone": 9}]},
    ),
    Edit("gpu_node_groups[].schedules[].max_per_zone", 3, 4, given={G + "schedules": [MORNING]}),
    Edit("gpu_node_groups[].schedules[].min", 1, 2, given={**ONE, G + "schedules": [{"cron": "0 7 * * *", "max": 9}]}),
    Edit("gpu_node_groups[].schedules[].max", 3, 4, given=WHOLE),
    Edit("gpu_node_groups[].warm_pool", {"min": 1}, {"min": 2}),
    Edit("gpu_node_groups[].warm_pool.min", 1, 2),
    Edit("gpu_node_groups[].warm_pool.max_prepared", 3, 4, given={G + "warm_pool": {"min": 1}}),
    Edit("gpu_node_groups[].warm_pool.state", "running", "hibernated", given={G + "warm_pool": {"min": 1}}),
    Edit("gpu_node_groups[].warm_pool.reuse", on=True, given={G + "warm_pool": {"min": 1}}),
    Edit("gpu_node_groups[].os", "bottlerocket"),
    Edit("gpu_node_groups[].fips", on=True),
    Edit("gpu_node_groups[].fips", on=True, given=ROCKET, case=ON_BOTTLEROCKET),
    Edit("gpu_node_groups[].ami.release_version", "1.35.2-20260714", "1.35.3-20260714"),
    Edit("gpu_node_groups[].ami.id", "ami-0a1b2c3d", "ami-1a1b2c3d"),
    Edit("gpu_node_groups[].ami.user_data", "#!/bin/sh\na", "#!/bin/sh\nb", given=OWN),
    Edit("gpu_node_groups[].disk_gib", 300, 400),
    Edit("gpu_node_groups[].disk_throughput_mibs", 300, 400),
    Edit("gpu_node_groups[].efa", on=True, given=LARGE),
    Edit("gpu_node_groups[].efa_layout", "classic", given={**LARGE, G + "efa": True}),
    Edit("gpu_node_groups[].placement_group", "spread", "partition"),
    Edit("gpu_node_groups[].local_storage", "raid0"),
    Edit(
        "gpu_node_groups[].capacity_reservation", {"id": "cr-0a1b2c3d"}, {"id": "cr-1a1b2c3d"}, given={G + "zones": [A]}
    ),
    Edit("gpu_node_groups[].capacity_reservation.id", "cr-0a1b2c3d", "cr-1a1b2c3d", given={G + "zones": [A]}),
    Edit(
        "gpu_node_groups[].capacity_reservation.resource_group",
        RESERVED[0],
        RESERVED[1],
        given={G + "zones": [A]},
    ),
    Edit(
        "gpu_node_groups[].capacity_reservation.zone",
        A,
        given={G + "zones": [A], G + "capacity_reservation": {"id": "cr-0a1b2c3d"}},
    ),
    Edit(
        "gpu_node_groups[].capacity_reservation.zone",
        A,
        B,
        given={G + "capacity_reservation": {"id": "cr-0a1b2c3d"}},
        case="where the group names no zone",
    ),
    Edit(
        "gpu_node_groups[].capacity_reservation.placement_group",
        "one",
        "two",
        given={G + "zones": [A], G + "capacity_reservation": {"id": "cr-0a1b2c3d"}},
    ),
    Edit("gpu_node_groups[].capacity_reservation.start", "2026-12-01T11:30:00Z", "2026-12-02T11:30:00Z", given=BLOCK),
    Edit("gpu_node_groups[].capacity_reservation.end", "2026-12-03T11:30:00Z", "2026-12-04T11:30:00Z", given=BLOCK),
    Edit("gpu_node_groups[].labels", {"team": "ml"}, {"team": "serving"}),
    Edit("gpu_node_groups[].labels", {"team": "ml"}, {"team": "serving"}, given=OWN, case=OWN_AMI),
    Edit("gpu_node_groups[].taints", [TAINT], [{**TAINT, "value": "serving"}]),
    Edit("gpu_node_groups[].taints", [TAINT], [{**TAINT, "value": "serving"}], given=OWN, case=OWN_AMI),
    Edit("gpu_node_groups[].taints[].key", "team", "other", given={G + "taints": [TAINT]}),
    Edit("gpu_node_groups[].taints[].value", "ml", "other", given={G + "taints": [TAINT]}),
    Edit("gpu_node_groups[].taints[].effect", "NoSchedule", "PreferNoSchedule", given={G + "taints": [TAINT]}),
    Edit("gpu_node_groups[].sharing", SLICED, PARTED),
    Edit("gpu_node_groups[].sharing", SLICED, PARTED, given=ROCKET, case=ON_BOTTLEROCKET),
    Edit("gpu_node_groups[].sharing.time_slicing", {"replicas": 4}, {"replicas": 6}),
    Edit("gpu_node_groups[].sharing.time_slicing.replicas", 4, 6),
    Edit("gpu_node_groups[].sharing.time_slicing.rename", on=True, given={G + "sharing": SLICED}),
    Edit(
        "gpu_node_groups[].sharing.time_slicing.fail_requests_greater_than_one", on=False, given={G + "sharing": SLICED}
    ),
    Edit("gpu_node_groups[].sharing.mps", {"replicas": 4}, {"replicas": 6}),
    Edit("gpu_node_groups[].sharing.mps.replicas", 4, 6),
    Edit("gpu_node_groups[].sharing.mps.rename", on=True, given={G + "sharing": PARTED}),
    Edit("gpu_node_groups[].sharing.mig", "1g.10gb", {"1g.10gb": 4, "3g.40gb": 1}, given=LARGE),
    Edit("gpu_node_groups[].update.max_unavailable", 2, 3),
    Edit("gpu_node_groups[].update.max_unavailable_percentage", 20, 30),
    Edit("gpu_node_groups[].update.strategy", "minimal"),
    Edit("gpu_node_groups[].node_repair", on=False),
    Edit("gpu_node_groups[].parallel_image_pull", on=True),
    Edit("gpu_node_groups[].prepull", ["registry.example/a:1"], ["registry.example/b:1"]),
)
MONITORING = (
    Edit("monitoring.dcgm_exporter", on=True),
    Edit("monitoring.profiling", on=False, given={"monitoring": {"dcgm_exporter": True}}),
    Edit("monitoring.cloudwatch", on=True),
    Edit("monitoring.alarm_topics", TOPICS[:1], TOPICS, given={"monitoring": {"cloudwatch": True}}),
    Edit("monitoring.alerts.idle_percent", 10, 20, given=WATCHED),
    Edit("monitoring.alerts.idle_for", "1h", "2h", given=WATCHED),
    Edit("monitoring.alerts.pending_for", "1h", "2h", given=WATCHED),
)
STORAGE = (
    Edit("namespaces", [QUOTA, {**QUOTA, "name": "b"}], [QUOTA, {**QUOTA, "name": "b", "gpu_quota": 5}], [QUOTA]),
    Edit("namespaces[].name", "a", "b"),
    Edit("namespaces[].gpu_quota", 4, 5),
    Edit("storage", [LUSTRE], [{"name": "data", "fsx_lustre": {"size_gib": 4800, "zone": A}}], []),
    Edit("storage[].name", "other", "third", given={"storage": [LUSTRE]}),
    Edit("storage[].fsx_lustre", LUSTRE["fsx_lustre"], {"size_gib": 4800, "zone": A}, given=KINDLESS),
    Edit("storage[].efs", {}, given=KINDLESS),
    Edit("storage[].efs.id", FILE_SYSTEMS[0], FILE_SYSTEMS[1], given={"storage": [EFS]}),
    Edit("storage[].fsx_lustre.id", FILE_SYSTEMS[0], FILE_SYSTEMS[1], given={"storage": [LUSTRE]}),
    Edit(
        "storage[].fsx_lustre.mount_name",
        "ab1cdbev",
        "bb1cdbev",
        given={"storage": [{"name": "data", "fsx_lustre": {"zone": A, "id": FILE_SYSTEMS[0]}}]},
    ),
    Edit("storage[].efs.access_points", [POINT], [{**POINT, "user": 1001}], given={"storage": [EFS]}),
    Edit("storage[].efs.access_points[].name", "bob", "carol", given=POINTS),
    Edit("storage[].efs.access_points[].path", "/bob", "/carol", given=POINTS),
    Edit("storage[].efs.access_points[].user", 1001, 1002, given=POINTS),
    Edit("storage[].efs.access_points[].group", 1001, 1002, given=POINTS),
    Edit("storage[].s3_mount", {"bucket": "acme-data"}, {"bucket": "acme-other"}, given=KINDLESS),
    Edit("storage[].s3_mount.writable", on=True, given={"storage": [BUCKET]}),
    Edit("storage[].fsx_lustre.size_gib", 2400, 4800, given={"storage": [LUSTRE]}),
    Edit("storage[].fsx_lustre.size_gib", 2400, 1200, given={"storage": [LUSTRE]}, case="smaller"),
    Edit("storage[].fsx_lustre.zone", B, C, given={"storage": [LUSTRE]}),
    Edit("storage[].fsx_lustre.deployment", "scratch", given={"storage": [LUSTRE]}),
    Edit("storage[].fsx_lustre.throughput_mibs_per_tib", 250, 500, given={"storage": [LUSTRE]}),
    Edit("storage[].fsx_lustre.metadata_iops", 12000, 24000, given={"storage": [LUSTRE]}),
    Edit("storage[].fsx_lustre.metadata_iops", 12000, 6000, given={"storage": [LUSTRE]}, case="smaller"),
    Edit("storage[].fsx_lustre.efa", on=True, given={"storage": [METERED]}),
    Edit(
        "storage[].fsx_lustre.data_repositories",
        [LINK],
        [{**LINK, "auto_export": ["new"]}],
        given={"storage": [LUSTRE]},
    ),
    Edit("storage[].fsx_lustre.data_repositories[].path", "/other", "/third", given=LINKS),
    Edit("storage[].fsx_lustre.data_repositories[].bucket", "acme-other", "acme-third", given=LINKS),
    Edit("storage[].fsx_lustre.data_repositories[].prefix", "a/", "b/", given=LINKS),
    Edit("storage[].fsx_lustre.data_repositories[].auto_import", ["new"], ["changed"], given=LINKS),
    Edit("storage[].fsx_lustre.data_repositories[].auto_export", ["new"], ["changed"], given=LINKS),
    Edit("storage[].s3_mount.bucket", "acme-other", "acme-third", given={"storage": [BUCKET]}),
    Edit("storage[].s3_mount.prefix", "a/", "b/", given={"storage": [BUCKET]}),
    Edit("storage[].s3_mount.kms_key_arn", KEYS[0], KEYS[1], given={"storage": [BUCKET]}),
)
READ = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::models/*"]}
WORK = {"name": "train", "kind": "job", "image": "registry.example/train:1"}


def _account(**more: Any) -> Changes:
    return {"workloads": [{**WORK, "service_account": {"name": "pods", **more}}]}


ROLES = (
    Edit("workloads[].service_account.policy_arns", POLICIES[:2], POLICIES[::2], POLICIES[:1], _account()),
    Edit("workloads[].service_account.statements", [READ], [{**READ, "effect": "Deny"}], given=_account()),
    *(
        Edit(f"workloads[].service_account.statements[].{field}", *values, given=_account(statements=[READ]))
        for field, values in {
            "actions": (["s3:Get*"], ["s3:List*"]),
            "resources": (["*"], ["arn:aws:s3:::a/*"]),
            "effect": ("Deny", "Allow"),
            "conditions": ({"StringLike": {"a": "b"}}, {"StringLike": {"a": "c"}}),
        }.items()
    ),
)
EDITS = (
    *(*ROLES, *CLUSTER, *NETWORK, *NODES, *without_gpus(NODES), *POOLS),
    *(*MONITORING, *STORAGE, *QUEUES, *CHARTS),
)
