"""The tour's stops: every field of a workload in the table, for every kind, each apart from the others."""

from __future__ import annotations

from collections import Counter

import pytest

from eks_gpu.effects import FIELDS, Effect
from tests.effects.synthesis import workload_resources
from tests.effects.test_effects import NOT_EDITED
from tools.edits.edit import GONE
from tools.edits.kinds import KINDS, MAIN
from tools.edits.workloads import WORKLOAD_EDITS
from tools.verification import stops
from tools.verification.stops import Stop, batches, owner, together

STOPS = stops.stops()
BATCHES = list(batches(STOPS))
# The statements of a role are AWS's only.
OF_AWS = ("workloads[].service_account.policy_arns", "workloads[].service_account.statements")


def stop(path: str, kind: str = "deployment") -> Stop:
    return next(stop for stop in STOPS if stop.edit.path == f"workloads[].{path}" and stop.kind == kind)


def test_every_field_of_a_workload_is_visited() -> None:
    wanted = {
        path
        for path, edits in FIELDS.items()
        if path.startswith("workloads[].")
        and not (path in NOT_EDITED or path.startswith(OF_AWS))
        and [*edits.effects()]
    }

    assert wanted - {stop.edit.path for stop in STOPS} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_visited(kind: str) -> None:
    assert len({stop.edit.path for stop in STOPS if stop.kind == kind}) > 50


def test_every_edit_is_set_changed_and_unset_as_the_table_has_it() -> None:
    assert [(step.word, step.value, step.effect) for step in stop("image").steps] == [
        ("set", "registry.example/train:1", Effect.ROLLS_PODS),
        ("change", "registry.example/train:2", Effect.ROLLS_PODS),
        ("back", "registry.example/train:1", Effect.ROLLS_PODS),
        ("unset", GONE, Effect.ROLLS_PODS),
    ]
    assert [step.word for step in stop("name").steps] == ["change", "back"]
    assert stop("name").first == "a"
    assert [step.word for step in stop("zone_spread").steps] == ["set", "unset"]
    assert {step.effect for step in stop("time_limit", "job").steps} == {Effect.IN_PLACE, Effect.KEPT}
    assert {step.effect for step in stop("schedule", "job").steps} == {Effect.NOTHING}


def test_ids_are_unique_and_found_in_addresses() -> None:
    ids = [stop.id for stop in STOPS]

    assert max(Counter(ids).values()) == 1
    for one in ids:
        assert owner(f"kubernetes_job_v1.service-account-{one}_pods_account") == one
    assert owner("kubernetes_namespace_v1.namespace-team_namespace") == ""


def test_batches_hold_every_stop_once() -> None:
    assert sorted(one.id for batch in BATCHES for one in batch) == sorted(stop.id for stop in STOPS)
    assert max(map(len, BATCHES)) == stops.BATCH


def test_a_stop_that_has_taken_its_steps_stays() -> None:
    one = stop("zone_spread")

    assert one.at(2) == one.at(3)
    assert one.at(0) != one.at(1)


@pytest.mark.engine
@pytest.mark.parametrize("batch", [BATCHES[0], BATCHES[-1]], ids=lambda batch: f"{batch[0].id}-{len(batch)}")
def test_a_batch_is_a_stack_of_which_every_resource_has_an_owner(batch: tuple[Stop, ...]) -> None:
    for step in range(5):
        resources = workload_resources(together(batch, step))
        owners = {key: owner(".".join(key)) for key in resources}

        assert set(owners.values()) == {one.id for one in batch}
        main = Counter(owners[key] for key in resources if key[0] in MAIN.values())
        assert set(main.values()) == {1}, "a stop has one workload"


def test_an_edit_of_the_namespace_moves_between_its_own() -> None:
    one = stop("namespace")
    spaces = [{"name": f"{one.id}-team"}, {"name": f"{one.id}-other"}]

    assert [one.at(step)["workloads"][0].get("namespace") for step in range(5)] == [
        None,
        f"{one.id}-team",
        f"{one.id}-other",
        f"{one.id}-team",
        None,
    ]
    assert all(one.at(step)["namespaces"] == spaces for step in range(5))


def test_every_edit_of_the_list_is_in_the_tour() -> None:
    assert {stop.edit.path for stop in STOPS} == {edit.path for edit in WORKLOAD_EDITS}
