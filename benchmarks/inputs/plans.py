"""Plans in the shape of `terraform show -json`: planned values, prior state and configuration included."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Which of twenty resources stay, are changed, created, destroyed and replaced.
STAY, CHANGE, CREATE, DESTROY = 8, 14, 18, 19
Values = dict[str, Any]


def write(path: Path, count: int) -> Path:
    """Write a plan with that many resources, part by part as Terraform does, and return its path."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":['
        )
        file.writelines(_joined(_state(number, 1) for number in range(count)))
        file.write(']}},"resource_changes":[')
        file.writelines(_joined(map(_change, range(count))))
        file.write('],"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[')
        file.writelines(_joined(_state(number, 0) for number in range(count)))
        file.write(']}}},"configuration":{"provider_config":{"aws":{"name":"aws"}},"root_module":{}},"complete":true}')
    return path


def _joined(items: Iterator[Values]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield f"{',' if number else ''}{json.dumps(item, separators=(',', ':'))}"


def _kind(number: int) -> str:
    kinds = ("aws_subnet", "aws_security_group", "aws_s3_bucket", "aws_iam_role_policy", "aws_eks_node_group")
    return kinds[4] if number % 1000 == 0 else kinds[number % 4]


def _head(number: int) -> Values:
    kind = _kind(number)
    module = f'module.team["{number // 1000}"]'
    return {
        "address": f"{module}.{kind}.this[{number}]",
        "module_address": module,
        "mode": "managed",
        "type": kind,
        "name": "this",
        "index": number,
        "provider_name": "registry.terraform.io/hashicorp/aws",
    }


def _values(number: int, version: int) -> Values:
    tags = {"Name": f"resource-{number}", "version": str(version)}
    found: Values = {
        "arn": f"arn:aws:ec2:us-west-2:111122223333:resource/r-{number:017x}",
        "availability_zone": "us-west-2a",
        "id": f"r-{number:017x}",
        "region": "us-west-2",
        "tags": tags,
        "tags_all": tags,
        "timeouts": None,
        "vpc_id": "vpc-0a1b2c3d4e5f6a7b8",
    }
    if number % 1000 == 0:
        sizes = {"desired_size": 3, "max_size": 10 + version, "min_size": 1}
        found |= {"cluster_name": "large", "instance_types": ["g5.xlarge"], "scaling_config": [sizes]}
        found |= {"node_group_name": f"group-{number}", "capacity_type": "SPOT"}
    return found


def _state(number: int, version: int) -> Values:
    return {**_head(number), "schema_version": 1, "values": _values(number, version), "sensitive_values": {"tags": {}}}


def _change(number: int) -> Values:
    sort = number % 20
    before: Values | None = _values(number, 0)
    after: Values | None = _values(number, 1)
    unknown: Values = {}
    actions = ["update"]
    if sort < STAY:
        actions, after = ["no-op"], before
    elif CHANGE <= sort < CREATE:
        actions, before, unknown = ["create"], None, {"arn": True, "id": True, "tags": {}}
    elif sort == CREATE:
        actions, after = ["delete"], None
    elif sort == DESTROY:
        actions, unknown = ["delete", "create"], {"arn": True, "id": True}
    change: dict[str, Any] = {
        "actions": actions,
        "before": before,
        "after": after,
        "after_unknown": unknown,
        "before_sensitive": {"tags": {}, "tags_all": {}},
        "after_sensitive": {"tags": {}, "tags_all": {}},
        **({"replace_paths": [["availability_zone"]]} if sort == DESTROY else {}),
    }
    return {**_head(number), "change": change}
