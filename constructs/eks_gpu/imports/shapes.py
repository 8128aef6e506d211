"""The fields that a cluster file has, their order and defaults, as its models declare them.

A field that the models gain is written from then on: until then a reader's table may name it, and the result says that
there is no such field yet.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, get_args, get_origin

from pydantic import BaseModel, ValidationError

from eks_gpu.spec.model import SpecModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo


def model_for(annotation: object, keys: frozenset[str] = frozenset()) -> type[SpecModel] | None:
    """The model of an annotation that fits some keys best; None where there is none, as for a text.

    A model behind keys that users choose, as in `addons`, is not the annotation's own.
    """
    found = _models(annotation)
    return max(found, key=lambda model: len(keys & model.model_fields.keys()), default=None)


def ordered(model: type[SpecModel], values: Mapping[str, object]) -> dict[str, object]:
    """Values in the order of the model's fields, without those that a model does not have."""
    return {name: values[name] for name in model.model_fields if name in values}


def is_default(field: FieldInfo, value: object) -> bool:
    """Whether a cluster file means the same without this value."""
    if field.is_required():
        return False
    default = field.get_default(call_default_factory=True)
    if isinstance(default, BaseModel):
        try:
            return type(default).model_validate(value) == default
        except ValidationError:
            return False
    return _plain(default) == _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


@cache
def _models_of(annotation: object) -> tuple[type[SpecModel], ...]:
    return tuple(_walk(annotation))


def _models(annotation: object) -> tuple[type[SpecModel], ...]:
    try:
        return _models_of(annotation)
    except TypeError:
        # An annotation with a part that cannot be hashed.
        return tuple(_walk(annotation))


def _walk(annotation: object) -> Iterator[type[SpecModel]]:
    if isinstance(annotation, type) and issubclass(annotation, SpecModel):
        yield annotation
    if get_origin(annotation) is not dict:
        for argument in get_args(annotation):
            yield from _walk(argument)
