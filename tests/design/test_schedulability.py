"""Verdicts on workloads, and the words for them."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.design import WorkloadFit, design_cluster
from eks_gpu.scheduling.taints import GPU_TAINT, Effect, Taint, TolerationDesign, automatic, repelling
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

SMALL = {"name": "small", "instance_types": ["g5.xlarge"], "max_per_zone": 1}
LARGE = {"name": "large", "instance_types": ["g5.48xlarge"], "max": 2}


def judged(*groups: dict[str, Any], **fields: Any) -> WorkloadFit:
    changes = {f"workloads[0].{name}": value for name, value in fields.items()}
    spec = changed({"gpu_node_groups": list(groups or (SMALL,)), **changes})
    return design_cluster(ClusterSpec.model_validate(spec)).schedulability[0]


def verdicts(found: WorkloadFit) -> dict[str, str]:
    return {group.group: group.fit.verdict for group in found.groups}


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({}, "runs"),
        ({"memory": "13Gi"}, "runs"),
        ({"memory": "15Gi"}, "stays-pending"),
        ({"memory": "16Gi"}, "never-scales"),
        ({"cpu": "3660m"}, "runs"),
        ({"cpu": "3661m"}, "never-scales"),
        ({"cpu": "3680m"}, "never-scales"),
        ({"cpu": "4"}, "never-scales"),
        ({"gpus": 2}, "never-scales"),
        ({"ephemeral_storage": "1Ti"}, "never-scales"),
        ({"node_selector": {"nvidia.com/gpu.product": "NVIDIA-A10G"}}, "never-scales"),
        ({"node_selector": {"feature.node.kubernetes.io/pci-10de.present": "true"}}, "never-scales"),
        ({"node_selector": {"topology.k8s.aws/zone-id": "usw2-az1"}}, "never-scales"),
        ({"node_selector": {"karpenter.sh/capacity-type": "spot"}}, "excluded"),
        ({"node_selector": {"topology.kubernetes.io/zone": "us-west-2c"}}, "excluded"),
        ({"node_selector": {"topology.kubernetes.io/zone": "us-west-2b"}}, "runs"),
        ({"node_selector": {"nvidia.com/gpu.present": "true"}}, "runs"),
        ({"kind": "deployment", "replicas": 2}, "runs"),
        ({"kind": "deployment", "replicas": 3}, "capacity"),
        ({"completions": 100}, "runs"),
    ],
    ids=str,
)
def test_one_group(fields: dict[str, Any], verdict: str) -> None:
    found = judged(**fields)

    assert found.verdict == verdict
    assert verdicts(found) == {"small": verdict}
    assert (verdict == "runs") == (not found.groups[0].reasons)


@pytest.mark.parametrize("zone", ["us-west-2a", "us-west-2b"])
@pytest.mark.parametrize("key", ["topology.kubernetes.io/zone", "topology.ebs.csi.aws.com/zone"])
def test_one_group_over_several_zones_never_starts_for_a_pod_of_one(key: str, zone: str) -> None:
    several = {"name": "small", "instance_types": ["g5.xlarge"], "max": 2}

    assert judged(several, node_selector={key: zone}).verdict == "never-scales"
    assert judged({**several, "min": 1}, node_selector={key: zone}).verdict == "stays-pending"
    assert judged({**several, "zones": [zone]}, node_selector={key: zone}).verdict == "runs"
    assert judged(several, node_selector={key: "us-west-2c"}).verdict == "excluded"


def test_a_group_that_runs_it_is_enough() -> None:
    assert (found := judged(SMALL, LARGE, gpus=4)).verdict == "runs"
    assert verdicts(found) == {"small": "excluded", "large": "runs"}
    assert found.groups[0].reasons == ("requests 4 nvidia.com/gpu; the autoscaler expects a g5.xlarge to have 1",)
    assert (found.groups[1].fit.per_node, found.groups[1].fit.places) == (2, 4)


def test_a_group_bought_in_vain_counts_even_next_to_one_that_runs_it() -> None:
    found = judged(SMALL, LARGE, memory="15Gi", node_groups=["small", "large"])

    assert found.verdict == "stays-pending"
    assert verdicts(found) == {"small": "stays-pending", "large": "runs"}


def test_groups_that_the_user_left_out() -> None:
    found = judged(SMALL, LARGE, node_groups=["large"])

    assert verdicts(found) == {"small": "excluded", "large": "runs"}


def test_the_numbers_are_in_the_reason() -> None:
    (reason,) = judged(memory="15Gi").groups[0].reasons

    for number in ("15Gi", "14193Mi", "15177Mi", "16170Mi"):
        assert number in reason


def test_nobody_adds_nodes() -> None:
    spec = changed({"autoscaler": {"kind": "none"}})

    assert design_cluster(ClusterSpec.model_validate(spec)).schedulability[0].verdict == "never-scales"


def test_two_workloads_share_the_gpus_of_a_node() -> None:
    one = {"kind": "deployment", "image": "registry.example/serve:1", "gpus": 4, "replicas": 2}
    spec = changed({"gpu_node_groups": [LARGE], "workloads": [{**one, "name": "a"}, {**one, "name": "b"}]})
    spec["workloads"].append({**one, "name": "c", "replicas": 1})

    found = design_cluster(ClusterSpec.model_validate(spec)).schedulability

    assert [(fit.verdict, fit.placed) for fit in found] == [("runs", 2), ("runs", 2), ("capacity", 0)]


def test_what_eks_tolerates_by_itself() -> None:
    custom = Taint("team", "ml", Effect.NO_SCHEDULE)
    soft = Taint("soft", "x", Effect.PREFER_NO_SCHEDULE)

    assert repelling([GPU_TAINT, soft], automatic({"nvidia.com/gpu": 1, "cpu": 1})) == ()
    assert repelling([GPU_TAINT, custom], automatic({"nvidia.com/gpu": 1})) == (custom,)
    # The key is the resource's own name, and the only effect is NoSchedule.
    assert repelling([GPU_TAINT], automatic({"nvidia.com/mig-1g.10gb": 1})) == (GPU_TAINT,)
    assert repelling([Taint("nvidia.com/gpu", "x", Effect.NO_EXECUTE)], automatic({"nvidia.com/gpu": 1})) != ()


@pytest.mark.parametrize(
    ("toleration", "covers"),
    [
        (TolerationDesign("team", "Exists"), True),
        (TolerationDesign("team", "Equal", "ml"), True),
        (TolerationDesign("team", "Equal", "other"), False),
        (TolerationDesign("team", "Exists", effect="NoSchedule"), False),
        (TolerationDesign("team", "Exists", effect="NoExecute"), True),
        (TolerationDesign(None, "Exists"), True),
        (TolerationDesign("other", "Exists"), False),
    ],
)
def test_tolerations(toleration: TolerationDesign, covers: bool) -> None:  # noqa: FBT001 - a table
    taint = Taint("team", "ml", Effect.NO_EXECUTE)

    assert (repelling([taint], [toleration]) == ()) is covers
