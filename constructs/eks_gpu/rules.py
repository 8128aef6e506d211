"""Rules are modules of a package, found by being there."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType


def found_in(package: str, path: Iterable[str]) -> tuple[ModuleType, ...]:
    """Every rule of a package, in the order of their names; what begins with ``_`` is none."""
    names = sorted(module.name for module in pkgutil.iter_modules(path) if not module.name.startswith("_"))
    return tuple(importlib.import_module(f"{package}.{name}") for name in names)


def rule_id(module: str) -> str:
    """The id of a rule, from the name of its module."""
    return module.rpartition(".")[2].replace("_", "-")
