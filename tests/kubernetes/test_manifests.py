"""Every Kubernetes object, checked by Kubernetes' own schemas and by what they leave out."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from kubernetes_validate.utils import all_versions, major_minor

from eks_gpu import catalog
from eks_gpu.design import Effect, Taint
from tests.kubernetes.manifests import KINDS, name_of
from tests.kubernetes.rules import objections, schema_error, tolerates

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kubernetes.manifests import Manifest
    from tests.kubernetes.synthesis import Resources

pytestmark = pytest.mark.engine

MINORS = catalog.supported_minors()


def test_there_is_a_schema_for_every_supported_minor() -> None:
    bundled = {major_minor(version) for version in all_versions()}

    assert MINORS
    assert set(MINORS) <= bundled


@pytest.mark.parametrize("minor", MINORS)
def test_every_object_fits_the_strict_schema(objects: list[Manifest], minor: str) -> None:
    errors = {name_of(found): schema_error(found, minor) for found in objects}

    assert {name: error for name, error in errors.items() if error} == {}


def test_every_object_makes_sense(objects: list[Manifest]) -> None:
    found = {name_of(item): objections(item) for item in objects}

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_every_kind_is_checked(resources: Resources) -> None:
    # One exists only if GPUs are shared, or groups have priorities.
    assert set(resources) | {"kubernetes_config_map_v1"} == {*KINDS, "terraform_data"}


def _deployment(objects: list[Manifest]) -> Manifest:
    return copy.deepcopy(next(found for found in objects if name_of(found) == "Deployment web"))


def _pod(found: Manifest) -> dict[str, Any]:
    pod: dict[str, Any] = found["spec"]["template"]["spec"]
    return pod


def _container(found: Manifest) -> dict[str, Any]:
    container: dict[str, Any] = _pod(found)["containers"][0]
    return container


SCHEMA_BREAKS: dict[str, Callable[[Manifest], object]] = {
    "misspelt": lambda found: _container(found).update(imagePullPolcy="Always"),
    "snake_case": lambda found: _container(found).update(image_pull_policy="Always"),
    "singular": lambda found: _pod(found).update(toleration=[]),
    "text for a number": lambda found: found["spec"].update(replicas="2"),
    "of another kind": lambda found: found["spec"].update(updateStrategy={"type": "RollingUpdate"}),
    "missing": lambda found: found["spec"].pop("selector"),
    "text for a port": lambda found: _container(found)["ports"].append({"containerPort": "80"}),
}
SENSE_BREAKS: dict[str, tuple[Callable[[Manifest], object], str]] = {
    "pull policy": (lambda found: _container(found).update(imagePullPolicy="Sometimes"), "imagePullPolicy Sometimes"),
    "effect": (lambda found: _pod(found)["tolerations"][0].update(effect="NO_SCHEDULE"), "effect NO_SCHEDULE"),
    "operator": (lambda found: _pod(found)["tolerations"][0].update(operator="In"), "operator In"),
    "value": (lambda found: _pod(found)["tolerations"][0].update(value="present"), "a value with Exists"),
    "key": (lambda found: _pod(found)["tolerations"].append({"value": "x"}), "no key without Exists"),
    "quantity": (
        lambda found: _container(found)["resources"]["requests"].update(memory="12GB"),
        "not a Kubernetes quantity: '12GB'",
    ),
    "gpus": (
        lambda found: _container(found)["resources"]["requests"].pop("nvidia.com/gpu"),
        "nvidia.com/gpu: None asked for, 1 at most",
    ),
    "memory": (
        lambda found: _container(found)["resources"]["limits"].update(memory="1Mi"),
        "more memory asked for than allowed",
    ),
    "selector": (
        lambda found: found["spec"]["selector"]["matchLabels"].update(app="web"),
        "the selector is not among the labels of the template",
    ),
    "restart": (lambda found: _pod(found).update(restartPolicy="Never"), "restartPolicy Never in a Deployment"),
    "volume": (lambda found: _pod(found).update(volumes=[]), "no volume shm"),
}


@pytest.mark.parametrize("broken", SCHEMA_BREAKS)
def test_the_schemas_would_tell(objects: list[Manifest], broken: str) -> None:
    found = _deployment(objects)
    SCHEMA_BREAKS[broken](found)

    assert all(schema_error(found, minor) for minor in MINORS)


@pytest.mark.parametrize("broken", SENSE_BREAKS)
def test_the_rules_would_tell(objects: list[Manifest], broken: str) -> None:
    found = _deployment(objects)
    change, says = SENSE_BREAKS[broken]
    change(found)

    assert objections(found) == [says]


def test_an_older_schema_in_the_place_of_a_missing_one_would_tell(objects: list[Manifest]) -> None:
    error = schema_error(_deployment(objects), "1.3")

    assert error
    assert error.startswith("there is no schema for 1.3")


@pytest.mark.parametrize(
    ("toleration", "expected"),
    [
        ({"key": "team", "operator": "Equal", "value": "vision", "effect": "NoExecute"}, True),
        ({"key": "team", "value": "vision"}, True),
        ({"key": "team", "operator": "Exists"}, True),
        ({"operator": "Exists"}, True),
        ({"key": "team", "operator": "Exists", "effect": "NoSchedule"}, False),
        ({"key": "team", "operator": "Equal", "value": "audio"}, False),
        ({"key": "other", "operator": "Exists"}, False),
    ],
)
def test_taints_and_tolerations_are_matched_as_the_scheduler_does(toleration: dict[str, str], expected: bool) -> None:  # noqa: FBT001 - a table
    assert tolerates([toleration], Taint("team", "vision", Effect.NO_EXECUTE)) is expected
