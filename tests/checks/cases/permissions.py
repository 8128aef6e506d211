"""The AWS side: what the account, the driver of volumes and Auto Scaling make of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.specs import GONE, fails, passes, warns

if TYPE_CHECKING:
    from tests.specs import Case

DRIVER = "aws-ebs-csi-driver"
OLD, NEW = {DRIVER: "v1.57.1-eksbuild.1"}, {DRIVER: "v1.58.0-eksbuild.1"}

ACCOUNT, ELSEWHERE = "111122223333", "arn:aws:iam::444455556666:role/terraform"


def reader(policy: str) -> dict[str, Any]:
    return {"name": "reader", "policy_arns": [policy]}


def system(**fields: Any) -> dict[str, Any]:
    return {"system_nodes": fields}


def release(version: str) -> dict[str, str]:
    return {"release_version": version}


WIDE: dict[str, Any] = {"group_max_per_zone": GONE, "group_max": 4}
LOSING = ("job", "stateful_set", "pod")
FIVE = [{"name": f"train-{index}", "kind": "job", "image": "registry.example/train:1"} for index in range(5)]
ELSEWHERE_TOO = [
    {"name": "wide", "instance_types": ["g5.xlarge"], "max": 4},
    {"name": "narrow", "instance_types": ["g5.xlarge"], "max_per_zone": 4},
]
CAP = "gpu_node_groups[0].schedules[0].max_per_zone"


def weekend(**sizes: int) -> dict[str, Any]:
    return {"cron": "0 0 * * 6", **sizes}


BOUNDARY = {"permissions_boundary": "arn:aws:iam::444455556666:policy/boundary"}
OWN, THEIRS = "arn:aws:iam::111122223333:role/a", "arn:aws:iam::444455556666:role/a"
POLICY = "arn:aws:iam::444455556666:policy/agent"
KEY, FAR_KEY = "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d", "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d"
CASES: tuple[Case, ...] = (
    *(
        case
        for field in ("secrets_key_arn", "volumes_key_arn", "logs_key_arn")
        for case in (
            fails("key-place", f"encryption.{field}", "eu-west-1", encryption={field: FAR_KEY}),
            fails("key-place", f"encryption.{field}", "aws-cn", region="cn-north-1", encryption={field: KEY}),
            warns(
                "key-place",
                f"encryption.{field}",
                "only the key's policy",
                account_id="444455556666",
                encryption={field: KEY},
            ),
            passes("key-place", account_id=ACCOUNT, encryption={field: KEY}),
        )
    ),
    warns(
        "key-grant",
        "encryption.volumes_key_arn",
        "create-grant --region us-west-2",
        encryption={"volumes_key_arn": KEY},
    ),
    warns(
        "key-grant",
        "encryption.volumes_key_arn",
        "iam::444455556666:role/aws-service-role",
        account_id="444455556666",
        encryption={"volumes_key_arn": KEY},
    ),
    warns("key-grant", "encryption.logs_key_arn", "logs.us-west-2.amazonaws.com", encryption={"logs_key_arn": KEY}),
    passes("key-grant", encryption={"secrets_key_arn": KEY}),
    *(
        case
        for field, says in (
            ("cluster_role_arn", "eks.amazonaws.com"),
            ("system_node_role_arn", "AmazonEKSWorkerNodePolicy"),
            ("gpu_node_role_arn", "AmazonEC2ContainerRegistryPullOnly"),
        )
        for case in (
            warns("role-given", f"iam.{field}", says, iam={field: OWN}),
            fails("account-differs", f"iam.{field}", "444455556666", account_id=ACCOUNT, iam={field: THEIRS}),
            passes("account-differs", account_id=ACCOUNT, iam={field: OWN}),
            fails("policy-partition", f"iam.{field}", "aws-cn", region="cn-north-1", iam={field: OWN}),
        )
    ),
    warns(
        "role-given",
        "provisioner",
        "sts:TagSession",
        iam={"cluster_role_arn": OWN},
        provisioner={"kind": "auto-mode", "system_pools": True},
    ),
    passes("role-given", provisioner={"kind": "auto-mode", "system_pools": True}),
    passes("role-given", iam={"path": "/platform/", "node_policies": [POLICY]}),
    fails("account-differs", "iam.node_policies[0]", "policies", account_id=ACCOUNT, iam={"node_policies": [POLICY]}),
    fails("policy-partition", "iam.node_policies[0]", "aws-cn", region="cn-north-1", iam={"node_policies": [POLICY]}),
    *(
        fails(
            "node-policy-unused",
            f"iam.{field}",
            "remove it",
            iam={"system_node_role_arn": OWN, "gpu_node_role_arn": OWN, field: value},
        )
        for field, value in (("node_policies", [POLICY]), ("ssm", False))
    ),
    fails("policy-duplicate", "iam.node_policies[1]", "same name", iam={"node_policies": [POLICY, POLICY]}),
    fails(
        "policy-duplicate",
        "iam.node_policies[0]",
        "nodes have",
        iam={"node_policies": ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"]},
    ),
    passes("policy-duplicate", iam={"node_policies": [POLICY]}),
    passes("node-policy-unused", iam={"gpu_node_role_arn": OWN, "ssm": False}),
    passes("node-policy-unused", iam={"system_node_role_arn": OWN, "gpu_node_role_arn": OWN}),
    fails("ebs-driver-scope", f"addons.{DRIVER}", "v1.58.0", ebs_driver_scope="cluster", addons=OLD),
    passes("ebs-driver-scope", ebs_driver_scope="cluster", addons=NEW),
    passes("ebs-driver-scope", ebs_driver_scope="cluster"),
    passes("ebs-driver-scope", addons=OLD),
    warns("zone-rebalance", "gpu_node_groups[0].max", "job train", **WIDE),
    warns("zone-rebalance", "gpu_node_groups[0].max", "suspend-processes --region us-west-2", **WIDE),
    *[warns("zone-rebalance", "gpu_node_groups[0].max", "2 zones", **WIDE, work_kind=kind) for kind in LOSING],
    warns("zone-rebalance", "gpu_node_groups[0].max", "2 more", **WIDE, workloads=FIVE),
    passes("zone-rebalance", **WIDE, work_kind="deployment"),
    passes("zone-rebalance", **WIDE, workloads=[]),
    passes("zone-rebalance", **WIDE, group_zones=["us-west-2a"]),
    passes("zone-rebalance", **{**WIDE, "group_max": 1}),
    passes("zone-rebalance"),
    passes("zone-rebalance", gpu_node_groups=ELSEWHERE_TOO, work_node_groups=["narrow"]),
    warns(
        "schedule-evicts", CAP, "up to 2 nodes of gpu run; those beyond 1", group_schedules=[weekend(max_per_zone=1)]
    ),
    warns("schedule-evicts", CAP, "job train", group_schedules=[weekend(max_per_zone=0)]),
    warns(
        "schedule-evicts",
        "gpu_node_groups[0].schedules[1].max_per_zone",
        "up to 5 nodes of gpu run",
        group_schedules=[{"cron": "0 6 * * 1", "max_per_zone": 5}, weekend(max_per_zone=2)],
    ),
    warns("schedule-evicts", "gpu_node_groups[0].schedules[0].max", "", **WIDE, group_schedules=[weekend(max=1)]),
    passes("schedule-evicts", group_schedules=[weekend(max_per_zone=2)]),
    passes("schedule-evicts", group_schedules=[weekend(min_per_zone=1)]),
    passes("schedule-evicts", group_schedules=[weekend(max_per_zone=1)], work_kind="deployment"),
    # Pods that hold a session or state.
    warns(
        "schedule-evicts",
        CAP,
        "deployment train",
        group_schedules=[weekend(max_per_zone=1)],
        work_kind="deployment",
        work_evictable=False,
    ),
    fails("account-differs", "assume_role_arn", "444455556666", account_id=ACCOUNT, assume_role_arn=ELSEWHERE),
    fails(
        "account-differs",
        "workloads[0].service_account.policy_arns[0]",
        "as 'statements'",
        account_id=ACCOUNT,
        work_service_account=reader("arn:aws:iam::444455556666:policy/read"),
    ),
    fails(
        "account-differs",
        "workloads[0].service_account.policy_arns[0]",
        "account 111122223333",
        assume_role_arn=ELSEWHERE,
        work_service_account=reader(f"arn:aws:iam::{ACCOUNT}:policy/read"),
    ),
    fails("account-differs", "iam.permissions_boundary", "444455556666", account_id=ACCOUNT, iam=BOUNDARY),
    passes("account-differs", iam=BOUNDARY),
    passes("account-differs", account_id="444455556666", iam=BOUNDARY),
    fails("policy-partition", "iam.permissions_boundary", "aws-cn", region="cn-north-1", iam=BOUNDARY),
    passes("policy-partition", iam=BOUNDARY),
    passes("account-differs", account_id=ACCOUNT, assume_role_arn=f"arn:aws:iam::{ACCOUNT}:role/terraform"),
    passes(
        "account-differs", account_id=ACCOUNT, work_service_account=reader("arn:aws:iam::aws:policy/ReadOnlyAccess")
    ),
    passes("account-differs", work_service_account=reader("arn:aws:iam::444455556666:policy/read")),
    fails("principal-partition", "assume_role_arn", "'aws'", assume_role_arn=f"arn:aws-cn:iam::{ACCOUNT}:role/a"),
    fails("ami-release", "system_nodes.ami.release_version", "1.35", **system(ami=release("1.34.2-20260714"))),
    fails("ami-release", "system_nodes.ami.release_version", "al2023", **system(ami=release("1.62.1-9a1b2c3d"))),
    passes("ami-release", **system(ami=release("1.35.2-20260714"))),
    fails(
        "update-size", "system_nodes.update.max_unavailable", "4 nodes at most", **system(update={"max_unavailable": 5})
    ),
    fails("update-size", "system_nodes.update", "neither", **system(update={})),
    passes("update-size", **system(update={"max_unavailable_percentage": 50})),
    passes("update-size", **system(update={"strategy": "minimal"})),
)
