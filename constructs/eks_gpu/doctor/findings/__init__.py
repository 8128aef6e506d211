"""Rules over a running cluster: one module each, found by its place; one folder for each stage.

A rule is a module with a function ``examine(situation)``. ``FOLLOWS`` names the rules whose errors explain its
findings, one by one or all of a stage, and ``SYMPTOM`` says that any signature does. The module's name with '-' for '_'
is the rule's id, and its docstring is the rule's section in the documentation.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage
from eks_gpu.rules import found_in, rule_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType


@cache
def rules() -> tuple[ModuleType, ...]:
    """Every rule, sorted by name."""
    return found_in(__name__, __path__)


@cache
def by_id() -> Mapping[str, ModuleType]:
    """Every rule by its id."""
    return {rule_id(rule.__name__): rule for rule in rules()}


def stage(rule: ModuleType) -> Stage:
    """The stage of a rule, from the name of its folder."""
    return Stage[rule.__name__.split(".")[-2].upper()]


@cache
def stages() -> Mapping[str, Stage]:
    """The stage of every rule, by its id."""
    return {rule_id(rule.__name__): stage(rule) for rule in rules()}


@cache
def symptoms() -> frozenset[str]:
    """Ids of the rules that report that something fails, and not why: any message that is known explains them."""
    return frozenset(rule_id(rule.__name__) for rule in rules() if getattr(rule, "SYMPTOM", False))


@cache
def follows() -> Mapping[str, frozenset[str]]:
    """Ids of the rules whose errors explain a rule's findings."""
    return {rule_id(rule.__name__): frozenset(_causes(rule)) for rule in rules()}


def _causes(rule: ModuleType) -> Iterator[str]:
    own = rule_id(rule.__name__)
    for cause in getattr(rule, "FOLLOWS", ()):
        if isinstance(cause, Stage):
            yield from (name for name, stage in stages().items() if stage == cause and name != own)
        else:
            yield cause
