"""The design believes of every GPU type what Karpenter believes of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from eks_gpu import catalog
from tests.karpenter.pools import ZONES, models_of, node_class_of
from tests.karpenter.recorded import recorded_type
from tests.karpenter.types import MIB, NodeClass, believed

NAMES = sorted(kind.name for kind in catalog.instance_types().values() if kind.gpu)
WITH_EFA = sorted(kind.name for kind in catalog.instance_types().values() if kind.gpu and kind.efa_max)
UNITS = {
    "cpu": Fraction(1, 1000),
    "memory": Fraction(MIB),
    "ephemeral-storage": Fraction(MIB),
    "hugepages-2Mi": Fraction(MIB),
}
FORMS: dict[str, dict[str, Any]] = {
    "plain": {},
    "bottlerocket": {"os": "bottlerocket", "disk_gib": 333},
    "raid": {"local_storage": "raid0"},
    "few-pods": {"nodes": {"kubelet": {"max_pods": 20}}},
    "few-pods-bottlerocket": {"os": "bottlerocket", "nodes": {"kubelet": {"max_pods": 20}}},
    "slices": {"sharing": {"time_slicing": {"replicas": 4}}},
    "renamed": {"sharing": {"time_slicing": {"replicas": 3, "rename": True}}},
}


def differences(pool: dict[str, Any], node_class: NodeClass | None = None) -> list[str]:
    """Resources and labels of which design and Karpenter think differently."""
    (choice,) = models_of(pool).pools[0].choices
    (name,) = pool["instance_types"]
    found = believed(name, node_class or node_class_of(pool), "us-west-2", frozenset(pool.get("zones", ZONES)))
    ours = {key: amount * UNITS.get(key, 1) for key, amount in choice.template.allocatable.items()}
    unlike = []
    for key in {*ours, *found.allocatable} - {"EBS volumes"}:
        left = found.allocatable.get(key, Fraction(0))
        # The design counts whole MiB.
        slack = Fraction(2 * MIB) if key == "ephemeral-storage" else Fraction(0)
        efas = key == "vpc.amazonaws.com/efa" and not pool.get("efa")
        if abs(ours.get(key, Fraction(0)) - left) > slack and not efas:
            unlike.append(f"{key}: {ours.get(key)} and {left}")
    for label, values in found.labels.items():
        sold = values & frozenset(pool.get("capacity", ["on-demand"])) if label.endswith("capacity-type") else values
        if choice.template.labels.get(label) != sold:
            unlike.append(f"{label}: {choice.template.labels.get(label)} and {sold}")
    return unlike


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_a_type_is_believed_to_be_what_karpenter_believes(name: str, form: str) -> None:
    if recorded_type(name)["GpuInfo"]["Gpus"][0]["Name"] == "GB200":
        pytest.skip("offers no GPUs to pods")

    assert differences({"instance_types": [name], **FORMS[form]}) == []


@pytest.mark.parametrize("os", ["al2023", "bottlerocket"])
@pytest.mark.parametrize("name", WITH_EFA)
def test_so_is_a_type_with_efa(name: str, os: str) -> None:
    assert differences({"instance_types": [name], "efa": True, "os": os, "zones": ["us-west-2a"]}) == []


@pytest.mark.parametrize(("name", "cut"), [("p4d.24xlarge", "1g.5gb"), ("p5.48xlarge", {"3g.40gb": 2})])
def test_so_is_a_type_with_mig(name: str, cut: str | dict[str, int]) -> None:
    assert differences({"instance_types": [name], "sharing": {"mig": cut}}) == []


@pytest.mark.parametrize(
    "wrong",
    [
        NodeClass(volume_gib=100),
        NodeClass(family="Bottlerocket", max_pods=20),
        NodeClass(max_pods=20),
        NodeClass(reserved_enis=1),
        NodeClass(overlays={"g5.xlarge": {"nvidia.com/gpu": 2}}),
        NodeClass(overlays={"g5.xlarge": {"hugepages-2Mi": 512 * MIB}}),
    ],
    ids=["disk", "reserve", "pods", "interfaces", "gpus", "pages"],
)
def test_a_difference_is_seen(wrong: NodeClass) -> None:
    assert differences({"instance_types": ["g5.xlarge"]}, wrong)
