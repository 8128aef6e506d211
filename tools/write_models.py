"""Write `constructs/eks_gpu/models/kept.json`: the schemas that pydantic makes of the models of cluster files."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import partial
from typing import Any

from pydantic._internal._validators import max_length_validator, min_length_validator
from pydantic.types import _get_type_name

from eks_gpu.models.current import KEPT, made_from
from eks_gpu.models.kept import json_kind
from eks_gpu.models.matches import Matches
from eks_gpu.spec import ClusterSpec

# A part that occurs again is written once if it is longer than its number.
_SHORT = 30


def content() -> str:
    """The content of the file."""
    whole = _plain(ClusterSpec.__pydantic_core_schema__)
    counts: Counter[str] = Counter()
    _count(whole, counts)
    parts: list[object] = []
    schema = _shared(whole, {key for key, times in counts.items() if times > 1 and len(key) > _SHORT}, {}, parts)
    return json.dumps({"made_from": made_from(), "parts": parts, "schema": schema}, indent=1) + "\n"


def _plain(value: object, model: type | None = None, field: str = "") -> Any:  # noqa: ANN401 - JSON
    """A schema as JSON, with stand-ins for objects of Python.

    Raises:
        TypeError: It has an object for which there is no stand-in.
    """
    if isinstance(value, dict):
        return _plain_schema(value, model, field)
    if isinstance(value, list):
        return [_plain(one, model, field) for one in value]
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return _stand_in(value)


def _plain_schema(schema: dict[str, Any], model: type | None, field: str) -> dict[str, Any]:
    model = schema["cls"] if schema.get("type") == "model" else model
    made: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "metadata":
            # For the JSON Schema only.
            continue
        if key == "default" and model and not isinstance(value, (str, int, float, bool, type(None))):
            made[key] = {"$default": [_name(model), field]}
        elif key in {"ref", "schema_ref"}:
            made[key] = re.sub(r":\d+$", "", value)
        elif key == "fields":
            made[key] = {name: _plain(one, model, name) for name, one in value.items()}
        else:
            made[key] = _plain(value, model, field)
    return made


def _stand_in(value: Any) -> dict[str, Any]:  # noqa: ANN401 - an object of Python
    matches = getattr(value, "__self__", None)
    if isinstance(matches, Matches):
        return {"$matches": [matches.pattern, matches.allowed, matches.example]}
    if isinstance(value, partial) and value.func in {min_length_validator, max_length_validator}:
        return {"$length": [value.keywords.get("min_length"), value.keywords.get("max_length")]}
    if value is _get_type_name:
        return {"$name": _name(json_kind)}
    if callable(value) and "<" not in getattr(value, "__qualname__", "<"):
        return {"$name": _name(value)}
    message = f"{value!r} has no stand-in in kept.json: write it as a function or class of a module"
    raise TypeError(message)


def _name(value: Any) -> str:  # noqa: ANN401 - a class or a function
    return f"{value.__module__}:{value.__qualname__}"


def _count(value: object, counts: Counter[str]) -> None:
    if isinstance(value, dict):
        counts[_key(value)] += 1
    if isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            _count(one, counts)


def _shared(value: Any, often: set[str], known: dict[str, int], parts: list[object]) -> Any:  # noqa: ANN401 - JSON
    """A schema whose repeated parts are replaced by their numbers; a part comes after those that it has."""
    if isinstance(value, list):
        return [_shared(one, often, known, parts) for one in value]
    if not isinstance(value, dict):
        return value
    key = _key(value)
    if key in known:
        return {"$part": known[key]}
    made = {name: _shared(one, often, known, parts) for name, one in value.items()}
    if key not in often:
        return made
    known[key] = len(parts)
    parts.append({"$define": made})
    return {"$part": known[key]}


def _key(value: object) -> str:
    return json.dumps(value)


def main() -> None:
    """Write the file."""
    KEPT.write_text(content(), encoding="utf-8")


if __name__ == "__main__":
    main()
