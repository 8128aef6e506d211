"""Arguments in the shape that a class of the bindings wants.

A nested block is one object in one release of the bindings and a list of objects in the next: the generator writes a
list where the provider's schema sets no maximum, as providers do when they rewrite a resource. In Terraform both are
the same block. Our constructs are written for one of the two shapes; the annotations of the class that is installed
say which one it takes.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from functools import cache, wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

C = TypeVar("C", bound=type)

_MARK = "__eks_gpu_fitted__"
_LISTS = frozenset({"Sequence", "List", "list"})
# jsii annotates an object as its class or a dict of its fields.
_OBJECTS = frozenset({"Dict", "dict", "Mapping"})
_CHOICES = frozenset({"Union", "Optional"})


def fitted(kind: C) -> C:
    """The class, which from now on takes an object for a list of one, and a list of one for an object.

    Nothing else is changed: a list of two where the class wants an object is still refused by it.
    """
    original: Callable[..., None] | None = vars(kind).get("__init__")
    if original is None or hasattr(original, _MARK):
        return kind
    annotations = inspect.get_annotations(original)

    @wraps(original)
    def fit(self: object, *arguments: object, **fields: object) -> None:
        shaped = {name: _fit(value, annotations.get(name)) for name, value in fields.items()}
        original(self, *arguments, **shaped)

    setattr(fit, _MARK, True)
    kind.__init__ = fit  # type: ignore[misc]  # the very class, no instance of it
    return kind


def takes(kind: type, field: str) -> bool:
    """Whether a class of the bindings has a field: newer ones have more."""
    return field in inspect.signature(kind.__init__).parameters  # type: ignore[misc]  # it is only looked at


def _fit(value: object, annotation: object) -> object:
    if annotation is None:
        return value
    if _is_object(value):
        lists, objects = _shapes(_text(annotation))
        return [value] if lists and not objects else value
    if isinstance(value, list | tuple) and len(value) == 1 and _is_object(value[0]):
        lists, objects = _shapes(_text(annotation))
        return value[0] if objects and not lists else value
    return value


def _is_object(value: object) -> bool:
    """Whether a value is a struct of the bindings (jsii's `data_type` leaves this mapping on it) or a dict of one."""
    return isinstance(value, Mapping) or hasattr(type(value), "__jsii_name_mapping__")


def _text(annotation: object) -> str:
    """An annotation as source: compiled in our way it is that already, otherwise it is an object of `typing`."""
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


@cache
def _shapes(annotation: str) -> tuple[bool, bool]:
    """Whether an annotation admits a list, and whether it admits an object."""
    names = {_name(choice.value) for choice in _choices(_parsed(annotation)) if isinstance(choice, ast.Subscript)}
    return bool(names & _LISTS), bool(names & _OBJECTS)


def _choices(node: ast.expr) -> Iterator[ast.expr]:
    """The alternatives of a union, however deep it is nested."""
    if isinstance(node, ast.Subscript) and _name(node.value) in _CHOICES:
        members = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for member in members:
            yield from _choices(member)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _choices(node.left)
        yield from _choices(node.right)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _choices(_parsed(node.value))
    else:
        yield node


def _parsed(annotation: str) -> ast.expr:
    return ast.parse(annotation, mode="eval").body


def _name(node: ast.expr) -> str:
    """The last part of a dotted name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
