"""The AWS side: what the account, the driver of volumes and Auto Scaling make of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.specs import fails, passes

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


CASES: tuple[Case, ...] = (
    fails("ebs-driver-scope", f"addons.{DRIVER}", "v1.58.0", ebs_driver_scope="cluster", addons=OLD),
    passes("ebs-driver-scope", ebs_driver_scope="cluster", addons=NEW),
    passes("ebs-driver-scope", ebs_driver_scope="cluster"),
    passes("ebs-driver-scope", addons=OLD),
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
    passes("account-differs", account_id=ACCOUNT, assume_role_arn=f"arn:aws:iam::{ACCOUNT}:role/terraform"),
    passes(
        "account-differs", account_id=ACCOUNT, work_service_account=reader("arn:aws:iam::aws:policy/ReadOnlyAccess")
    ),
    passes("account-differs", work_service_account=reader("arn:aws:iam::444455556666:policy/read")),
    fails("principal-partition", "assume_role_arn", "'aws'", assume_role_arn=f"arn:aws-cn:iam::{ACCOUNT}:role/a"),
    fails("ami-release", "system_nodes.ami.release_version", "1.35", **system(ami=release("1.34.2-20260714"))),
    fails("ami-release", "system_nodes.ami.release_version", "al2023", **system(ami=release("1.62.1-9a1b2c3d"))),
    passes("ami-release", **system(ami=release("1.35.2-20260714"))),
    fails("update-size", "system_nodes.update.max_unavailable", "4 at most", **system(update={"max_unavailable": 5})),
    fails("update-size", "system_nodes.update", "neither", **system(update={})),
    passes("update-size", **system(update={"max_unavailable_percentage": 50})),
    passes("update-size", **system(update={"strategy": "minimal"})),
)
