"""Plans of Kubernetes resources in the form of `terraform show -json` (format 1.2), and the effect read off them."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.effects import Effect
from tools.verification.plans import agrees, changes, effect_on_objects, effect_on_stack, effect_on_workload

DEPLOYMENT, JOB, SERVICE = "kubernetes_deployment_v1", "kubernetes_job_v1", "kubernetes_service_v1"


def spec(image: str, replicas: str = "1") -> dict[str, Any]:
    return {"spec": [{"replicas": replicas, "template": [{"spec": [{"container": [{"image": image}]}]}]}]}


def resource(kind: str, actions: list[str], before: Any = None, after: Any = None, **more: Any) -> dict[str, Any]:
    change = {"actions": actions, "before": before, "after": after, "after_unknown": {}, **more}
    return {"address": f"{kind}.team_train_object", "mode": "managed", "type": kind, "change": change}


def effect(*resources: dict[str, Any]) -> Effect:
    return effect_on_workload(changes({"format_version": "1.2", "resource_changes": list(resources)}))


BESIDE = resource(SERVICE, ["update"], {"spec": 1}, {"spec": 2})


@pytest.mark.parametrize(
    ("expected", "resources"),
    [
        (Effect.NOTHING, []),
        (Effect.NOTHING, [resource(DEPLOYMENT, ["no-op"], spec("a"), spec("a"))]),
        (Effect.NOTHING, [resource("terraform_data", ["update"], {"input": "a"}, {"input": "b"})]),
        (Effect.IN_PLACE, [resource(DEPLOYMENT, ["update"], spec("a"), spec("a", "2"))]),
        (Effect.ROLLS_PODS, [resource(DEPLOYMENT, ["update"], spec("a"), spec("b"))]),
        (Effect.ROLLS_PODS, [resource("kubernetes_stateful_set_v1", ["update"], spec("a"), spec("b")), BESIDE]),
        # A cron job's pods are its next runs'.
        (Effect.IN_PLACE, [resource("kubernetes_cron_job_v1", ["update"], spec("a"), spec("b"))]),
        (Effect.REPLACES_WORKLOAD, [resource(JOB, ["delete", "create"], spec("a"), spec("b"))]),
        (Effect.REPLACES_WORKLOAD, [resource(JOB, ["create", "delete"], spec("a"), spec("b"))]),
        (Effect.REPLACES_WORKLOAD, [resource(JOB, ["delete"], spec("a")), resource(DEPLOYMENT, ["create"])]),
        (Effect.CREATES, [resource(JOB, ["create"], None, spec("a"))]),
        (Effect.DELETES, [resource(JOB, ["delete"], spec("a"))]),
        (Effect.IN_PLACE, [resource(JOB, ["no-op"], spec("a"), spec("a")), BESIDE]),
        (Effect.CREATES, [resource(SERVICE, ["create"])]),
        (Effect.DELETES, [BESIDE, resource(SERVICE, ["delete", "create"], {"spec": 1}, {"spec": 2})]),
    ],
)
def test_the_effect_of_a_plan(expected: Effect, resources: list[dict[str, Any]]) -> None:
    assert effect(*resources) is expected


def test_a_template_that_is_known_only_later_rolls_no_pods() -> None:
    before, after = spec("a"), spec("a", "2")
    before["spec"][0]["template"][0]["generation"] = 1
    unknown = {"spec": [{"template": [{"generation": True}]}]}
    found = changes({"resource_changes": [resource(DEPLOYMENT, ["update"], before, after, after_unknown=unknown)]})

    assert [one.fields for one in found] == [{"spec[0].replicas"}]
    assert effect_on_workload(found) is Effect.IN_PLACE
    assert str(found[0]) == f"update {DEPLOYMENT}.team_train_object (spec[0].replicas)"


def test_a_list_of_another_length_is_one_field() -> None:
    found = changes({"resource_changes": [resource(SERVICE, ["update"], {"port": [1]}, {"port": [1, 2]})]})

    assert found[0].fields == {"port"}
    assert effect_on_objects(found) is Effect.IN_PLACE


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([], Effect.NOTHING),
        (["update"], Effect.IN_PLACE),
        (["update", "create"], Effect.CREATES),
        (["update", "create", "delete"], Effect.DELETES),
    ],
)
def test_the_effect_on_a_stack_is_that_of_what_comes_and_goes(actions: list[str], expected: Effect) -> None:
    found = changes({"resource_changes": [resource(SERVICE, [action], {"a": 1}, {"a": 2}) for action in actions]})

    assert effect_on_stack(found) is expected
    assert all(str(one) == f"{one.action} {SERVICE}.team_train_object" for one in found if one.action != "update")


def test_reading_data_is_not_a_change() -> None:
    assert changes({"resource_changes": [resource(SERVICE, ["read"])]}) == []
    assert changes({}) == []


@pytest.mark.parametrize(
    ("promised", "observed", "whole", "expected"),
    [
        (Effect.KEPT, Effect.NOTHING, True, True),
        (Effect.KEPT, Effect.IN_PLACE, True, False),
        (Effect.NOTHING, Effect.IN_PLACE, False, False),
        (Effect.IN_PLACE, Effect.IN_PLACE, True, True),
        (Effect.IN_PLACE, Effect.NOTHING, True, False),
        # AWS may have changed in place what Kubernetes does not see.
        (Effect.IN_PLACE, Effect.NOTHING, False, True),
        (Effect.LOSES_DATA, Effect.DELETES, False, True),
        (Effect.IN_PLACE, Effect.DELETES, False, False),
        (Effect.ROLLS_PODS, Effect.REPLACES_WORKLOAD, True, False),
    ],
)
def test_agreement(promised: Effect, observed: Effect, whole: bool, expected: bool) -> None:  # noqa: FBT001 - a table
    assert agrees(promised, observed, whole=whole) is expected
