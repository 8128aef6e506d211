"""The length of a rule's module without its examples, which are data."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def lines_of_code(rule: ModuleType) -> int:
    source = inspect.getsource(rule)
    examples = [node for node in ast.parse(source).body if isinstance(node, ast.Assign) and _is_example(node)]
    return len(source.splitlines()) - sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in examples)


def _is_example(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id in {"BEFORE", "BAD", "GOOD"} for target in node.targets)
