"""Rules over an edit: what it does to a cluster that lives; one a file, found by being here.

A rule is a module of this package with a function ``check(old, new)``; its name and docstring are what those of
`eks_gpu.checks` are. ``where`` is a path of the new declaration.
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


def run(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """What every rule says of an edit."""
    for rule in rules():
        yield from rule.check(old, new)
