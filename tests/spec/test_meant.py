"""What an unknown key was meant for, and that nothing else is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
from pydantic import BaseModel

from eks_gpu.spec import ClusterSpec, parse
from eks_gpu.spec.reading.meant import WORDS
from tests.specs import changed

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUP, WORK = "gpu_node_groups[0]", "workloads[0]"


def models(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    if model in seen:
        return
    seen.add(model)
    yield model
    for field in model.model_fields.values():
        yield from _models_in(field.annotation, seen)


def _models_in(annotation: Any, seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from models(annotation, seen)
    for part in get_args(annotation):
        yield from _models_in(part, seen)


def test_the_words_of_other_tools_lead_to_fields_that_exist() -> None:
    fields = {field for model in models(ClusterSpec, set()) for field in model.model_fields}

    assert {field for found in WORDS.values() for field in found} <= fields
    # A chart has a version of its own, and a load balancer subnets; in their places the words still mean other fields.
    # A key is named by its id in the backend, and by its ARN elsewhere.
    assert WORDS.keys() & fields == {"kms_key_arn", "kms_key_id", "subnets", "version"}, "a field needs no translation"


def fix_of(key: str, place: str) -> str:
    found = parse(changed({f"{place}.{key}": "x"})).problems
    (one,) = [problem for problem in found if problem.id == "spec-unknown-key"]
    return one.fix


@pytest.mark.parametrize(
    ("place", "key", "field"),
    [
        (GROUP, "instanceType", "instance_types"),
        (GROUP, "instance_type", "instance_types"),
        (GROUP, "minSize", "min"),
        (GROUP, "desired_size", "min"),
        (GROUP, "desiredCapacity", "min"),
        (GROUP, "max_nodes", "max"),
        (GROUP, "capacity_type", "capacity"),
        (GROUP, "disk_size", "disk_gib"),
        (GROUP, "volumeSize", "disk_gib"),
        (GROUP, "max_perzone", "max_per_zone"),
        (GROUP, "placement-group", "placement_group"),
        (WORK, "nodeSelector", "node_selector"),
        (WORK, "terminationGracePeriodSeconds", "termination_grace"),
        (WORK, "backoffLimit", "restarts"),
        (WORK, "initContainers", "init_containers"),
        (WORK, "gpu", "gpus"),
        (WORK, "groups", "node_groups"),
        ("namespaces[0]", "gpu", "gpu_quota"),
        (WORK, "comand", "command"),
    ],
)
def test_another_word_for_the_same_is_known(place: str, key: str, field: str) -> None:
    assert repr(field) in fix_of(key, place)


@pytest.mark.parametrize(
    ("place", "key"),
    [(GROUP, "max_price"), (GROUP, "spot_price"), (WORK, "time_slice"), (WORK, "node_port"), (GROUP, "root_volume")],
)
def test_a_key_that_means_something_else_is_only_removed(place: str, key: str) -> None:
    assert fix_of(key, place) == "remove it"


def test_another_path_is_not_the_path_of_the_mount() -> None:
    volumes = [{"mount_path": "/data", "sub_path": "/x", "scratch": "1Gi"}]
    (problem,) = parse(changed({f"{WORK}.volumes": volumes})).problems

    assert problem.fix == "remove it"


def test_the_keys_of_a_place_are_listed_once() -> None:
    found = parse(changed({f"{GROUP}.max_price": 1, f"{GROUP}.colour": "red", f"{WORK}.colour": "red"})).problems

    assert sum("valid keys here:" in problem.message for problem in found) == 2
