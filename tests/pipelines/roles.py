"""The roles of pipelines, as their bootstrap plans them, and what they may do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.aws.permissions import Policy, allowed
from tests.pipelines.files import HERE
from tests.terraform.provider import attached
from tests.terraform.runner import OVERRIDE, write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.terraform.runner import Terraform

REGION = {"aws:RequestedRegion": "us-west-2"}
ROLE = "arn:aws:iam::111122223333:role/quickstart-us-west-2-nodes-gpu"
DEPLOY_ROLE = "arn:aws:iam::111122223333:role/eks-gpu-deploy-quickstart"
OTHER_ROLE = "arn:aws:iam::111122223333:role/admin"
STATE = "arn:aws:s3:::acme-terraform/eks-gpu/quickstart-network.tfstate"
OTHER_STATE = "arn:aws:s3:::acme-terraform/eks-gpu/noble-gpu-network.tfstate"
EKS = "arn:aws:eks:us-west-2:111122223333:{}"
BOUNDARY = "arn:aws:iam::111122223333:policy/eks-gpu-boundary-quickstart"
BOUNDED = {"iam:PermissionsBoundary": BOUNDARY}
KEY, SECURITY_GROUP = (
    "arn:aws:kms:us-west-2:111122223333:key/1",
    "arn:aws:ec2:us-west-2:111122223333:security-group/sg-1",
)
# What the deploy role of the quickstart works on.
OWN = (
    *(ROLE, "*", KEY, SECURITY_GROUP, "arn:aws:kms:us-west-2:111122223333:alias/eks/quickstart/secrets"),
    *(
        f"arn:aws:logs:us-west-2:111122223333:log-group:{name}"
        for name in ("/aws/eks/quickstart/cluster", "/aws/vpc/quickstart/flow-logs")
    ),
    *(EKS.format(kind) for kind in ("cluster/quickstart", "nodegroup/quickstart/a/b", "addon/quickstart/a")),
    EKS.format("podidentityassociation/quickstart/a"),
)
CALLERS = ("github", "gitlab", "hcp-terraform")
NOBODY = {
    "aws": [
        {
            "region": "us-west-2",
            "access_key": "nobody",
            "secret_key": "nothing",
            "skip_credentials_validation": True,
            "skip_requesting_account_id": True,
            "skip_metadata_api_check": "true",
        }
    ]
}


def copied(name: str, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for path in HERE.glob(f"{name}/*.tf"):
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def planned(terraform: Terraform, name: str, folder: Path, variables: str) -> dict[str, Any]:
    """A bootstrap, planned from nothing by nobody: its resources by address."""
    copied(name, folder)
    document = {"terraform": {"required_providers": OVERRIDE["terraform"]["required_providers"]}, "provider": NOBODY}
    write(folder / "nobody_override.tf.json", document)
    (folder / "terraform.tfvars").write_text(variables, encoding="utf-8")
    with attached(terraform) as quick:
        quick.succeed(folder, "init", "-no-color", "-input=false")
        assert "Warning" not in quick.succeed(folder, "plan", "-no-color", "-input=false", "-out=plan.bin").output
        shown = quick.succeed(folder, "show", "-json", "plan.bin").json
    return {one["address"]: one["change"]["after"] for one in shown["resource_changes"] if one["mode"] == "managed"}


def roles(terraform: Terraform, folder: Path, caller: str = "github") -> dict[str, Any]:
    """The roles with the example's variables; their documents known, as the provider's ARN is said to be."""
    variables = (HERE / "aws-roles" / f"{caller}.tfvars.example").read_text(encoding="utf-8")
    return planned(terraform, "aws-roles", folder, variables)


def policies_of(found: dict[str, Any]) -> dict[str, Policy]:
    """The permissions of the roles that plan and deploy the quickstart, and the boundary of its own roles."""
    inside = {kind: document(found, f"aws_iam_role_policy.{kind}") for kind in ("plan", "deploy")}
    attached = document(found, "aws_iam_policy.deploy")
    deploy = inside["deploy"] | {"Statement": [*inside["deploy"]["Statement"], *attached["Statement"]]}
    return {**inside, "deploy": deploy, "boundary": document(found, "aws_iam_policy.boundary")}


def document(found: dict[str, Any], resource: str) -> Policy:
    """A policy of the quickstart, as it is planned."""
    policy: Policy = json.loads(found[f'{resource}["quickstart"]']["policy"])
    return policy


def may(policy: Policy, action: str, given: Iterable[tuple[str, str]] = ()) -> bool:
    """Whether it may do this to the quickstart's own things, in its region; roles have the boundary.

    Args:
        policy: What the role may do.
        action: The action.
        given: Keys of conditions with their values: tags of the resources, above all.
    """
    context = REGION | {"iam:PolicyARN": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"} | BOUNDED | dict(given)
    return any(allowed([policy], action, one, context) for one in OWN)
