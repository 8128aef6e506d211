"""Rules over a design: one per file, each a generator of problems, with a folder for each subject.

A rule is a module with a function ``check(design)``. It is found by its place in this package. Its id is the module's
name with '-' for '_', and its docstring is the rule's page in the documentation.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eks_gpu.rules import found_in, rule_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


@cache
def rules() -> tuple[ModuleType, ...]:
    """Every rule, in the order of their names."""
    return found_in(__name__, __path__)


def by_id() -> dict[str, ModuleType]:
    """Every rule by its id."""
    return {rule_id(rule.__name__): rule for rule in rules()}


def run(design: ClusterDesign) -> Iterator[Problem]:
    """Problems that all rules find in a design."""
    for rule in rules():
        yield from rule.check(design)
