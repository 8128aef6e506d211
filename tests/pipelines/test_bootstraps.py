"""The Terraform that is applied once, by a person: roles, the bucket, the workspaces."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest

from tests.aws.permissions import Policy, allowed, managed
from tests.pipelines.files import BOOTSTRAPS, HERE, workflow
from tests.pipelines.roles import (
    BOUNDARY,
    BOUNDED,
    CALLERS,
    DEPLOY_ROLE,
    EKS,
    KEY,
    NOBODY,
    OTHER_ROLE,
    OTHER_STATE,
    REGION,
    ROLE,
    SECURITY_GROUP,
    STATE,
    copied,
    document,
    planned,
    policies_of,
    roles,
)
from tests.synthesized import ROOT, SPECS
from tests.terraform.provider import attached
from tests.terraform.runner import OVERRIDE, write

if TYPE_CHECKING:
    from tests.synthesized import Synthesized
    from tests.terraform.runner import Terraform

pytestmark = pytest.mark.terraform


@pytest.fixture(scope="module")
def by_caller(terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The roles as they are planned for each host."""
    folder = tmp_path_factory.mktemp("roles")
    return {caller: roles(terraform, folder / caller, caller) for caller in CALLERS}


@pytest.fixture(scope="module")
def policies(by_caller: dict[str, dict[str, Any]]) -> dict[str, Policy]:
    return policies_of(by_caller["github"])


@pytest.mark.parametrize("name", BOOTSTRAPS)
def test_it_is_in_form(terraform: Terraform, name: str) -> None:
    terraform.succeed(HERE / name, "fmt", "-check", "-diff")


def test_the_bucket_is_planned(terraform: Terraform, tmp_path: Path) -> None:
    found = planned(terraform, "s3-backend", tmp_path / "s3", 'bucket = "acme-terraform"\nregion = "us-west-2"\n')

    assert found["aws_s3_bucket_versioning.state"]["versioning_configuration"][0]["status"] == "Enabled"
    assert found["aws_s3_bucket_public_access_block.state"]["restrict_public_buckets"] is True


@pytest.mark.parametrize("caller", CALLERS)
def test_roles_are_planned_for_every_host(by_caller: dict[str, dict[str, Any]], caller: str) -> None:
    assert {address.partition("[")[0] for address in by_caller[caller]} == {
        "aws_iam_openid_connect_provider.pipeline",
        "aws_iam_policy.boundary",
        "aws_iam_policy.deploy",
        "aws_iam_role.deploy",
        "aws_iam_role.plan",
        "aws_iam_role_policy.deploy",
        "aws_iam_role_policy.plan",
        "aws_iam_role_policy_attachment.deploy",
    }


SUBJECT = '"repo:acme/infra:environment:quickstart{}"'
WORKLOADS = """clusters = {{
  x = {{
    region           = "us-west-2"
    workload_actions = ["{}"]
    plan_subjects    = []
    deploy_subjects  = ["repo:acme/infra:environment:x"]
  }}"""
REFUSED = [
    (SUBJECT.format(""), '"repo:acme/infra:*"', "letter by letter"),
    (SUBJECT.format(""), '"repo:acme/infra:environment:quickstar?"', "any character"),
    (SUBJECT.format("-plan"), '"repo:a*"', "plan_subjects name the whole"),
    (SUBJECT.format("-plan"), '"repo:acme/infra*"', "plan_subjects name the whole"),
    (SUBJECT.format("-plan"), '"repo:acme/*:environment:quickstart-plan"', "plan_subjects name the whole"),
    (SUBJECT.format("-plan"), '"project_path:acme/*"', "plan_subjects name the whole"),
    (SUBJECT.format("-plan"), '"organization:acme:project:gpu:workspace:*"', "plan_subjects name the whole"),
    (SUBJECT.format("-plan"), '"repo:acme/infr?:environment:x"', "any character"),
    ("  quickstart = {", "  eks-gpu-deploy = {", "begins with a letter or digit and not"),
    (
        "clusters = {",
        WORKLOADS.format("iam:CreateUser"),
        "workload_actions are written out",
    ),
    (
        "clusters = {",
        WORKLOADS.format("s3:*"),
        "workload_actions are written out",
    ),
    (
        "clusters = {",
        WORKLOADS.format("s3:**"),
        "workload_actions are written out",
    ),
    (
        "clusters = {",
        WORKLOADS.format("sqs:ReceiveMessage").replace("  x = {", "  quickstart-us-west-2-x = {"),
        "the name and region of another",
    ),
    ("    region          = ", '    iam_path        = "/eks*/"\n    region          = ', "An iam_path begins and ends"),
    ("    region          = ", '    iam_path        = "eks"\n    region          = ', "An iam_path begins and ends"),
]


def test_names_that_would_let_others_in_are_refused(terraform: Terraform, tmp_path: Path) -> None:
    """Each is refused with its own words; one folder serves for all, so that the provider is set up once."""
    folder = copied("aws-roles", tmp_path / "wide")
    text = (HERE / "aws-roles" / "github.tfvars.example").read_text(encoding="utf-8")
    write(folder / "nobody_override.tf.json", OVERRIDE | {"provider": NOBODY})
    with attached(terraform) as quick:
        quick.succeed(folder, "init", "-no-color", "-input=false")
        for before, after, words in REFUSED:
            wide = text.replace(before, after)
            assert wide != text
            (folder / "terraform.tfvars").write_text(wide, encoding="utf-8")
            result = quick.run(folder, "plan", "-no-color", "-input=false")
            assert result.code == 1, after
            assert words in " ".join(result.output.replace("│", " ").split()), after


def test_subjects_are_the_environments_of_the_workflows() -> None:
    example = (HERE / "aws-roles" / "github.tfvars.example").read_text(encoding="utf-8")
    stack = workflow(HERE / "github-actions" / "eks-gpu-stack.yml")["jobs"]

    assert stack["plan"]["environment"]["name"] == "${{ inputs.cluster }}-plan"
    assert stack["apply"]["environment"] == "${{ inputs.cluster }}"
    assert '"repo:acme/infra:environment:quickstart-plan"' in example
    assert '"repo:acme/infra:environment:quickstart"' in example


ALARM = "arn:aws:cloudwatch:us-west-2:111122223333:alarm:{}"
SERVICE_ROLE = "arn:aws:iam::111122223333:role/aws-service-role/{}"
LINKS_ROLE = SERVICE_ROLE.format("s3.data-source.lustre.fsx.amazonaws.com/AWSServiceRoleForFSxS3Access_fs-1")
# IAM, "Quotas": inline policies of a role, all together and without white space.
MOST_OF_INLINE_POLICIES, MOST_OF_A_POLICY = 10240, 6144
MAY_NOT = [
    ("plan", "s3:PutObject", STATE, {}),
    ("plan", "s3:GetObject", OTHER_STATE, {}),
    ("plan", "ec2:CreateVpc", "*", REGION),
    ("plan", "iam:PassRole", ROLE, {}),
    ("plan", "iam:CreateRole", ROLE, {}),
    ("deploy", "s3:PutObject", OTHER_STATE, {}),
    ("deploy", "s3:DeleteObject", STATE, {}),
    ("deploy", "ec2:CreateVpc", "*", {"aws:RequestedRegion": "eu-west-1"}),
    ("deploy", "ec2:TerminateInstances", "*", REGION),
    ("deploy", "eks:DeleteCluster", EKS.format("cluster/noble-gpu"), REGION),
    ("deploy", "iam:CreateRole", OTHER_ROLE, BOUNDED),
    (
        "deploy",
        "iam:AttachRolePolicy",
        ROLE,
        BOUNDED | {"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    *(
        ("deploy", f"iam:{action}", ROLE, context | {"iam:PolicyARN": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"})
        for action in ("CreateRole", "PutRolePolicy", "AttachRolePolicy", "PutRolePermissionsBoundary")
        for context in ({}, {"iam:PermissionsBoundary": BOUNDARY.replace("quickstart", "noble-gpu")})
    ),
    ("deploy", "iam:DeleteRolePermissionsBoundary", ROLE, BOUNDED),
    ("deploy", "iam:CreatePolicyVersion", BOUNDARY, {}),
    ("deploy", "iam:SetDefaultPolicyVersion", BOUNDARY, {}),
    ("deploy", "iam:UpdateAssumeRolePolicy", DEPLOY_ROLE, {}),
    ("deploy", "iam:PutRolePolicy", DEPLOY_ROLE, BOUNDED),
    ("deploy", "sts:AssumeRole", ROLE, {}),
    *(
        ("deploy", action, "*", REGION | {"aws:ResourceTag/eks-gpu.io/cluster": "noble-gpu"})
        for action in (
            "ec2:DeleteVpc",
            "ec2:CreateLaunchTemplateVersion",
            "ec2:ModifyLaunchTemplate",
            "ec2:DeleteRoute",
        )
    ),
    ("deploy", "ec2:CreateLaunchTemplateVersion", "*", REGION),
    ("deploy", "ec2:CreateTags", "*", REGION),
    ("deploy", "kms:ScheduleKeyDeletion", KEY, REGION),
    ("deploy", "kms:PutKeyPolicy", KEY, REGION | {"aws:ResourceTag/eks-gpu.io/cluster": "noble-gpu"}),
    (
        "deploy",
        "logs:DeleteLogGroup",
        "arn:aws:logs:us-west-2:111122223333:log-group:/aws/eks/noble-gpu/cluster",
        REGION,
    ),
    ("deploy", "autoscaling:PutScheduledUpdateGroupAction", "*", REGION),
    ("deploy", "ec2:RevokeSecurityGroupIngress", SECURITY_GROUP, {"aws:ResourceTag/eks-gpu.io/cluster": "noble-gpu"}),
    ("deploy", "iam:PassRole", ROLE, {"iam:PassedToService": "lambda.amazonaws.com"}),
    ("deploy", "iam:PassRole", OTHER_ROLE, {"iam:PassedToService": "eks.amazonaws.com"}),
    *(
        ("deploy", action, "*", REGION | {f"aws:{key}/eks-gpu.io/cluster": "noble-gpu"})
        for key, actions_ in (
            ("ResourceTag", ("fsx:DeleteFileSystem", "elasticfilesystem:DeleteFileSystem", "fsx:UpdateFileSystem")),
            ("RequestTag", ("fsx:CreateFileSystem", "elasticfilesystem:CreateFileSystem")),
        )
        for action in actions_
    ),
    ("deploy", "iam:PutRolePolicy", "arn:aws:iam::111122223333:role/aws-service-role/eks.amazonaws.com/Any", {}),
    ("deploy", "cloudwatch:DeleteAlarms", ALARM.format("noble-gpu-busy"), REGION),
    # Without `iam_path` a role below a path is another one.
    ("deploy", "iam:CreateRole", ROLE.replace("role/", "role/eks/"), BOUNDED),
    ("deploy", "iam:CreateUser", "*", {}),
    ("deploy", "iam:CreateAccessKey", "*", {}),
]
MAY = [
    ("plan", "s3:GetObject", STATE, {}),
    ("deploy", "s3:PutObject", STATE, {}),
    ("deploy", "s3:PutObject", f"{STATE}.tflock", {}),
    ("deploy", "s3:DeleteObject", f"{STATE}.tflock", {}),
    ("deploy", "iam:PassRole", ROLE, {"iam:PassedToService": "eks.amazonaws.com"}),
    ("deploy", "eks:UpdateNodegroupVersion", EKS.format("nodegroup/quickstart/gpu/1"), {}),
    ("deploy", "eks:CreateAccessEntry", EKS.format("cluster/quickstart"), {}),
    ("deploy", "ec2:RunInstances", "*", REGION),
    (
        "deploy",
        "autoscaling:PutScheduledUpdateGroupAction",
        "*",
        REGION | {"aws:ResourceTag/eks:cluster-name": "quickstart"},
    ),
    ("deploy", "iam:CreateRole", ROLE, BOUNDED),
    ("deploy", "iam:PutRolePermissionsBoundary", ROLE, BOUNDED),
    ("deploy", "ec2:DeleteVpc", "*", REGION | {"aws:ResourceTag/eks-gpu.io/cluster": "quickstart"}),
    ("deploy", "ec2:RevokeSecurityGroupIngress", SECURITY_GROUP, {}),
    *(("plan", f"{action}", "*", REGION) for action in ("fsx:DescribeFileSystems", "cloudwatch:DescribeAlarms")),
    *(
        ("deploy", action, "*", REGION | {"aws:RequestTag/eks-gpu.io/cluster": "quickstart"})
        for action in (
            "fsx:CreateFileSystem",
            "fsx:CreateDataRepositoryAssociation",
            "elasticfilesystem:CreateFileSystem",
        )
    ),
    *(
        ("deploy", action, "*", {"aws:ResourceTag/eks-gpu.io/cluster": "quickstart"})
        for action in ("fsx:DeleteFileSystem", "fsx:UpdateFileSystem", "elasticfilesystem:CreateMountTarget")
    ),
    ("deploy", "iam:PutRolePolicy", LINKS_ROLE, {}),
    ("deploy", "cloudwatch:PutMetricAlarm", ALARM.format("quickstart-nodes"), REGION),
]


@pytest.mark.parametrize(("kind", "action", "resource", "context"), MAY)
def test_what_they_may(
    policies: dict[str, Policy], kind: str, action: str, resource: str, context: dict[str, str]
) -> None:
    assert allowed([policies[kind]], action, resource, context)


@pytest.mark.parametrize(
    ("resource", "most"),
    [
        ("aws_iam_role_policy.plan", MOST_OF_INLINE_POLICIES),
        ("aws_iam_role_policy.deploy", MOST_OF_INLINE_POLICIES),
        ("aws_iam_policy.deploy", MOST_OF_A_POLICY),
        ("aws_iam_policy.boundary", MOST_OF_A_POLICY),
    ],
)
def test_a_policy_is_as_short_as_iam_demands(by_caller: dict[str, dict[str, Any]], resource: str, most: int) -> None:
    policy = document(by_caller["github"], resource)

    assert len(json.dumps(policy, separators=(",", ":"))) < most


def test_roles_below_a_path_are_the_clusters_own(terraform: Terraform, tmp_path: Path) -> None:
    text = (HERE / "aws-roles" / "github.tfvars.example").read_text(encoding="utf-8")
    given = text.replace("    region          = ", '    iam_path        = "/eks/"\n    region          = ')
    found = planned(terraform, "aws-roles", tmp_path / "path", given)
    policy = json.loads(found['aws_iam_role_policy.deploy["quickstart"]']["policy"])

    assert given != text
    assert allowed([policy], "iam:CreateRole", ROLE.replace("role/", "role/eks/"), BOUNDED)
    assert not allowed([policy], "iam:CreateRole", ROLE, BOUNDED)


@pytest.mark.parametrize(("kind", "action", "resource", "context"), MAY_NOT)
def test_what_they_may_not(
    policies: dict[str, Policy], kind: str, action: str, resource: str, context: dict[str, str]
) -> None:
    assert not allowed([policies[kind]], action, resource, context)


@pytest.mark.engine
def test_every_policy_that_stacks_attach_may_be_attached(
    policies: dict[str, Policy], synthesized: Synthesized, wider: Synthesized
) -> None:
    attached = {
        one["policy_arn"]
        for made in (synthesized, wider)
        for name in made.names()
        for one in made.stack(name).get("resource", {}).get("aws_iam_role_policy_attachment", {}).values()
    }

    assert attached
    for arn in attached:
        known = arn.replace("aws-cn", "aws").replace("aws-us-gov", "aws")
        assert allowed([policies["deploy"]], "iam:AttachRolePolicy", ROLE, BOUNDED | {"iam:PolicyARN": known}), arn


# AmazonEKSClusterPolicy and AmazonEBSCSIDriverPolicy allow them; see boundary.tf.
LEFT_OUT = {"ec2:CreateRoute", "ec2:DeleteRoute", "ec2:ModifyInstanceAttribute"}
# The boundary allows these on some resources.
KEYS = {"CreateGrant", "Decrypt", "Encrypt", "GenerateDataKey*", "ListGrants", "ReEncrypt*", "RevokeGrant"}
NARROWER = {
    *("iam:CreateServiceLinkedRole", "ssm:GetParameter", "ssm:GetParameters"),
    # Only for the roles and profiles of node pools.
    *("iam:AddRoleToInstanceProfile", "iam:PassRole"),
    *(f"kms:{action}" for action in KEYS),
}


@pytest.mark.engine
def test_the_boundary_leaves_the_roles_of_the_stacks_their_permissions(
    policies: dict[str, Policy], synthesized: Synthesized, wider: Synthesized
) -> None:
    """Buckets and the actions of workloads come from variables, so those two kinds of policy are not compared."""
    asked: set[str] = set()
    for stack in (made.stack(name) for made in (synthesized, wider) for name in made.names()):
        resources = stack.get("resource", {})
        for one in resources.get("aws_iam_role_policy_attachment", {}).values():
            if one["policy_arn"].startswith("arn:aws:iam::aws:policy/"):
                asked |= actions(managed(one["policy_arn"]))
        for address, one in resources.get("aws_iam_role_policy", {}).items():
            if "service-account" not in address and "mountpoint-s3" not in address:
                asked |= actions(json.loads(one["policy"]))
    left_out = {action for action in asked if not allowed([policies["boundary"]], action, "*")}

    assert len(asked) > 100
    assert {action for action in left_out if not action.startswith("s3")} == LEFT_OUT | NARROWER


def actions(policy: Policy) -> set[str]:
    """The actions that a policy allows, as they are written in it."""
    found = (one["Action"] for one in policy["Statement"] if one["Effect"] == "Allow")
    return {action for one in found for action in ([one] if isinstance(one, str) else one)}


READ_BY_KARPENTER = {"iam:GetInstanceProfile", "iam:ListInstanceProfiles"}


@pytest.mark.parametrize("service", ["iam", "sts", "organizations", "account", "s3", "secretsmanager", "lambda", "ssm"])
def test_the_boundary_is_no_way_to_the_account(policies: dict[str, Policy], service: str) -> None:
    """Of these services, all actions that botocore knows, on any resource of the account."""
    model = botocore.session.get_session().get_service_model(service)
    known = [f"{service}:{name}" for name in model.operation_names]
    may_have = {
        action
        for action in known
        for resource in (OTHER_ROLE, ROLE, "arn:aws:ssm:us-west-2:111122223333:parameter/secret", "*")
        if allowed([policies["boundary"]], action, resource)
    }

    assert len(known) > 10
    core = actions(managed("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"))
    assert {one for one in may_have if not one.startswith("ssm:")} <= READ_BY_KARPENTER
    assert may_have <= (core - {"ssm:GetParameter", "ssm:GetParameters"}) | READ_BY_KARPENTER


CLOUD = "\nbackend: {cloud: {organization: acme, project: gpu}}\n"
PRIVATE = "access:\n  runner: vpc"
PUBLIC = re.compile(r"access:\n  public_cidrs: .*\n  runner: public")


def workspaces(terraform: Terraform, folder: Path) -> dict[str, Any]:
    """What the workspaces are made of, for a cluster with a public and one with a private endpoint: the real locals."""
    copied("hcp-terraform", folder)
    quickstart = (ROOT / "clusters" / "quickstart.yaml").read_text(encoding="utf-8")
    private = PUBLIC.sub(PRIVATE, quickstart.replace("name: quickstart", "name: private"))
    assert PRIVATE in private
    files = []
    for name, text in (("quickstart", quickstart), ("private", private)):
        files.append(folder / f"{name}.yaml")
        files[-1].write_text(text + CLOUD, encoding="utf-8")
    command = [sys.executable, str(ROOT / "tools" / "list_stacks.py"), *map(str, files)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    (folder / "clusters.json").write_text(listed.stdout, encoding="utf-8")
    (folder / "versions.tf").unlink()
    main = folder / "main.tf"
    text = main.read_text(encoding="utf-8")
    main.write_text(text[: text.index('resource "tfe_project"')], encoding="utf-8")
    (folder / "outputs.tf").write_text(
        'output "clusters" { value = local.clusters }\noutput "stacks" { value = local.stacks }\n'
        'output "variables" { value = local.variables }\noutput "readers" { value = local.readers }\n',
        encoding="utf-8",
    )
    role = {name: {"plan": f"{name}-plan", "deploy": f"{name}-deploy"} for name in ("quickstart", "private")}
    write(folder / "terraform.tfvars.json", {"organization": "acme", "project": "gpu", "roles": role})
    terraform.succeed(folder, "init", "-no-color", "-input=false")
    terraform.succeed(folder, "apply", "-no-color", "-input=false", "-auto-approve")
    return {name: one["value"] for name, one in terraform.succeed(folder, "output", "-json").json.items()}


def test_workspaces_follow_the_declarations(terraform: Terraform, tmp_path: Path) -> None:
    found = workspaces(terraform, tmp_path / "hcp")

    assert set(found["stacks"]) == {
        f"{name}-{kind}"
        for name in ("quickstart", "private")
        for kind in ("network", "cluster", "platform", "workloads")
    }
    inside = {name for name, stack in found["stacks"].items() if stack["inside"]}
    assert inside == {"private-platform", "private-workloads"}
    role = {one["stack"]: one["value"] for one in found["variables"].values() if one["key"] == "TFC_AWS_PLAN_ROLE_ARN"}
    assert role["quickstart-cluster"] == "quickstart-plan"
    assert role["quickstart-platform"] == "quickstart-deploy"


@pytest.mark.engine
def test_stacks_ask_for_the_workspaces_that_are_made(wider: Synthesized) -> None:
    (spec,) = (path for path in SPECS if path.stem == "cloud-state")
    command = [sys.executable, str(ROOT / "tools" / "list_stacks.py"), str(spec)]
    (cluster,) = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    for stack in cluster["stacks"]:
        cloud = wider.stack(stack["name"])["terraform"]["cloud"]
        settings = cloud[0] if isinstance(cloud, list) else cloud
        named = settings["workspaces"][0] if isinstance(settings["workspaces"], list) else settings["workspaces"]
        assert named["name"] == stack["name"]
        assert settings["organization"] == cluster["cloud"]["organization"]


# Arguments in version 0.80.0 of the provider, out of its sources (internal/provider/resource_tfe_*.go). Those that are
# deprecated there, such as tfe_workspace.execution_mode, are left out, so that they cannot be used.
TFE = {
    "tfe_project": {"name", "organization", "description"},
    "tfe_workspace": {
        "name",
        "organization",
        "project_id",
        "description",
        "terraform_version",
        "auto_apply",
        "auto_apply_run_trigger",
        "queue_all_runs",
        "file_triggers_enabled",
        "allow_destroy_plan",
        "assessments_enabled",
    },
    "tfe_workspace_settings": {
        "workspace_id",
        "execution_mode",
        "agent_pool_id",
        "global_remote_state",
        "project_remote_state",
        "remote_state_consumer_ids",
    },
    "tfe_agent_pool": {"name", "organization", "organization_scoped"},
    "tfe_agent_pool_allowed_workspaces": {"agent_pool_id", "allowed_workspace_ids"},
    "tfe_run_trigger": {"workspace_id", "sourceable_id"},
    "tfe_variable": {"workspace_id", "category", "key", "value", "description", "sensitive", "hcl"},
}


def test_workspaces_use_arguments_that_the_provider_has() -> None:
    text = (HERE / "hcp-terraform" / "main.tf").read_text(encoding="utf-8")
    blocks = re.findall(r'^resource "(\w+)" "\w+" \{\n(.*?)^\}', text, flags=re.MULTILINE | re.DOTALL)

    assert {kind for kind, _ in blocks} == set(TFE)
    for kind, body in blocks:
        used = set(re.findall(r"^  (\w+)\s+=", body, flags=re.MULTILINE)) - {"for_each"}
        assert used <= TFE[kind], kind
