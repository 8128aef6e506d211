"""Rules are modules of a package, or of folders in it, found by being there."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType


def found_in(package: str, path: Iterable[str]) -> tuple[ModuleType, ...]:
    """Every rule of a package and its folders, in the order of their ids; what begins with ``_`` is none."""
    modules = pkgutil.walk_packages(path, f"{package}.")
    names = [one.name for one in modules if not one.ispkg and not rule_id(one.name).startswith("-")]
    return tuple(importlib.import_module(name) for name in sorted(names, key=rule_id))


def rule_id(module: str) -> str:
    """The id of a rule, from the name of its module."""
    return module.rpartition(".")[2].replace("_", "-")
