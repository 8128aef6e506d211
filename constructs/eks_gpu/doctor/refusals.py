"""Why commands did not answer: each reason once, with its fix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design import ClusterDesign

# (message, fix); messages of client-go, kubectl, botocore and the EKS API.
_KNOWN = (
    (
        r"context \S+ does not exist|current-context",
        (
            "kubectl config get-contexts lists the existing contexts; aws eks update-kubeconfig --name {name} --region "
            "{region} adds one"
        ),
    ),
    (
        r"no such file or directory|localhost:8080",
        "aws eks update-kubeconfig --name {name} --region {region}, or --kubeconfig FILE: kubectl has no kubeconfig",
    ),
    (
        (
            r"SSO|sso login|ExpiredToken|Token has expired|InvalidClientTokenId|UnrecognizedClient|Unable to locate "
            r"credentials|"
            r"config profile|executable aws failed|getting credentials"
        ),
        "sign in to AWS: aws sso login, or another AWS_PROFILE; `aws sts get-caller-identity` must answer",
    ),
    (
        r"executable aws not found|exec plugin",
        "install the aws command, from which kubectl gets its token",
    ),
    (
        r"must be logged in|asked for the client to provide credentials|Unauthorized",
        (
            "sign in to AWS with a role that has an access entry (`access.admins` in the cluster file; aws eks "
            "list-access-entries --cluster-name {name} --region {region}): the cluster does not know your role"
        ),
    ),
    (
        r"Forbidden|is forbidden",
        (
            "give your role the access policy AmazonEKSAdminViewPolicy, or let somebody who has it run the script that "
            "eks-gpu doctor FILE --commands prints"
        ),
    ),
    (
        r"no such host",
        (
            "aws eks update-kubeconfig --name {name} --region {region} writes the current address; if that fails too, "
            "the cluster was deleted, or its endpoint is private and you are outside its VPC"
        ),
    ),
    (
        r"timeout|timed out|no answer within|was refused|Unable to connect|deadline exceeded|Could not connect",
        (
            "with a private endpoint, run the doctor inside the VPC; otherwise add your address to "
            "access.public_cidrs: there is no route from here"
        ),
    ),
    (
        r"No cluster found",
        "try another AWS_PROFILE, or apply the cluster stack: this account has no cluster {name} in {region}",
    ),
    (
        r"AccessDenied|not authorized to perform|UnauthorizedOperation",
        "give your AWS identity permission to read; the policy ReadOnlyAccess is enough",
    ),
)


def told_once(failed: Iterable[str], design: ClusterDesign) -> list[str]:
    """Reasons why commands failed, with equal reasons merged.

    Args:
        failed: Subjects and error messages, with `: ` between them.
        design: The declared cluster, whose name and region the fixes contain.
    """
    found: dict[str, list[str]] = {}
    for text in failed:
        shows, _, message = text.partition(": ")
        found.setdefault(_same(message), []).append(shows)
    values = {"name": design.cluster_name, "region": design.spec.region}
    first = {_same(text.partition(": ")[2]): text.partition(": ")[2] for text in reversed(list(failed))}
    return [
        f"{', '.join(dict.fromkeys(shows))}: {first[key]}{_advice(first[key]).format(**values)}"
        for key, shows in found.items()
    ]


def _same(message: str) -> str:
    """A message without the name of its object, so that equal refusals are merged."""
    return re.sub(
        r"when calling the [\w-]+ operation|\S+ is forbidden: .*|is not authorized to perform: .*", "", message
    )


def _advice(message: str) -> str:
    fix = next((fix for pattern, fix in _KNOWN if re.search(pattern, message)), "")
    return f"; {fix}" if fix else ""
