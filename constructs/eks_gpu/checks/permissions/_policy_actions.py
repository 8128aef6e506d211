"""Classification of IAM actions, and of the ARNs that they apply to.

IAM accepts `*` and `?` in both, and compares actions without regard to case.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

# Everything in a service; and a string that no role or user has as its name.
_ALL = re.compile(r"\*|arn:[^:]*:[^:]*:::\*(/\*)?")
_NOBODY = "\x00"
_PRINCIPALS = ("role", "user", "group", "policy")
# Actions without a resource that workloads commonly need (Service Authorization Reference).
_NO_RESOURCE = (
    "cloudwatch:putmetricdata",
    "ecr:getauthorizationtoken",
    "sts:getcalleridentity",
    "xray:put",
)
# In other services actions with this prefix take no resource; in S3 they apply to buckets.
_ON_BUCKETS = "s3:listbucket"
# Passwords and keys: on all resources of a kind they amount to control of the account.
_SECRETS = ("secretsmanager:getsecretvalue", "ssm:getparameter", "kms:decrypt")


def is_everything(arn: str) -> bool:
    """Whether an ARN covers everything: ``*``, ``arn:aws:s3:::*``, all roles of an account."""
    if _ALL.fullmatch(arn):
        return True
    service, name = arn.split(":")[2], arn.split(":", 5)[5]
    return service == "iam" and any(fnmatchcase(f"{kind}/{_NOBODY}", name) for kind in _PRINCIPALS)


def is_all_of_a_kind(arn: str) -> bool:
    """Whether an ARN covers all keys, all secrets or all parameters of an account."""
    return re.fullmatch(r"\*|[a-z]+[:/]\*", arn.split(":", 5)[-1]) is not None


def takes_no_resource(action: str) -> bool:
    """Whether an action accepts no resource narrower than ``*``."""
    verb = action.lower().partition(":")[2]
    listing = verb.startswith(("describe", "list")) and not action.lower().startswith(_ON_BUCKETS)
    return listing or action.lower().startswith(_NO_RESOURCE)


def is_whole_service(action: str) -> bool:
    """Whether an action is ``*``, or every action of a service, such as ``s3:*``."""
    return not action.rpartition(":")[2].strip("*?")


def leads_to_all(action: str) -> bool:
    """Whether an action changes permissions or assumes a role; on all resources that leads to the whole account."""
    service, _, verb = action.lower().partition(":")
    if service == "sts":
        return fnmatchcase("assumerole", verb)
    return service == "iam" and not verb.startswith(("get", "list"))


def reads_secrets(action: str) -> bool:
    """Whether an action returns secret values."""
    return any(fnmatchcase(one, action.lower()) or action.lower().startswith(one) for one in _SECRETS)
