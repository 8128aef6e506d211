"""Methods of a frozen dataclass that nobody has to compile: one function for all classes.

They do the same as those that `dataclasses` writes and compiles for each class. A class gets the compiled ones when it
has many objects, because those make an object faster, and where the plain ones know no answer: for wrong arguments and
for the text of an object.
"""

from __future__ import annotations

import dataclasses
from inspect import get_annotations
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# The methods of a class take 0.4 ms to compile; without them an object takes some 2 µs more.
_MANY = 200
_METHODS = ("__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__")
_OF_DATACLASSES = ("__dataclass_fields__", "__dataclass_params__", "__match_args__")
_MISSING = dataclasses.MISSING


def fit(made: type, options: dict[str, Any]) -> bool:
    """Whether a class can have these methods: it is frozen, has none of its own, and no dataclass among its bases."""
    return (
        options.get("frozen") is True
        and options.keys() <= {"frozen", "kw_only"}
        and not any(dataclasses.is_dataclass(base) for base in made.__mro__[1:])
        and not any(name in vars(made) for name in _METHODS)
    )


def give(made: type, options: dict[str, Any]) -> None:
    """Make a dataclass of a class that fits, with these methods where its fields are usual ones too."""
    annotated = get_annotations(made)
    values = {name: vars(made)[name] for name in annotated if name in vars(made)}
    dataclasses.dataclass(made, init=False, repr=False, eq=False, kw_only=options.get("kw_only", False))
    parameters: Any = vars(made)["__dataclass_params__"]
    parameters.init = parameters.repr = parameters.eq = parameters.frozen = True

    def compiled() -> None:
        """Give the class the methods of `dataclasses` instead."""
        for name in (*_METHODS, *_OF_DATACLASSES):
            if name in vars(made):
                delattr(made, name)
        for name, value in values.items():
            setattr(made, name, value)
        dataclasses.dataclass(made, **options)

    fields = dataclasses.fields(made)
    if len(fields) == len(annotated) and all(one.init and one.compare and one.hash is None for one in fields):
        for name, method in _methods(made, fields, compiled).items():
            setattr(made, name, method)
    else:
        compiled()


def _methods(
    made: type, fields: tuple[dataclasses.Field[Any], ...], compiled: Callable[[], None]
) -> dict[str, Callable[..., Any]]:
    names = [one.name for one in fields]
    held = _values_of(names)

    def text(self: object) -> str:
        compiled()
        return repr(self)

    def equal(self: object, other: object) -> Any:  # noqa: ANN401 - a truth value or NotImplemented
        return held(self) == held(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(held(self))

    def refuse_value(self: object, name: str, value: object) -> None:
        if type(self) is made or name in names:
            message = f"cannot assign to field {name!r}"
            raise dataclasses.FrozenInstanceError(message)
        object.__setattr__(self, name, value)

    def refuse_removal(self: object, name: str) -> None:
        if type(self) is made or name in names:
            message = f"cannot delete field {name!r}"
            raise dataclasses.FrozenInstanceError(message)
        object.__delattr__(self, name)

    methods = (_filling(made, fields, compiled), text, equal, hashed, refuse_value, refuse_removal)
    return dict(zip(_METHODS, methods, strict=True))


def _values_of(names: list[str]) -> Callable[[object], tuple[object, ...]]:
    """A reader of the values of some attributes; attrgetter gives a tuple only for two names or more."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _filling(
    made: type, fields: tuple[dataclasses.Field[Any], ...], compiled: Callable[[], None]
) -> Callable[..., None]:
    by_position = [one.name for one in fields if not one.kw_only]
    defaults = [(one.name, one.default, one.default_factory) for one in fields]
    has_more_to_do = hasattr(made, "__post_init__")
    objects = 0

    def fill(self: Any, *values: object, **named: object) -> None:  # noqa: ANN401 - an object of the class
        nonlocal objects
        objects += 1
        given = dict(zip(by_position, values, strict=False))
        right = len(values) <= len(by_position) and not given.keys() & named.keys()
        given.update(named)
        found = {}
        for name, default, factory in defaults:
            if name in given:
                found[name] = given.pop(name)
            elif default is not _MISSING:
                found[name] = default
            elif factory is not _MISSING:
                found[name] = factory()
            else:
                right = False
        if objects > _MANY or given or not right:
            compiled()
            made.__init__(self, *values, **named)  # type: ignore[misc]  # the compiled one
            return
        self.__dict__.update(found)
        if has_more_to_do:
            self.__post_init__()

    return fill
