"""What IAM actions amount to, and what the ARNs they are on."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

# All there is of a service, or of its roles.
_ALL = re.compile(r"\*|arn:[^:]*:[^:]*:::\*(/\*)?|arn:.*:role/\*")
# Actions that take no resource, of those that workloads have (Service Authorization Reference).
_NO_RESOURCE = (
    "cloudwatch:PutMetricData",
    "ecr:GetAuthorizationToken",
    "sts:GetCallerIdentity",
    "xray:Put",
)


def is_everything(arn: str) -> bool:
    """Whether it leaves nothing out: ``*``, ``arn:aws:s3:::*``, all roles of an account."""
    return _ALL.fullmatch(arn) is not None


def takes_no_resource(action: str) -> bool:
    """Whether nothing narrower than ``*`` is right for it."""
    verb = action.partition(":")[2]
    return verb.startswith(("Describe", "List")) or action.startswith(_NO_RESOURCE)


def is_whole_service(action: str) -> bool:
    """Whether it is ``*``, or all of a service, such as ``s3:*``."""
    return action == "*" or action.endswith(":*")


def leads_to_all(action: str) -> bool:
    """Whether it changes who may do what, or becomes somebody else: on everything, the way to the account."""
    service, _, verb = action.lower().partition(":")
    if service == "sts":
        return fnmatchcase("assumerole", verb)
    return service == "iam" and not verb.startswith(("get", "list"))
