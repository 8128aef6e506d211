"""What IAM actions amount to, and what the ARNs they are on.

IAM takes `*` and `?` in both, and reads actions without regard to case.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

# All there is of a service; and what nobody calls anything, as the name of a role or user.
_ALL = re.compile(r"\*|arn:[^:]*:[^:]*:::\*(/\*)?")
_NOBODY = "\x00"
_PRINCIPALS = ("role", "user", "group", "policy")
# Actions that take no resource, of those that workloads have (Service Authorization Reference).
_NO_RESOURCE = (
    "cloudwatch:putmetricdata",
    "ecr:getauthorizationtoken",
    "sts:getcalleridentity",
    "xray:put",
)
# What they begin with for others is on buckets here.
_ON_BUCKETS = "s3:listbucket"
# Words and keys of others: on all of a kind they are the account's.
_SECRETS = ("secretsmanager:getsecretvalue", "ssm:getparameter", "kms:decrypt")


def is_everything(arn: str) -> bool:
    """Whether it leaves nothing out: ``*``, ``arn:aws:s3:::*``, all roles of an account."""
    if _ALL.fullmatch(arn):
        return True
    service, name = arn.split(":")[2], arn.split(":", 5)[5]
    return service == "iam" and any(fnmatchcase(f"{kind}/{_NOBODY}", name) for kind in _PRINCIPALS)


def is_all_of_a_kind(arn: str) -> bool:
    """Whether it is on all keys, all secrets, all parameters of an account."""
    return re.fullmatch(r"\*|[a-z]+[:/]\*", arn.split(":", 5)[-1]) is not None


def takes_no_resource(action: str) -> bool:
    """Whether nothing narrower than ``*`` is right for it."""
    verb = action.lower().partition(":")[2]
    listing = verb.startswith(("describe", "list")) and not action.lower().startswith(_ON_BUCKETS)
    return listing or action.lower().startswith(_NO_RESOURCE)


def is_whole_service(action: str) -> bool:
    """Whether it is ``*``, or all of a service, such as ``s3:*``."""
    return not action.rpartition(":")[2].strip("*?")


def leads_to_all(action: str) -> bool:
    """Whether it changes who may do what, or becomes somebody else: on everything, the way to the account."""
    service, _, verb = action.lower().partition(":")
    if service == "sts":
        return fnmatchcase("assumerole", verb)
    return service == "iam" and not verb.startswith(("get", "list"))


def reads_secrets(action: str) -> bool:
    """Whether what it answers is to be known to one only."""
    return any(fnmatchcase(one, action.lower()) or action.lower().startswith(one) for one in _SECRETS)
