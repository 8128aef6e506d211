"""The design and the tests' model of Karpenter, against the tables that Karpenter's makers generate with its code."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eks_gpu.scheduling.labels import ANY
from eks_gpu.scheduling.quantity import mebibytes, millicores
from tests.karpenter.pools import models_of
from tests.karpenter.types import MIB, NodeClass, believed

if TYPE_CHECKING:
    from collections.abc import Mapping

RECORDED: dict[str, dict[str, dict[str, str]]] = json.loads(
    (Path(__file__).parent / "recorded/instance_types.json").read_text(encoding="utf-8")
)
DISK_GIB = 20
IN_MIB = ("memory", "ephemeral-storage")


def amounts(resources: Mapping[str, str]) -> dict[str, int]:
    """Karpenter's amounts as thousandths of a core, MiB and pieces, without the interfaces of pods' security groups."""
    found = {}
    for name, text in resources.items():
        if name == "cpu":
            found[name] = millicores(text)
        elif name in IN_MIB:
            found[name] = mebibytes(text)
        elif name != "vpc.amazonaws.com/pod-eni":
            found[name] = int(text)
    return found


@pytest.mark.parametrize("name", RECORDED)
def test_the_model_of_these_tests_has_karpenters_figures(name: str) -> None:
    found = believed(name, NodeClass(volume_gib=DISK_GIB), "us-west-2", frozenset({"us-west-2a"})).allocatable

    units = {"cpu": Fraction(1, 1000), "memory": Fraction(MIB), "ephemeral-storage": Fraction(MIB)}
    ours = {key: amount / units.get(key, 1) for key, amount in found.items() if amount}
    assert ours == amounts(RECORDED[name]["resources"])


@pytest.mark.parametrize("name", RECORDED)
def test_the_design_has_karpenters_figures(name: str) -> None:
    models = models_of({"instance_types": [name], "disk_gib": DISK_GIB})
    template = models.pools[0].choices[0].template

    # EFA counts only in a pool with `efa`, whose NodeClass names the interfaces; parts of a GPU come by an overlay.
    asked = {"cpu", "memory", "ephemeral-storage", "pods"}
    recorded = amounts(RECORDED[name]["resources"])
    assert {key: template.allocatable[key] for key in asked} == {key: recorded[key] for key in asked}
    gpus = recorded.get("nvidia.com/gpu", 0)
    assert not gpus or template.allocatable["nvidia.com/gpu"] == gpus


@pytest.mark.parametrize("name", RECORDED)
def test_the_design_has_karpenters_labels(name: str) -> None:
    template = models_of({"instance_types": [name]}).pools[0].choices[0].template

    for label, value in RECORDED[name]["labels"].items():
        known = template.labels.get(label)
        assert known in {frozenset({value}), ANY}, f"{label}: {known} and {value}"


def test_a_label_that_a_type_has_by_its_name_is_known_with_its_value() -> None:
    template = models_of({"instance_types": ["g6e.2xlarge"]}).pools[0].choices[0].template

    known = {key.partition("/")[2]: set(values) for key, values in template.labels.items() if "instance-" in key}
    assert known["instance-family"] == {"g6e"}
    assert known["instance-gpu-name"] == {"l40s"}
    assert known["instance-gpu-memory"] == {"45776"}
