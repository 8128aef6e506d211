"""The base of every spec model and the kinds of text that a spec consists of."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Annotated, TypeVar

from eks_gpu.models.matches import Matches, refusal
from eks_gpu.models.words import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

T = TypeVar("T")


class SpecModel(BaseModel):
    """A frozen part of a declaration: unknown keys and silent conversions are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=False)


# YAML has lists and no tuples; the items keep their strictness.
Many = Annotated[tuple[T, ...], Field(strict=False)]


def _cidr(value: str) -> str:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise refusal("an IPv4 block in CIDR form, such as 10.0.0.0/16", "10.0.0.0/16") from None
    if network.version != 4:  # noqa: PLR2004 - the IP version
        raise refusal("an IPv4 block in CIDR form, such as 10.0.0.0/16; IPv6 is not supported", "10.0.0.0/16")
    if "/" not in value:
        raise refusal(f"an IPv4 block with its prefix length; for this single address write {value}/32", "10.0.0.0/16")
    if str(network) != value:
        raise refusal(f"an IPv4 block whose host bits are zero; this one begins at {network}", "10.0.0.0/16")
    return value


class _NumberToo:
    """Lets the JSON Schema accept a bare number too, as the loader does."""

    def __get_pydantic_json_schema__(
        self, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [handler(core), {"type": "number", "minimum": 0}]}


def number_as_text(value: object) -> object:
    """The text of a bare number, because `cpu: 3` and `cpu: 0.5` are valid Kubernetes quantities."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


_OTHER_UNIT = re.compile(r"(\d+(?:\.\d+)?) ?([kmgt])(?:i?b|i)", re.IGNORECASE)


def _kubernetes_unit(value: str) -> str:
    """Sizes as other tools write them: `16GB`, `16GiB`, `16gi`."""
    found = _OTHER_UNIT.fullmatch(value)
    if found and not value.endswith(("Ki", "Mi", "Gi", "Ti")):
        meant = f"{found[1]}{found[2].upper()}i"
        raise refusal(f"a Kubernetes quantity, whose units are Ki, Mi, Gi and Ti; here write {meant}", meant)
    return value


Cidr = Annotated[str, AfterValidator(_cidr)]

_DNS_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
DnsLabel = Annotated[
    str,
    Matches(
        _DNS_LABEL,
        "a Kubernetes name: 1 to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit",
        "name",
    ),
]
ClusterName = Annotated[
    str,
    Matches(
        r"[a-z]([a-z0-9-]{0,29}[a-z0-9])?",
        "1 to 31 lower-case letters, digits and '-', beginning with a letter and not ending with '-'",
        "cluster-name",
    ),
]
# EKS API reference, CreateCluster, `name`.
EksName = Annotated[
    str,
    Matches(
        r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}",
        "a cluster's name in EKS: 1 to 100 letters, digits, '-' and '_', beginning with a letter or digit",
        "Prod_ML",
    ),
]
GroupName = Annotated[
    str,
    Matches(
        r"[a-z]([a-z0-9-]{0,14}[a-z0-9])?",
        "1 to 16 lower-case letters, digits and '-', beginning with a letter and not ending with '-'",
        "group-name",
    ),
]
Region = Annotated[str, Matches(r"[a-z]{2}(-[a-z]+)+-\d", "an AWS region, such as us-west-2", "us-west-2")]
AccountId = Annotated[
    str, Matches(r"\d{12}", "an AWS account id: 12 digits, in quotes, such as '111122223333'", "111122223333")
]
RoleArn = Annotated[
    str,
    Matches(
        r"arn:aws(-cn|-us-gov)?:iam::\d{12}:role/[A-Za-z0-9_+=,.@/-]+",
        "the ARN of an IAM role, such as arn:aws:iam::111122223333:role/terraform",
        "arn:aws:iam::111122223333:role/terraform",
    ),
]
KeyArn = Annotated[
    str,
    Matches(
        r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[a-z0-9-]+",
        "the ARN of a KMS key",
        "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d",
    ),
]
MinorVersion = Annotated[
    str, Matches(r"1\.[1-9]\d", 'a Kubernetes minor version in quotes, such as "1.35" (no patch, no "v")', "1.35")
]
Zone = Annotated[
    str,
    Matches(
        r"[a-z]{2}(-[a-z]+)+-\d(-[a-z]+-\d)?[a-z]|[a-z]+\d+-[a-z]*-?az\d+",
        "an availability zone by name (us-west-2a) or by id (usw2-az1)",
        "us-west-2a",
    ),
]
VpcId = Annotated[
    str,
    Matches(
        r"vpc-[0-9a-f]{8}([0-9a-f]{9})?", "the id of a VPC, such as vpc-0a1b2c3d4e5f60718", "vpc-0a1b2c3d4e5f60718"
    ),
]
SubnetId = Annotated[
    str,
    Matches(
        r"subnet-[0-9a-f]{8}([0-9a-f]{9})?",
        "the id of a subnet, such as subnet-0a1b2c3d4e5f60718",
        "subnet-0a1b2c3d4e5f60718",
    ),
]
SecurityGroupId = Annotated[
    str,
    Matches(
        r"sg-[0-9a-f]{8}([0-9a-f]{9})?",
        "the id of a security group, such as sg-0a1b2c3d4e5f60718",
        "sg-0a1b2c3d4e5f60718",
    ),
]
InstanceTypeName = Annotated[
    str, Matches(r"[a-z][a-z0-9-]*\.[a-z0-9-]+", "an EC2 instance type, such as g5.xlarge", "g5.xlarge")
]
Quantity = Annotated[
    str,
    BeforeValidator(number_as_text),
    AfterValidator(_kubernetes_unit),
    Matches(
        r"\d+(\.\d+)?(m|Ki|Mi|Gi|Ti|k|M|G|T)?",
        "a Kubernetes quantity, such as 500m or 3 (CPU) or 12Gi (memory)",
        "1",
    ),
    _NumberToo(),
]
LabelKey = Annotated[
    str,
    Matches(
        r"([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?",
        "a Kubernetes label key: a name of at most 63 characters, with an optional DNS prefix and '/'",
        "example.com/key",
    ),
]
LabelValue = Annotated[
    str,
    Matches(
        r"([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?",
        "a Kubernetes label value: at most 63 letters, digits, '-', '_' and '.' (write numbers and true/false in quotes)",
        "value",
    ),
]
TaintEffect = Annotated[
    str, Matches("NoSchedule|PreferNoSchedule|NoExecute", "NoSchedule, PreferNoSchedule or NoExecute", "NoSchedule")
]
TagKey = Annotated[
    str,
    Matches(
        r"(?!aws:)[A-Za-z0-9 _.:/=+@-]{1,128}",
        "an AWS tag key: 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with 'aws:'",
        "team",
    ),
]
TagValue = Annotated[
    str,
    Matches(
        r"[A-Za-z0-9 _.:/=+@-]{0,256}",
        "an AWS tag value: at most 256 letters, digits, spaces and _ . : / = + - @ (write numbers and true/false in quotes)",
        "value",
    ),
]
ImageName = Annotated[
    str,
    Matches(
        r"[A-Za-z0-9][A-Za-z0-9._-]*(:\d+)?(/[A-Za-z0-9][A-Za-z0-9._-]*)*(:[A-Za-z0-9_][A-Za-z0-9._-]*)?(@sha256:[0-9a-f]{64})?",
        "a container image without scheme, such as nvcr.io/nvidia/k8s/cuda-sample:vectoradd-cuda12.5.0",
        "public.ecr.aws/docker/library/busybox:1.37",
    ),
]
# A Secret's name is a DNS subdomain.
SecretName = Annotated[
    str,
    Matches(
        r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*",
        "the name of a Secret that exists in the namespace, never its content",
        "model-hub",
    ),
]
# ConfigMaps and claims are named like Secrets.
ObjectName = Annotated[
    str,
    Matches(
        r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*",
        "the name of an object that exists in the namespace: lower-case letters, digits, '-' and '.'",
        "settings",
    ),
]
