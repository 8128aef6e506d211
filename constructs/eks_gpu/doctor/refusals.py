"""Why commands did not answer, said once, with what to do about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design import ClusterDesign

# (what kubectl or aws say, what to do); the words of client-go, kubectl, botocore and the EKS API.
_KNOWN = (
    (
        r"context \S+ does not exist|current-context",
        (
            "kubectl config get-contexts lists those that exist; aws eks update-kubeconfig --name {name} --region "
            "{region} adds one"
        ),
    ),
    (
        r"no such file or directory|localhost:8080",
        "kubectl has no kubeconfig: aws eks update-kubeconfig --name {name} --region {region}, or --kubeconfig FILE",
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
        "kubectl gets its token from the aws command: install it",
    ),
    (
        r"must be logged in|asked for the client to provide credentials|Unauthorized",
        (
            "the cluster does not know you: sign in to AWS with a role that has an access entry (`access.admins` of "
            "the cluster "
            "file; aws eks list-access-entries --cluster-name {name} --region {region})"
        ),
    ),
    (
        r"Forbidden|is forbidden",
        (
            "your role may not look there: it needs the access policy AmazonEKSAdminViewPolicy, or ask one who has "
            "it: eks-gpu "
            "doctor FILE --commands prints a script"
        ),
    ),
    (
        r"no such host",
        (
            "kubectl's server is not found: the cluster is gone, or its endpoint is private and you are outside of "
            "its VPC; aws "
            "eks update-kubeconfig --name {name} --region {region} writes the address anew"
        ),
    ),
    (
        r"timeout|timed out|no answer within|was refused|Unable to connect|deadline exceeded|Could not connect",
        (
            "there is no way to it from here: with a private endpoint look from inside of the VPC; else add your "
            "address to "
            "access.public_cidrs"
        ),
    ),
    (
        r"No cluster found",
        "this account has no cluster {name} in {region}: another AWS_PROFILE, or has it been applied?",
    ),
    (
        r"AccessDenied|not authorized to perform|UnauthorizedOperation",
        "your AWS identity may not look there: the policy ReadOnlyAccess is enough",
    ),
)


def told_once(failed: Iterable[str], design: ClusterDesign) -> list[str]:
    """Reasons, those that are the same together.

    Args:
        failed: What was to be seen and why it was not, with `: ` between them.
        design: For names in advice.
    """
    found: dict[str, list[str]] = {}
    for text in failed:
        shows, _, message = text.partition(": ")
        found.setdefault(_same(message), []).append(shows)
    words = {"name": design.name, "region": design.spec.region}
    first = {_same(text.partition(": ")[2]): text.partition(": ")[2] for text in reversed(list(failed))}
    return [
        f"{', '.join(dict.fromkeys(shows))}: {first[key]}{_advice(first[key]).format(**words)}"
        for key, shows in found.items()
    ]


def _same(message: str) -> str:
    """A message without what it is about, so that refusals of one kind are one."""
    return re.sub(
        r"when calling the [\w-]+ operation|\S+ is forbidden: .*|is not authorized to perform: .*", "", message
    )


def _advice(message: str) -> str:
    fix = next((fix for words, fix in _KNOWN if re.search(words, message)), "")
    return f"; {fix}" if fix else ""
