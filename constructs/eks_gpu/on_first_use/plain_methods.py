"""Methods of a frozen dataclass that nobody has to compile: one function for all classes.

They do the same as those that `dataclasses` writes and compiles for each class. A class gets the compiled constructor
when it has many objects, because that one is faster, and where the plain one knows no answer: for wrong arguments and
for the text of an object. No method is ever missing meanwhile, because other threads may use the class.
"""

from __future__ import annotations

import dataclasses
from inspect import get_annotations
from operator import attrgetter
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Held while a class is changed; a class completes its bases.
LOCK = RLock()
# The methods of a class take 0.4 ms to compile; without them an object takes some 2 µs more.
_MANY = 200
_METHODS = ("__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__init__")
_MISSING = dataclasses.MISSING


def fit(made: type, options: dict[str, Any]) -> bool:
    """Whether a class can have these methods: frozen, none of its own, no dataclass as a base, and usual fields."""
    return (
        options.get("frozen") is True
        and options.keys() <= {"frozen", "kw_only"}
        and not any(dataclasses.is_dataclass(base) for base in made.__mro__[1:])
        and not any(name in vars(made) for name in _METHODS if name != "__init__")
        and all(_is_usual(kind, vars(made).get(name)) for name, kind in get_annotations(made).items())
    )


def _is_usual(kind: object, value: object) -> bool:
    """Whether a field is one of every method."""
    if isinstance(value, dataclasses.Field) and not (
        value.init and value.repr and value.compare and value.hash is None
    ):
        return False
    return not any(word in str(kind) for word in ("ClassVar", "InitVar"))


def give(made: type, options: dict[str, Any]) -> None:
    """Make a dataclass of a class that fits, with these methods."""
    again = _twin_of(made, options)
    dataclasses.dataclass(made, init=False, repr=False, eq=False, kw_only=options.get("kw_only", False))
    fields = dataclasses.fields(made)
    _say_what_it_has(made, "init", "repr", "eq", "frozen")

    def compiled() -> None:
        """Give the class the constructor and the text of `dataclasses`."""
        with LOCK:
            twin = again()
            for name in ("__repr__", "__init__"):
                setattr(made, name, vars(twin)[name])

    for name, method in _methods(made, fields, compiled).items():
        setattr(made, name, method)


def give_compiled(made: type, options: dict[str, Any]) -> None:
    """Make a dataclass of any class, whose constructor waits for that until it is ready."""
    twin = _twin_of(made, options)()
    dataclasses.dataclass(made, init=False, **options)
    _say_what_it_has(made, "init")
    made.__init__ = vars(twin)["__init__"]  # type: ignore[misc]  # a class of somebody


def _twin_of(made: type, options: dict[str, Any]) -> Callable[[], type]:
    """A maker of a class with the same fields, from which methods can be taken that name no class."""
    annotated = get_annotations(made)
    own = {name: vars(made)[name] for name in (*annotated, "__post_init__", "__module__") if name in vars(made)}
    own |= {"__annotations__": annotated, "__qualname__": made.__qualname__}

    def twin() -> type:
        found: type = type(made)(made.__name__, made.__bases__, dict(own))
        return dataclasses.dataclass(found, **options)

    return twin


def _say_what_it_has(made: type, *methods: str) -> None:
    parameters: Any = vars(made)["__dataclass_params__"]
    for name in methods:
        setattr(parameters, name, True)


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

    methods = (text, equal, hashed, refuse_value, refuse_removal, _filling(made, fields, compiled))
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
