"""Rules over an edit: what it does to a running cluster; one a file, found by being here.

A rule is a module of this package with a function ``check(old, new)``; its name and docstring are what those of
`eks_gpu.checks` are. ``where`` is a path of the new declaration. What an edit of each field does, in one word, is in
`eks_gpu.effects`; a test holds the rules, that table and the synthesized Terraform against each other.
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
    """Yield what every rule says of an edit.

    Under another name or in another region the file declares another cluster: nothing that runs is edited, so only the
    rules that say so speak (``OF_ANOTHER_CLUSTER``).
    """
    same = (old.name, old.spec.region) == (new.name, new.spec.region)
    for rule in rules():
        if same or getattr(rule, "OF_ANOTHER_CLUSTER", False):
            yield from rule.check(old, new)
