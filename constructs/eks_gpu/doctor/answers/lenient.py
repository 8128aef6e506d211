"""Answers of other tools as models: invalid fields are dropped, and the rest is kept."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

Model = TypeVar("Model", bound="Answer")
# Wrong fields in one object; an object with more of them is not of this model.
_MOST_REPAIRS = 200


class Answer(BaseModel):
    """Part of an answer: every field has a default, fields that nobody reads are dropped, values of `env` with them."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


def read_as(model: type[Model], value: object) -> Model | None:
    """An answer as a model, without its invalid fields; None if it is not a mapping."""
    if not isinstance(value, dict):
        return None
    # Nearly all answers are valid as they are, and a copy of each takes longer than the model.
    try:
        return model.model_validate(value)
    except ValidationError:
        data = without_nothing(value)
    for _ in range(_MOST_REPAIRS):
        try:
            return model.model_validate(data)
        except ValidationError as error:
            # From the end, so that positions in lists do not move.
            for found in reversed(error.errors(include_url=False, include_context=False, include_input=False)):
                _remove(data, found["loc"])
    return None


def filled(one: Model, other: Answer) -> Model:
    """The more complete of two answers about one object; its empty fields are filled from the other one.

    Args:
        one: The newer one; of two that say as much, it counts.
        other: Another answer, of the same model.
    """
    if not isinstance(other, type(one)):
        return one
    more, less = (one, other) if len(repr(one)) >= len(repr(other)) else (other, one)
    added: dict[str, object] = {}
    for name, about in type(more).model_fields.items():
        mine, yours = getattr(more, name), getattr(less, name)
        if isinstance(mine, Answer) and isinstance(yours, Answer):
            added[name] = filled(mine, yours)
        elif mine == about.get_default(call_default_factory=True):
            added[name] = yours
    return more.model_copy(update=added)


def without_nothing(value: object) -> object:
    """A copy without nulls: Kubernetes sometimes writes an empty list as null, and AWS writes null for unset values."""
    if isinstance(value, dict):
        return {str(key): without_nothing(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nothing(item) for item in value if item is not None]
    return value


def _remove(data: object, path: tuple[int | str, ...]) -> None:
    holder = data
    for step in path[:-1]:
        following = _inside(holder, step)
        if following is None:
            return
        holder = following
    match holder, path[-1:]:
        case dict(), (str(key),):
            holder.pop(key, None)
        case list(), (int(index),) if index < len(holder):
            del holder[index]


def _inside(holder: object, step: int | str) -> object | None:
    if isinstance(holder, dict):
        found: object | None = holder.get(step)
        return found
    if isinstance(holder, list) and isinstance(step, int) and step < len(holder):
        item: object = holder[step]
        return item
    return None
