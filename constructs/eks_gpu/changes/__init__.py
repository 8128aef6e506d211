"""Rules over an edit: its consequences for a running cluster; one rule per file, found by its place in this package.

A rule is a module of this package with a function ``check(old, new)``; its name and docstring mean the same as for
`eks_gpu.checks`. ``where`` is a path in the new declaration. `eks_gpu.effects` has the consequence of an edit of each
field in one word; a test compares the rules, that table and the synthesized Terraform.
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
    """Yield the findings of all rules about an edit.

    Under another name or in another region the file declares another cluster, so nothing that runs is edited. Between a
    created cluster and one that others made nothing can be compared either. Then only the rules that ask for it run
    (``OF_ANOTHER_CLUSTER``).
    """
    sides = ((side.name, side.spec.region, side.spec.existing_cluster) for side in (old, new))
    same = len(set(sides)) == 1
    for rule in rules():
        if same or getattr(rule, "OF_ANOTHER_CLUSTER", False):
            yield from rule.check(old, new)
