"""Rules and the fields that they report, from the paths in the tables of their tests."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from typing import TYPE_CHECKING

from eks_gpu.effects import FIELDS
from tests.changes.cases import CASES
from tests.checks import cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@cache
def by_field() -> Mapping[str, tuple[str, ...]]:
    """Ids of rules by the path of the field that they report, in order."""
    found: dict[str, set[str]] = {}
    for rule, where in _reported():
        found.setdefault(field_of(where), set()).add(rule)
    return {path: tuple(sorted(rules)) for path, rules in found.items()}


def fields_of(rule: str) -> list[str]:
    """Paths of the fields that a rule reports, in the order of the cluster file."""
    return [path for path in FIELDS if rule in by_field().get(path, ())]


def field_of(where: str) -> str:
    """The field that a path of a finding is in: ``workloads[].env`` for ``workloads[0].env.TOKEN``.

    Keys of maps and items of lists belong to the field that holds them; a whole block is the field of that name.
    """
    path = re.sub(r"\[\d+\]", "[]", where)
    while path and path not in FIELDS:
        path = path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0]
    return path


def _reported() -> Iterator[tuple[str, str]]:
    for module in pkgutil.iter_modules(cases.__path__, f"{cases.__name__}."):
        for case in importlib.import_module(module.name).CASES:
            if case.where:
                yield case.rule, case.where
    # That table leaves out the word with which all of its rules begin.
    yield from ((f"change-{edit.rule}", edit.where) for edit in CASES if edit.where)
