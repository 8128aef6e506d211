"""Description of a field's values: its type with the range, and the format of its text."""

from __future__ import annotations

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, JsonValue, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

# A text that no form allows: the refusal carries the words for those who meet it.
_WRONG = "\0"
_NUMBERS = {int: "whole number", float: "number"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value.

    Attributes:
        type: Type and range, such as `whole number (1 to 450)`.
        forms: Format of a text, by the part of the value that it describes; the part is empty for the whole value.
    """

    type: str
    forms: tuple[tuple[str, str], ...] = ()


def kind(info: FieldInfo) -> Kind:
    """The kind of value that a field takes."""
    return _kind(info.annotation, tuple(info.metadata))


def _kind(annotation: Any, metadata: tuple[Any, ...]) -> Kind:  # noqa: ANN401 - any annotation
    metadata = tuple(_flat(metadata))
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(parts[0], (*parts[1:], *metadata))
    taken = [one.json_schema_input_type for one in metadata if isinstance(one, BeforeValidator)]
    if taken and get_args(taken[0]):
        return _kind(taken[0], ())
    if origin in {Union, UnionType}:
        return _either([_kind(part, metadata) for part in parts if part is not NoneType])
    if origin is Literal:
        return Kind(_choice(parts))
    if origin in {tuple, dict}:
        inner = [_kind(part, ()) for part in parts if part is not Ellipsis]
        return (_list if origin is tuple else _map)(*inner, limits=_limits(metadata))
    return _one(annotation, metadata)


def _one(annotation: Any, metadata: tuple[Any, ...]) -> Kind:  # noqa: ANN401 - a class, or pydantic's name for JSON
    """The kind of a single value, or of a block."""
    if annotation is JsonValue:
        return Kind("any value")
    if issubclass(annotation, BaseModel):
        return Kind("block")
    if annotation is bool:
        return Kind("`true` or `false`")
    if annotation in _NUMBERS:
        return Kind(_joined(_NUMBERS[annotation], _range(metadata)))
    form = _form(annotation, metadata)
    return Kind(_joined("text", _limits(metadata, "character")), (("", form),) if form else ())


def _flat(metadata: Iterable[Any]) -> Iterable[Any]:
    for one in metadata:
        yield from one.metadata if isinstance(one, FieldInfo) else (one,)


def _either(kinds: list[Kind]) -> Kind:
    types = list(dict.fromkeys(kind.type for kind in kinds))
    if len(types) > 1 and types[1] == f"list of {types[0]}":
        types[1] = "a list of them"
    return Kind(", or ".join(types), tuple(dict.fromkeys(form for kind in kinds for form in kind.forms)))


def _choice(values: tuple[Any, ...]) -> str:
    quoted = [f"`{value}`" for value in values]
    return quoted[0] if len(quoted) == 1 else f"one of {', '.join(quoted)}"


def _list(item: Kind, *, limits: str) -> Kind:
    noun = "blocks" if item.type == "block" else item.type
    return Kind(_joined(f"list of {noun}", limits), _about("each item", item))


def _map(key: Kind, value: Kind, *, limits: str) -> Kind:
    text = f"map from {key.type} to {value.type}"
    return Kind(_joined(text, limits), (*_about("each key", key), *_about("each value", value)))


def _about(part: str, of: Kind) -> tuple[tuple[str, str], ...]:
    return tuple((part if not inner else f"{part}, {inner}", form) for inner, form in of.forms)


def _joined(text: str, limits: str) -> str:
    return f"{text} ({limits})" if limits else text


def _bound(metadata: tuple[Any, ...], name: str) -> Any:  # noqa: ANN401 - a number of either kind, or None
    return next((getattr(one, name) for one in metadata if getattr(one, name, None) is not None), None)


def _range(metadata: tuple[Any, ...]) -> str:
    least, most, below = (_bound(metadata, name) for name in ("ge", "le", "lt"))
    if below is not None:
        return f"{least} or more and less than {below}"
    if most is None:
        return "" if least is None else f"{least} or more"
    return f"{least} to {most}"


def _limits(metadata: tuple[Any, ...], noun: str = "item") -> str:
    least, most = (_bound(metadata, name) for name in ("min_length", "max_length"))
    if least and most:
        return f"{least} to {most} {noun}s"
    if least:
        return f"{least} {noun}{'' if least == 1 else 's'} or more"
    return f"at most {most} {noun}s" if most else ""


def _form(annotation: type, metadata: tuple[Any, ...]) -> str:
    """The allowed texts, in the words of the error for a wrong one; empty if any text is allowed."""
    if not metadata:
        return ""
    whole: Any = Annotated[annotation, *metadata]
    try:
        TypeAdapter(whole).validate_python(_WRONG)
    except ValidationError as refused:
        return str(refused.errors()[0].get("ctx", {}).get("allowed", ""))
    return ""
