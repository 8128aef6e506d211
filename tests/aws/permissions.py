"""Whether a policy allows a call: as much of IAM as these policies make use of, and a refusal of the rest."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

Policy = dict[str, Any]
# Keys that the evaluator knows; it must not judge a policy with any other key.
_KEYS = {"Action", "Condition", "Effect", "Resource", "Sid"}


def managed(arn: str) -> Policy:
    """The document of a policy that AWS maintains, as moto has recorded it."""
    document: Policy = _managed()[arn.rpartition("/")[2]]["Document"]
    return document


@cache
def _managed() -> dict[str, Any]:
    # Moto takes half a second to import, and many a test of policies needs none of AWS's.
    from moto.iam.aws_managed_policies import aws_managed_policies_data  # noqa: PLC0415

    found: dict[str, Any] = json.loads(aws_managed_policies_data)
    return found


def allowed(policies: list[Policy], action: str, resource: str, context: Mapping[str, str] | None = None) -> bool:
    """Some statement allows it, and none denies it."""
    matching = [
        statement
        for policy in policies
        for statement in policy["Statement"]
        if _applies(statement, action, resource, context or {})
    ]
    return any(one["Effect"] == "Allow" for one in matching) and all(one["Effect"] == "Allow" for one in matching)


def _applies(statement: Policy, action: str, resource: str, context: Mapping[str, str]) -> bool:
    assert set(statement) <= _KEYS, f"not known here: {set(statement) - _KEYS}"
    return (
        any(fnmatch.fnmatchcase(action.lower(), one.lower()) for one in _listed(statement["Action"]))
        and any(fnmatch.fnmatchcase(resource, one) for one in _listed(statement["Resource"]))
        and all(_holds(operator, wanted, context) for operator, wanted in statement.get("Condition", {}).items())
    )


def _holds(operator: str, wanted: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    if operator == "Null":
        return all((key in context) != (_listed(value)[0] == "true") for key, value in wanted.items())
    if operator == "ForAllValues:StringEquals":
        # A key of many values, here with commas between them.
        return all({*context.get(key, "").split(",")} <= {*_listed(values), ""} for key, values in wanted.items())
    if operator == "ForAllValues:StringNotEquals":
        return all(not {*context.get(key, "").split(",")} & {*_listed(values)} for key, values in wanted.items())
    name = operator.removesuffix("IfExists")
    matches = {"StringEquals": lambda given, one: given == one, "StringLike": fnmatch.fnmatchcase}[name]
    return all(
        any(matches(context[key], _filled(one, context)) for one in _listed(values))
        if key in context
        else name != operator
        for key, values in wanted.items()
    )


def _filled(value: str, context: Mapping[str, str]) -> str:
    """A value with its policy variables; one of a key that is missing matches nothing."""
    return re.sub(r"\$\{([^}]+)\}", lambda variable: context.get(variable[1], "\0"), value)


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
