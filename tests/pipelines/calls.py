"""The requests that terraform sends to AWS, as IAM sees them: action, and the tags of the resources they name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import botocore.session

from tests.localaws.server import LocalAws

if TYPE_CHECKING:
    from tests.localaws.proxy import Proxy, Request

_SIGNED_FOR = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")


# Resources of EC2 that policies tell apart by their tags; a NAT gateway's id begins as those of no other resource.
_EC2_ID = re.compile(r"(eipalloc|fl|igw|lt|nat|rtb|rtbassoc|sg|subnet|vpc|vpce)-[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Call:
    """A request.

    Attributes:
        action: The action that a policy would have to allow, such as `ec2:CreateVpc`.
        context: Keys of conditions with their values: tags that all named resources have in common, tags that the
            request sets.
    """

    action: str
    context: frozenset[tuple[str, str]] = frozenset()


def recorded(made: Proxy) -> set[Call]:
    """The calls that pass a proxy from now on; it grows while others ask."""
    asked: set[Call] = set()
    answer, aws = made.answer, LocalAws(made.behind)

    def noted(request: Request) -> tuple[int, dict[str, str], bytes] | None:
        name = action(request)
        asked.add(Call(name, frozenset(_context(name, request, aws))))
        return answer(request)

    made.answer = noted  # type: ignore[method-assign]
    return asked


def _context(name: str, request: Request, aws: LocalAws) -> set[tuple[str, str]]:
    """What a condition could ask about a request, before it is carried out."""
    service = name.partition(":")[0]
    if service == "ec2":
        values = [value for _, value in parse_qsl(request.body.decode()) if _EC2_ID.fullmatch(value)]
        return _common([_tags(aws, value) for value in dict.fromkeys(values)])
    if service == "autoscaling":
        groups = {value for key, value in parse_qsl(request.body.decode()) if key.endswith(("ResourceId", "GroupName"))}
        found = aws.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=sorted(groups))
        return _common([{tag["Key"]: tag["Value"] for tag in one["Tags"]} for one in found["AutoScalingGroups"]])
    if service == "kms":
        body = json.loads(request.body or b"{}")
        sets = {(f"aws:RequestTag/{tag['TagKey']}", tag["TagValue"]) for tag in body.get("Tags", [])}
        key = body.get("TargetKeyId") or body.get("KeyId")
        tags = aws.client("kms").list_resource_tags(KeyId=key)["Tags"] if key else []
        return sets | _common([{tag["TagKey"]: tag["TagValue"] for tag in tags}])
    return set()


def _tags(aws: LocalAws, resource: str) -> dict[str, str]:
    if resource.startswith("lt-"):
        # moto answers these with the launch template only.
        found = aws.client("ec2").describe_launch_templates(LaunchTemplateIds=[resource])["LaunchTemplates"]
        return {tag["Key"]: tag["Value"] for one in found for tag in one.get("Tags", [])}
    if resource.startswith("rtbassoc-"):
        # IAM asks about the route table of an association.
        filters = [{"Name": "association.route-table-association-id", "Values": [resource]}]
        tables = aws.client("ec2").describe_route_tables(Filters=filters)["RouteTables"]
        if not tables:
            # Terraform asks until it is gone.
            return {}
        resource = tables[0]["RouteTableId"]
    filters = [{"Name": "resource-id", "Values": [resource]}]
    return {tag["Key"]: tag["Value"] for tag in aws.client("ec2").describe_tags(Filters=filters)["Tags"]}


def _common(tags: list[dict[str, str]]) -> set[tuple[str, str]]:
    """The tags that every resource has, as keys of conditions: IAM asks about each resource."""
    sets = [set(one.items()) for one in tags]
    return {(f"aws:ResourceTag/{key}", value) for key, value in (set.intersection(*sets) if sets else set())}


def action(request: Request) -> str:
    """The action that a policy would have to allow; services are signed for by the names that policies use."""
    signed = _SIGNED_FOR.search(request.headers.get("Authorization", ""))
    assert signed, f"unsigned: {request.method} {request.path}"
    service, operation = signed[1], request.operation
    if operation.startswith("/"):
        path = urlsplit(request.path).path
        operation = next(name for name, method, at in _rest(service) if method == request.method and at.fullmatch(path))
    return f"{service}:{operation}"


@cache
def _rest(service: str) -> list[tuple[str, str, re.Pattern[str]]]:
    """Operations of a service that speaks REST, with method and path, out of botocore's description of it."""
    model = botocore.session.get_session().get_service_model(service)
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path = re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(http["requestUri"].partition("?")[0]))
        path = path.replace(r"\{", "{").replace(r"\}", "}")
        found.append((name, http["method"], re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))))
    # A fixed path comes before one with a name in it.
    return sorted(found, key=lambda one: one[2].pattern.count("[^/]+"))
