"""Commands of AWS and actions of its policies in advice and documentation: each of them exists."""

from __future__ import annotations

import re
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import botocore.session
import jmespath
import pytest
from botocore import xform_name

from eks_gpu.doctor import signatures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import OperationModel

ROOT = Path(__file__).parents[2]
SESSION = botocore.session.get_session()
# Names that the command line gives services, and commands that it adds to their operations.
SERVICES = {"s3api": "s3"}
OWN_SERVICES = {"s3", "configure", "sso", "login"}
OWN_COMMANDS = {
    *(
        ("eks", "update-kubeconfig"),
        ("eks", "get-token"),
        ("ecr", "get-login-password"),
        ("ecr-public", "get-login-password"),
        ("logs", "tail"),
    ),
    *(("cloudformation", "deploy"), ("cloudformation", "package"), ("eks", "wait"), ("ec2", "wait")),
}
OWN_OPTIONS = {
    *("query", "output", "region", "profile", "no-cli-pager", "max-items", "endpoint-url", "no-sign-request"),
    *("cli-input-json", "generate-cli-skeleton", "page-size", "no-paginate"),
}
# Options whose names would be those of the command line itself (awscli, customizations/argrename.py).
RENAMED = {("eks", "version"): "kubernetes-version"}
_VALUE = r"(?:'[^']*'|\"[^\"]*\"|[^\s;()|]+)"
# Behind an option come its values: the first in any form, others in capitals, quotes or as pairs.
_OPTION = rf"--[a-z][a-z0-9-]*(?:[= ](?!--){_VALUE}(?: (?:[A-Z][A-Z0-9_,.-]+|\w+=\S+|'[^']*')(?=[\s;,)]|$))*)?"
COMMAND = re.compile(
    r"(?<![\w/.-])aws (?P<service>[a-z][a-z0-9-]+) (?P<operation>[a-z][a-z0-9]*(?:-[a-z0-9]+)+)"
    rf"(?P<options>(?: \\?\s*{_OPTION})*)"
)
_NAMED = re.compile(rf"(?<= )--(?P<name>[a-z][a-z0-9-]*)(?:[= ](?!--)(?P<value>{_VALUE}))?")


ACTION = re.compile(
    r"(?<![\w:./-])(?P<service>autoscaling|ec2|ecr|eks|eks-auth|elasticfilesystem|elasticloadbalancing|fsx|iam|kms|logs|"
    r"pricing|s3|secretsmanager|servicequotas|sqs|ssm|sts):(?P<action>[A-Z][A-Za-z0-9]+)(?P<more>\*?)"
)
# Services of actions that have other names as programs.
MODELS = {"elasticfilesystem": ("efs",), "elasticloadbalancing": ("elbv2", "elb"), "servicequotas": ("service-quotas",)}
# Actions of policies without an operation of that name (https://docs.aws.amazon.com/service-authorization/), and
# condition keys.
ONLY_ACTIONS = {
    *("ecr:BatchImportUpstreamImage", "eks:AccessKubernetesApi", "elasticfilesystem:ClientMount", "iam:PassRole"),
    *(
        "s3:ListBucket",
        "sts:GetServiceBearerToken",
        "sts:TagSession",
        "sts:SetSourceIdentity",
        "kms:GrantIsForAWSResource",
        "iam:PassedToService",
    ),
}


def commands(text: str) -> Iterator[re.Match[str]]:
    for found in COMMAND.finditer(text):
        service = SERVICES.get(found["service"], found["service"])
        if service not in OWN_SERVICES and (service, found["operation"]) not in OWN_COMMANDS:
            yield found


@cache
def operations(service: str) -> dict[str, OperationModel]:
    model = SESSION.get_service_model(SERVICES.get(service, service))
    return {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}


def faults(text: str) -> list[str]:
    """The faults for which the AWS command line would refuse the commands in a text."""
    found: list[str] = []
    for command in commands(text):
        called = f"aws {command['service']} {command['operation']}"
        if SERVICES.get(command["service"], command["service"]) not in SESSION.get_available_services():
            found.append(f"{called}: no such service")
            continue
        operation = operations(command["service"]).get(command["operation"])
        if operation is None:
            found.append(f"{called}: no such operation")
            continue
        members = {xform_name(name, "-") for name in (operation.input_shape.members if operation.input_shape else ())}
        known = {RENAMED.get((command["service"], name), name) for name in members}
        for option in _NAMED.finditer(command["options"]):
            name = option["name"]
            if name not in known | OWN_OPTIONS and name.removeprefix("no-") not in known:
                found.append(f"{called} --{name}: no such option")
            if name == "query" and not is_query((option["value"] or "").rstrip(":,.").strip("'\"")):
                found.append(f"{called} --query {option['value']}: not a query")
    return found


def is_query(text: str) -> bool:
    with warnings.catch_warnings():
        # A literal in backticks without quotes is old, and works.
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        try:
            jmespath.compile(text)
        except jmespath.exceptions.JMESPathError:
            return False
        return True


def advice() -> dict[str, str]:
    """The texts of every row of the doctor's table, by its id."""
    return {
        row.id: "\n".join((row.means, row.next, *(text for one in row.branches for text in (one.means, one.next))))
        for row in signatures.signatures()
    }


@cache
def actions(service: str) -> frozenset[str]:
    models = (SESSION.get_service_model(name) for name in MODELS.get(service, (service,)))
    own = {name.partition(":")[2] for name in ONLY_ACTIONS if name.startswith(f"{service}:")}
    return frozenset(own.union(*(model.operation_names for model in models)))


def test_the_doctor_advises_permissions_that_exist() -> None:
    named = {found for text in advice().values() for found in ACTION.findall(text)}
    wrong = [
        f"{service}:{action}{more}"
        for service, action, more in sorted(named)
        if not any(one.startswith(action) if more else one == action for one in actions(service))
    ]

    assert len(named) > 50
    assert wrong == []


def test_the_doctor_advises_commands_that_exist() -> None:
    texts = advice()

    assert sum(1 for text in texts.values() for _ in commands(text)) > 500
    assert {name: found for name, text in texts.items() if (found := faults(text))} == {}


@pytest.mark.parametrize("folder", ["constructs/eks_gpu", "docs", "README.md", "CONTRIBUTING.md", "stacks", "examples"])
def test_files_name_commands_that_exist(folder: str) -> None:
    place = ROOT / folder
    files = [place] if place.is_file() else [*place.rglob("*.py"), *place.rglob("*.md"), *place.rglob("*.sh")]

    assert files
    assert {one.name: found for one in files if (found := faults(one.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("aws eks describe-node-group --name x", "no such operation"),
        (
            "aws ec2 get-console-output --latest --instance-ids ID and journalctl --no-pager",
            "--instance-ids: no such option",
        ),
        ("aws eks update-cluster-version --name N --version 1.33", "--version: no such option"),
        ("aws eks describe-cluster --name N --query 'cluster.['", "not a query"),
        ("aws elastic describe-instances", "no such service"),
    ],
)
def test_a_wrong_command_is_seen(text: str, fault: str) -> None:
    assert [one for one in faults(text) if fault in one]


def test_words_behind_a_command_are_none_of_it() -> None:
    text = (
        "aws ec2 describe-volumes --volume-ids ID and detach it with --force; aws eks get-token --cluster-name N; "
        "aws eks describe-cluster --name N --query cluster.status: it must be ACTIVE (--wait)"
    )

    assert faults(text) == []
