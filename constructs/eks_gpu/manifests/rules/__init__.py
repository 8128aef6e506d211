"""Manifests that others wrote.

Rules over their pods: one per file, each a generator of problems.

A rule is a module with a function ``check(found)``. Its id is the module's name with '-' for '_', and its docstring is
its page in the documentation. A finding that means the same as one about a workload has that rule's id.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eks_gpu.rules import found_in, rule_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.problem import Problem


@cache
def rules() -> tuple[ModuleType, ...]:
    """Every rule, in the order of their names."""
    return found_in(__name__, __path__)


def by_id() -> dict[str, ModuleType]:
    """Every rule by its id."""
    return {rule_id(rule.__name__): rule for rule in rules()}


def run(found: JudgedManifests) -> Iterator[Problem]:
    """Problems that all rules find."""
    for rule in rules():
        yield from rule.check(found)
