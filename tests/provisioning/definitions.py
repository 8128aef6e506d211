"""Objects against the schemas of Karpenter's definitions and their rules, as strictly as kubectl judges them."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema

from tests.provisioning import cel

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema = dict[str, Any]
_RULES = "x-kubernetes-validations"


@cache
def facts() -> dict[str, Any]:
    """The schemas of `spec` by kind, with version and source."""
    read: dict[str, Any] = json.loads(Path(__file__).with_name("crds.json").read_text(encoding="utf-8"))
    return read


def faults(item: dict[str, Any], before: dict[str, Any] | None = None) -> list[str]:
    """The reasons why the API server would refuse an object; with one that is there, also those of an update."""
    known = facts()["kinds"][item["kind"]]
    assert item["apiVersion"] == known["apiVersion"]
    assert re.fullmatch(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?", item["metadata"]["name"])
    validator = jsonschema.Draft7Validator(_strict(known["spec"]))
    wrong = [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(item["spec"])]
    return wrong or list(_broken(known["spec"], item["spec"], before["spec"] if before else None, "spec"))


def _strict(schema: Schema) -> Schema:
    """A schema that refuses what it does not name, which `kubectl apply` does by default (strict validation)."""
    made = {key: value for key, value in copy.copy(schema).items() if key != _RULES}
    if made.pop("x-kubernetes-int-or-string", False):
        made.pop("anyOf", None)
        pattern = {"pattern": made.pop("pattern")} if "pattern" in made else {}
        return {"anyOf": [{"type": "integer"}, {"type": "string", **pattern}]}
    # An array's items may have patterns that stand at the array itself (kubebuilder writes them there).
    if made.get("type") == "array":
        made.pop("pattern", None)
        made.pop("maxLength", None)
        made["items"] = _strict(made["items"])
    if "properties" in made:
        made["properties"] = {name: _strict(one) for name, one in made["properties"].items()}
        made["additionalProperties"] = False
    elif isinstance(made.get("additionalProperties"), dict):
        made["additionalProperties"] = _strict(made["additionalProperties"])
    return made


def _broken(schema: Schema, value: Any, before: Any, path: str) -> Iterator[str]:
    for one in schema.get(_RULES, ()):
        about_update = "oldSelf" in one["rule"]
        if (not about_update or before is not None) and not cel.holds(one["rule"], value, before):
            yield f"{path}: {one['message'] if 'message' in one else one['rule']}"
    if isinstance(value, dict):
        for key, item in value.items():
            inner = schema.get("properties", {}).get(key) or schema.get("additionalProperties")
            if isinstance(inner, dict):
                old = before.get(key) if isinstance(before, dict) else None
                yield from _broken(inner, item, old, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _broken(schema["items"], item, None, f"{path}[{index}]")


def rules() -> set[str]:
    """Every rule of the definitions."""
    found: set[str] = set()

    def look(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get(_RULES), list):
                found.update(one["rule"] for one in part[_RULES])
            for item in part.values():
                look(item)
        elif isinstance(part, list):
            for item in part:
                look(item)

    look(facts()["kinds"])
    return found
