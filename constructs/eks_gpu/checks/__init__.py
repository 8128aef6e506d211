"""Rules over a design: one a file, each a generator of problems, found by being here.

A rule is a module of this package with a function ``check(design)``; the module's name with '-' for '_' is the rule's
id, and its docstring is the rule's page in the documentation.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


class Rule(Protocol):
    """A module of this package."""

    __name__: str

    @staticmethod
    def check(design: ClusterDesign) -> Iterable[Problem]:
        """Yield what is wrong with a design."""


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    return tuple(cast("Rule", importlib.import_module(f"{__name__}.{name}")) for name in names)


def by_id() -> dict[str, Rule]:
    """Every rule by its id."""
    return {rule.__name__.rpartition(".")[2].replace("_", "-"): rule for rule in rules()}


def run(design: ClusterDesign) -> Iterator[Problem]:
    """What every rule finds in a design."""
    for rule in rules():
        yield from rule.check(design)
