"""The tour's second part: visited sections, refusals, and reports of failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.effects import FIELDS
from tests.verification.conftest import document
from tools.edits.fields import LUSTRE
from tools.verification import sections, stacks

if TYPE_CHECKING:
    from collections.abc import Callable

    from eks_gpu.templates import TerraformDesign
    from tools.edits.edit import Edit
    from tools.verification.applying import Place

EDITS = sections.edits()


def named(path: str) -> Edit:
    return next(edit for edit in EDITS if edit.path == path)


@pytest.mark.parametrize("section", ["namespaces", "storage", "monitoring"])
def test_every_field_of_a_section_is_visited(section: str) -> None:
    wanted = {
        path
        for path, edits in FIELDS.items()
        if path.partition(".")[0].removesuffix("[]") == section and [*edits.effects()]
    }

    assert wanted - {edit.path for edit in EDITS} == set()


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_every_value_has_a_design(edit: Edit) -> None:
    for value in {id(one): one for one in (edit.on, edit.off)}.values():
        if edit.path.startswith("namespaces[].") and value is edit.off and FIELDS[edit.path].set is None:
            continue
        if FIELDS[edit.path].set is None and value is edit.off and not edit.case:
            continue
        assert stacks.design(sections.declaration(edit, value)).name == "base"


def test_edited_storage_is_mounted() -> None:
    made = stacks.design(sections.declaration(named("storage[].fsx_lustre.size_gib"), 4800))

    assert [workload.spec.volumes[0].storage for workload in made.workloads] == [LUSTRE["name"]]


def quota(design: TerraformDesign) -> dict[str, Any]:
    """One object for each quota, and one for each namespace."""
    objects = {f"{namespace.name}": {"metadata": {"name": namespace.name}} for namespace in design.namespaces}
    quotas = {
        f"{namespace.name}-quota": {"hard": str(namespace.limits)}
        for namespace in design.namespaces
        if namespace.limits
    }
    return {"workloads": {**document(), "resource": {"kubernetes_resource_quota_v1": {**objects, **quotas}}}}


@pytest.mark.process
def test_plans_that_agree(place: Callable[..., Place]) -> None:
    result = sections.walk(place(), named("namespaces[].gpu_quota"), quota)

    assert (result.steps, result.failures, result.refused) == (4, [], [])


@pytest.mark.process
def test_a_plan_that_differs_is_reported_with_the_table(place: Callable[..., Place]) -> None:
    result = sections.walk(place(replaces="quota"), named("namespaces[].gpu_quota"), quota)

    assert [failure.about for failure in result.failures] == [
        "change namespaces[].gpu_quota",
        "back namespaces[].gpu_quota",
    ]
    assert result.failures[0].text == 'the table says "in place", the plan does "resources are deleted"'


@pytest.mark.process
def test_a_plan_that_never_rests_ends_the_edit(place: Callable[..., Place]) -> None:
    result = sections.walk(place(restless="quota"), named("namespaces[].gpu_quota"), quota)

    assert [failure.text for failure in result.failures] == ["a second plan is not empty"]


@pytest.mark.process
def test_an_edit_that_check_previous_refuses_is_not_applied(place: Callable[..., Place]) -> None:
    """The source of a volume cannot change: the provider would plan it forever."""
    result = sections.walk(place(), named("storage[].s3_mount.bucket"), quota)

    assert result.refused == ["change storage[].s3_mount.bucket"]
    assert result.steps == 0
