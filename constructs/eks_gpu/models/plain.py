"""Models without pydantic: classes whose objects pydantic's core fills, with the methods of `BaseModel` that are used.

The stand-ins for pydantic's annotations hold what somebody still asks for: a field's description, type and default.
"""

from __future__ import annotations

import copy
from functools import cache
from inspect import get_annotations
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from eks_gpu.models import are_declared, kept
from eks_gpu.models.core import PydanticUndefined, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Self

    from pydantic_core import InitErrorDetails

M = TypeVar("M", bound="BaseModel")

# Values of JSON, of which a stand-in need not know the form: pydantic's core has it.
JsonValue = Any
ConfigDict = dict


class _Annotation:
    """An annotation whose meaning is in `kept.json` already."""

    def __init__(self, *_of: object, **_by_name: object) -> None:
        """Accept what pydantic's annotation of this name accepts."""


class AfterValidator(_Annotation):
    """Stands for pydantic's."""


class BeforeValidator(_Annotation):
    """Stands for pydantic's."""


class Discriminator(_Annotation):
    """Stands for pydantic's."""


class Tag(_Annotation):
    """Stands for pydantic's."""


class Field(_Annotation):
    """Stands for pydantic's, and keeps the description for messages."""

    def __init__(self, *, description: str = "", **_bounds: object) -> None:
        """Keep the description."""
        self.description = description


class FieldInfo:
    """A field of a model.

    Attributes:
        default: Its value if a file says nothing; pydantic's `PydanticUndefined` if it is required.
    """

    def __init__(self, model: type, name: str) -> None:
        """Note the place of the field."""
        self._model = model
        self._name = name
        self.default = getattr(model, name, PydanticUndefined)

    @property
    def annotation(self) -> Any:  # noqa: ANN401 - any type
        """Its type, without the annotations around it."""
        return self._taken_apart()[0]

    @property
    def description(self) -> str:
        """Its description; empty if it has none."""
        return self._taken_apart()[1]

    def _taken_apart(self) -> tuple[Any, str]:
        """Type and description; only messages need them, and to evaluate annotations is the slowest part of a model."""
        annotation, description = _types_of(self._model)[self._name], ""
        while get_origin(annotation) is Annotated:
            annotation, *around = get_args(annotation)
            described = [one.description for one in around if isinstance(one, Field) and one.description]
            description = described[-1] if described else description
        return annotation, description


@cache
def _types_of(model: type) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


def _annotated(model: type) -> Iterator[str]:
    """The fields in pydantic's order: a base's first, a field that is declared again at its first place."""
    for base in reversed(model.__mro__):
        yield from get_annotations(base)


class _Fields:
    """The fields of a class by name, made when somebody asks, which few do."""

    def __get__(self, _instance: object, owner: type[BaseModel]) -> dict[str, FieldInfo]:
        return {name: FieldInfo(owner, name) for name in owner.names_}


class BaseModel:
    """A model that pydantic's core fills, with those methods of pydantic's that this project uses."""

    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")

    if TYPE_CHECKING:
        # Not an annotation when it runs: those of a class are its fields.
        names_: tuple[str, ...]

    model_fields = _Fields()

    def __init_subclass__(cls) -> None:
        """Note the names of the fields."""
        cls.names_ = tuple(dict.fromkeys(_annotated(cls)))

    def __init__(self, /, **values: object) -> None:
        """Fill the object, as `model_validate` does.

        Raises:
            ValidationError: A value is wrong.
        """
        if are_declared():
            kept.validator(type(self)).validate_python(values, self_instance=self)
        else:
            # A default in the declaration of another model, which pydantic has checked.
            _fill(self, {name: getattr(type(self), name) for name in type(self).names_} | values, set(values))

    @classmethod
    def model_validate(cls, value: object) -> Self:
        """The object of values as a file has them.

        Raises:
            ValidationError: A value is wrong.
        """
        found: Self = kept.validator(cls).validate_python(value)
        return found

    def model_copy(self, *, update: Mapping[str, object] | None = None) -> Self:
        """A copy with other values, which are not checked."""
        made = copy.copy(self)
        made.__dict__.update(update or {})
        made.model_fields_set.update(update or {})
        return made

    def model_dump(self, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - those of pydantic's core
        """The values as plain data."""
        found: dict[str, Any] = kept.serializer(type(self)).to_python(self, **options)
        return found

    @property
    def model_fields_set(self) -> set[str]:
        """Names of the fields that were given."""
        found: set[str] = self.__pydantic_fields_set__  # type: ignore[attr-defined]  # a slot that pydantic's core fills
        return found

    def __copy__(self) -> Self:
        return _fill_new(type(self), dict(self.__dict__), set(self.model_fields_set))

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return _fill_new(type(self), copy.deepcopy(self.__dict__, memo), set(self.model_fields_set))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BaseModel):
            return NotImplemented
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__[name] for name in type(self).names_))

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield from self.__dict__.items()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"

    def __str__(self) -> str:
        return " ".join(f"{name}={value!r}" for name, value in self.__dict__.items())

    def __reduce__(self) -> tuple[Any, ...]:
        return _fill_new, (type(self), dict(self.__dict__), set(self.model_fields_set))

    def __setattr__(self, name: str, value: object) -> None:
        raise _frozen(self, name, value)

    def __delattr__(self, name: str) -> None:
        raise _frozen(self, name, None)


def _fill_new(model: type[M], values: dict[str, Any], given: set[str]) -> M:
    return _fill(model.__new__(model), values, given)


def _fill(made: M, values: dict[str, Any], given: set[str]) -> M:
    """Fill an object as pydantic's core does."""
    put = object.__setattr__
    put(made, "__dict__", values)
    put(made, "__pydantic_fields_set__", given)
    put(made, "__pydantic_extra__", None)
    put(made, "__pydantic_private__", None)
    return made


def _frozen(model: BaseModel, name: str, value: object) -> ValidationError:
    detail: InitErrorDetails = {"type": "frozen_instance", "loc": (name,), "input": value}
    return ValidationError.from_exception_data(type(model).__name__, [detail])
