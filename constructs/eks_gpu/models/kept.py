"""The validators of kept models, from the schemas that pydantic made for its core.

In `kept.json` a schema is as pydantic made it. An object with one key that begins with `$` stands for something else:
`$name` for a class or function by its module and name, `$matches` for the check of a `Matches`, `$default` for the
value of a class's attribute, `$length` for the least and the most items, `$part` for a part that occurs several times.
"""

from __future__ import annotations

import json
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from eks_gpu.models import current
from eks_gpu.models.core import PydanticKnownError, SchemaSerializer, SchemaValidator
from eks_gpu.models.matches import Matches

if TYPE_CHECKING:
    from collections.abc import Callable, Sized

# A truth value is a number too.
_JSON_KINDS = (bool, int, float, str, list, dict)


_VALIDATORS: dict[type, SchemaValidator] = {}
_SERIALIZERS: dict[type, SchemaSerializer] = {}


def validator(model: type) -> SchemaValidator:
    """The object that checks values and fills objects of a model."""
    if model not in _VALIDATORS:
        _VALIDATORS[model] = SchemaValidator(_schema(model))
    return _VALIDATORS[model]


def serializer(model: type) -> SchemaSerializer:
    """The object that makes plain data of objects of a model."""
    if model not in _SERIALIZERS:
        _SERIALIZERS[model] = SchemaSerializer(_schema(model))
    return _SERIALIZERS[model]


def json_kind(value: object) -> str:
    """The kind of a value of JSON as pydantic's `JsonValue` names it; another type's name is refused."""
    return next((kind.__name__ for kind in _JSON_KINDS if isinstance(value, kind)), type(value).__name__)


def _bounded(least: int, most: int | None, value: Sized) -> Sized:
    """Refuse a value that is too short or too long, with the errors of pydantic's `min_length` and `max_length`."""
    told: dict[str, Any] = {"field_type": "Value", "actual_length": len(value)}
    if len(value) < least:
        raise PydanticKnownError("too_short", told | {"min_length": least})
    if most is not None and len(value) > most:
        raise PydanticKnownError("too_long", told | {"max_length": most})
    return value


def _schema(model: type) -> Any:  # noqa: ANN401 - pydantic's type of a schema is a union of fifty mappings
    """The schema of a model, with the definitions that it may refer to."""
    whole, models = _read()
    schema = models[model]
    if any(schema is one for one in whole["definitions"]):
        schema = {"type": "definition-ref", "schema_ref": schema["ref"]}
    return {"type": "definitions", "schema": schema, "definitions": whole["definitions"]}


@cache
def _read() -> tuple[dict[str, Any], dict[type, dict[str, Any]]]:
    """The schema of a whole cluster file, and the part of each model."""
    parts: list[object] = []
    models: dict[type, dict[str, Any]] = {}
    meanings: dict[str, Callable[..., Any]] = {
        "$name": _named,
        "$matches": _check_of,
        "$default": _default,
        "$length": _length,
        "$define": parts.append,
        "$part": parts.__getitem__,
    }

    def meant(found: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever the object stands for
        if len(found) == 1:
            [(key, given)] = found.items()
            if key in meanings:
                return meanings[key](given)
        elif "cls" in found:
            models[found["cls"]] = found
        return found

    return json.loads(current.text(), object_hook=meant)["schema"], models


def _named(name: str) -> Any:  # noqa: ANN401 - a class or a function
    module, _, within = name.partition(":")
    return getattr(import_module(module), within)


def _check_of(given: list[str]) -> Callable[[str], str]:
    return Matches(*given).check


def _default(given: list[str]) -> object:
    model, field = given
    return getattr(_named(model), field)


def _length(given: list[int | None]) -> Callable[[Sized], Sized]:
    least, most = given
    return partial(_bounded, least or 0, most)
