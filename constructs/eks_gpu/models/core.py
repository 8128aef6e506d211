"""pydantic's core, without the types of its schemas where models are kept.

Those types are a tenth of what `eks-gpu check` imports, and only pydantic and type checkers read them. They are
imported when somebody asks for one, so that pydantic itself works afterwards.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from eks_gpu.models import is_preferred

_CORE, _TYPES = "pydantic_core", "core_schema"


class _Types(ModuleType):
    """Stands for the module of types while the core imports names from it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)
        self.asked.add(name)


def _import_without_types() -> None:
    stand_in = _Types(f"{_CORE}.{_TYPES}")
    sys.modules[stand_in.__name__] = stand_in
    try:
        core = import_module(_CORE)
    finally:
        del sys.modules[stand_in.__name__]

    def found(name: str) -> Any:  # noqa: ANN401 - any attribute of a module
        if name != _TYPES and name not in stand_in.asked:
            raise AttributeError(f"module {_CORE!r} has no attribute {name!r}")
        types = import_module(stand_in.__name__)
        return types if name == _TYPES else getattr(types, name)

    for name in stand_in.asked:
        delattr(core, name)
    vars(core)["__getattr__"] = found


if is_preferred() and _CORE not in sys.modules:
    _import_without_types()

from pydantic_core import (  # noqa: E402 - after what it would import
    PydanticCustomError,
    PydanticKnownError,
    PydanticUndefined,
    SchemaSerializer,
    SchemaValidator,
    ValidationError,
    __version__,
)

__all__ = [
    "PydanticCustomError",
    "PydanticKnownError",
    "PydanticUndefined",
    "SchemaSerializer",
    "SchemaValidator",
    "ValidationError",
    "__version__",
]
