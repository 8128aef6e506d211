"""The annotations that jsii checks arguments by, evaluated once for each class instead of at each call.

The bindings call `typing.get_type_hints` of a checking function in every constructor, and they are compiled so that
the annotations are text (`eks_gpu.lazy.compiled`): a third of the time of a synthesis goes into evaluating the same
text. An app leaves the checks out; the tests keep them.
"""

from __future__ import annotations

import typing
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_CHECKING = "_typecheckingstub__"
_evaluated = typing.get_type_hints


@cache
def _once(stub: Callable[..., Any]) -> dict[str, Any]:
    return _evaluated(stub)


@wraps(_evaluated)
def _remembered(obj: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
    if not arguments and not options and getattr(obj, "__name__", "").startswith(_CHECKING):
        return _once(obj)
    return _evaluated(obj, *arguments, **options)


def remember_annotations() -> None:
    """Let the bindings, and nothing else, evaluate each annotation once."""
    typing.get_type_hints = _remembered
