"""Results that tests ask for thousands of times, computed once; `EKS_GPU_REMEMBER=0` computes each of them again.

- Annotations. The bindings call `typing.get_type_hints` of a checking function in every constructor, and they are
  compiled so that the annotations are text (`eks_gpu.lazy.compiled`): a third of the time of a synthesis goes into
  evaluating the same text. An app leaves the checks out; the tests keep them.
- Commands. Typer's test runner builds the whole command line again for each invocation, which takes ten times as long
  as most invocations. The program builds it once, and then runs one command of it.

`tests/cli/test_remembered.py` compares what is remembered with what is computed.
"""

from __future__ import annotations

import os
import typing
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

SWITCH = "EKS_GPU_REMEMBER"
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


def remember() -> None:
    """Let the bindings evaluate each annotation once, and Typer's test runner build each command line once."""
    if os.environ.get(SWITCH) == "0":
        return
    typing.get_type_hints = _remembered
    # Only here: a worker of the engine's tests reads this file too.
    from typer import main, testing  # noqa: PLC0415

    setattr(testing, "_get_command", cache(main.get_command))  # noqa: B010 - not exported
