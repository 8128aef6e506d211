"""The tour's bookkeeping, with a terraform that answers as it is asked to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.verification.conftest import document
from tools.edits.kinds import MAIN
from tools.verification.stops import stops
from tools.verification.terraform import TerraformError, Trouble
from tools.verification.tour import Failure, Result, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tools.verification.applying import Place
    from tools.verification.stops import Stop

pytestmark = pytest.mark.process


def named(path: str, kind: str = "deployment") -> Stop:
    return next(stop for stop in stops() if stop.edit.path == f"workloads[].{path}" and stop.kind == kind)


IMAGE, REPLICAS, SURGE = named("image"), named("replicas"), named("surge")


def made(found: Iterable[Stop], step: int) -> dict[str, Any]:
    """A deployment for each stop: what edits of the image change is in the template, and the rest is not."""
    bodies = {}
    for stop in found:
        workload = stop.at(step)["workloads"][0]
        template = [{"image": workload.get("image")}]
        rest = {key: value for key, value in workload.items() if key != "image"}
        bodies[f"{stop.id}_{stop.id}_deployment"] = {"spec": [{"template": template, "rest": rest}]}
    return {**document(), "resource": {MAIN["deployment"]: bodies}}


def tour(place: Place, *batch: Stop) -> Result:
    return walk(place, batch, made)


def commands(place: Place) -> list[str]:
    log = (place.root / "tour-workloads" / "commands.log").read_text(encoding="utf-8")
    return [line.partition(" ")[0] for line in log.splitlines()]


def test_a_tour_in_which_everything_agrees(place: Callable[..., Place]) -> None:
    there = place()
    result = tour(there, IMAGE, REPLICAS, SURGE)

    assert result.failures == []
    # The first apply, and four steps of each.
    assert result.steps == 3 * 5
    found = commands(there)
    assert found.count("init") == 1
    assert found.count("apply") == 5
    assert found.count("plan") == 3 * 5
    assert found[-1] == "destroy"
    assert there.applied == []


def test_second_plans_are_made_with_and_without_refresh(place: Callable[..., Place]) -> None:
    there = place()
    tour(there, SURGE)
    log = (there.root / "tour-workloads" / "commands.log").read_text(encoding="utf-8")

    plans = [line for line in log.splitlines() if line.startswith("plan")]
    assert ["-refresh=false" in line for line in plans] == [False, False, True] * 5


def test_a_plan_that_does_more_than_the_table_says_is_a_failure_each_time(place: Callable[..., Place]) -> None:
    result = tour(place(replaces=REPLICAS.id), IMAGE, REPLICAS)

    assert len(result.failures) == 4
    first = result.failures[0]
    assert first.about == "set workloads[].replicas of a deployment"
    assert (
        first.text == 'the table says "in place", the plan does "the workload is replaced: its pods stop, others start"'
    )
    assert first.changes[0].startswith(f"replace {MAIN['deployment']}.{REPLICAS.id}_")
    assert str(first).splitlines()[1].strip().startswith("plan: replace")
    assert result.steps == 2 * 5


def test_a_plan_that_never_rests_is_reported_once_and_the_others_go_on(place: Callable[..., Place]) -> None:
    there = place(restless=SURGE.id)
    result = tour(there, IMAGE, SURGE)

    assert [str(failure.about) for failure in result.failures] == ["create for workloads[].surge of a deployment"]
    assert result.failures[0].text == "a second plan is not empty"
    assert result.steps == 1 + 5
    assert there.applied == []


@pytest.mark.parametrize("fault", ["apply_fails", "plan_fails"])
def test_an_error_of_terraform_is_reported_and_the_others_go_on(fault: str, place: Callable[..., Place]) -> None:
    result = tour(place(**{fault: IMAGE.id}), IMAGE, REPLICAS)

    (failure,) = result.failures
    assert failure.about == "create for workloads[].image of a deployment"
    assert "as asked" in failure.text
    assert result.steps == 5


def test_an_error_that_names_no_edit_ends_the_batch(place: Callable[..., Place]) -> None:
    there = place(plan_fails="stranger")

    def with_stranger(found: Iterable[Stop], step: int) -> dict[str, Any]:
        whole = made(found, step)
        whole["resource"]["kubernetes_service_v1"] = {"stranger": {}}
        return whole

    result = walk(there, [IMAGE], with_stranger)
    assert [failure.about for failure in result.failures] == ["step 0 of 1 edits"]
    assert result.steps == 0


def test_an_unrest_that_belongs_to_no_edit_is_reported(place: Callable[..., Place]) -> None:
    there = place(restless="stranger")

    def with_stranger(found: Iterable[Stop], step: int) -> dict[str, Any]:
        whole = made(found, step)
        whole["resource"]["kubernetes_service_v1"] = {"stranger": {}}
        return whole

    result = walk(there, [SURGE], with_stranger)
    assert {failure.about for failure in result.failures} == {f"step {number}" for number in range(5)}


def test_remains_of_a_destroy_are_reported_with_the_command(place: Callable[..., Place]) -> None:
    there = place(destroy_fails=IMAGE.id)
    result = tour(there, IMAGE)

    (failure,) = result.failures
    assert failure.about == "destroy"
    assert f"terraform -chdir={there.root / 'tour-workloads'} destroy" in failure.text
    assert "left in the cluster: 1;" in failure.text
    assert there.applied == ["tour-workloads"]
    assert there.earlier() == [str(there.root / "tour-workloads")]


def test_a_provider_that_cannot_be_fetched_ends_everything(place: Callable[..., Place]) -> None:
    with pytest.raises(TerraformError, match="terraform init failed: no such provider"):
        tour(place(init_fails=""), IMAGE)


def test_the_override_is_next_to_every_copy(place: Callable[..., Place]) -> None:
    there = place()
    tour(there, IMAGE)

    settings = json.loads((there.root / "tour-workloads" / "verify_override.tf.json").read_text(encoding="utf-8"))
    assert settings["provider"]["kubernetes"][0]["config_context"] == "kind-verify"


def test_words_of_a_failure() -> None:
    assert str(Failure("set a", "differs", ("update b",))) == "set a: differs\n    plan: update b"
    assert str(Trouble("", "no")) == "no"
    assert str(Trouble("a.b", "no")) == "a.b: no"
