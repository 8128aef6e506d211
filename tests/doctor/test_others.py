"""Clusters of others, in four forms: nothing over one that is well, and the right cause first with one thing broken.

A fault must come first in every form in which a person would see it: recorded documents, one text of the same, tables,
and descriptions. When the clusters were first read, 39 of 84 texts of clusters that are well had an error.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import pytest

from eks_gpu.doctor import examine_unfiled, observe
from eks_gpu.doctor.answers.recognise import PASTED
from tests.doctor.others import breaks_cluster, breaks_programs, breaks_scheduling, clusters, clusters_more
from tests.doctor.others.as_json import folder, paste
from tests.doctor.others.as_text import descriptions, tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from eks_gpu.doctor import Finding
    from tests.doctor.others.world import World

WELL: dict[str, Callable[[], World]] = {
    name: made
    for module in (clusters, clusters_more)
    for name, made in vars(module).items()
    if inspect.isfunction(made) and made.__module__ == module.__name__
}
FORMS: dict[str, Callable[[World], list[tuple[str, str]]]] = {
    "folder": folder,
    "paste": lambda world: [(PASTED, paste(world))],
    "tables": lambda world: [(PASTED, tables(world))],
    "describe": lambda world: [(PASTED, descriptions(world))],
}
BREAKS = {**breaks_scheduling.BREAKS, **breaks_programs.BREAKS, **breaks_cluster.BREAKS}
# Faults in spite of which pods run.
MILD = {"hpa", "spot-interruption"}


def found(world: World, form: str) -> tuple[Finding, ...]:
    texts = FORMS[form](world)
    return examine_unfiled(observe(texts), [text for _, text in texts])[1]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", WELL)
def test_a_cluster_that_is_well_has_no_error(name: str, form: str) -> None:
    assert [(one.id, one.where, one.seen) for one in found(WELL[name](), form) if one.severity == "error"] == []


@pytest.mark.parametrize(("name", "form"), [(name, form) for name, one in BREAKS.items() for form in one.forms])
def test_what_is_broken_comes_first(name: str, form: str) -> None:
    broken = BREAKS[name]
    world = broken.cluster()
    broken.change(world)

    first = found(world, form)[0]

    assert re.search(broken.first, first.id)
    assert re.search(broken.step, " ".join((first.fix, first.message, *first.seen)))
    assert first.severity == ("warning" if name in MILD else "error")


def test_there_are_enough_clusters_and_faults() -> None:
    assert (len(WELL) >= 20, len(BREAKS) >= 50) == (True, True)
