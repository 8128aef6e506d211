"""Shared GPUs in the design: resources and counts, labels, tags, and requests of workloads. Counts are worked by
hand."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import Any

import pytest

from eks_gpu import catalog
from eks_gpu.design import ClusterDesign, GpuGroupDesign, design_cluster
from eks_gpu.design.sharing.group_sharing import layout
from eks_gpu.scheduling.mig import placed
from eks_gpu.scheduling.quantity import mebibytes
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

TAG = "k8s.io/cluster-autoscaler/node-template/resources/"
GPU = "nvidia.com/gpu"
DISK = {"ephemeral-storage": "179Gi"}

# Type, sharing, a node's resources, the tags in addition to the disk's, and whether the autoscaler waits for
# `nvidia.com/gpu`.
OFFERS: list[tuple[str, Any, dict[str, int], dict[str, str], bool]] = [
    ("g6.xlarge", "none", {GPU: 1}, {}, True),
    ("g6.xlarge", {"time_slicing": {"replicas": 4}}, {GPU: 4}, {GPU: "4"}, True),
    ("g6.12xlarge", {"time_slicing": {"replicas": 10}}, {GPU: 40}, {GPU: "40"}, True),
    (
        "g6.12xlarge",
        {"time_slicing": {"replicas": 10, "rename": True}},
        {f"{GPU}.shared": 40},
        {GPU: "0", f"{GPU}.shared": "40"},
        False,
    ),
    ("g5.48xlarge", {"mps": {"replicas": 3}}, {GPU: 24}, {GPU: "24"}, True),
    ("p5.48xlarge", {"mig": "1g.10gb"}, {GPU: 56}, {GPU: "56"}, True),
    ("p5.48xlarge", {"mig": "3g.40gb"}, {GPU: 16}, {GPU: "16"}, True),
    # Seven parts that are the whole of it: as many as there are GPUs, so there is nothing to tell the autoscaler.
    ("p5.48xlarge", {"mig": "7g.80gb"}, {GPU: 8}, {}, True),
    (
        "p5.48xlarge",
        {"mig": {"1g.10gb": 2, "3g.40gb": 1}},
        {"nvidia.com/mig-1g.10gb": 16, "nvidia.com/mig-3g.40gb": 8},
        {GPU: "0", "nvidia.com/mig-1g.10gb": "16", "nvidia.com/mig-3g.40gb": "8"},
        False,
    ),
    (
        "p5.4xlarge",
        {"mig": {"1g.20gb": 4}, "time_slicing": {"replicas": 2, "rename": True}},
        {"nvidia.com/mig-1g.20gb.shared": 8},
        {GPU: "0", "nvidia.com/mig-1g.20gb.shared": "8"},
        False,
    ),
    ("p4d.24xlarge", {"mig": "1g.5gb", "time_slicing": {"replicas": 2}}, {GPU: 112}, {GPU: "112"}, True),
    ("g7e.2xlarge", {"mig": "1g.24gb"}, {GPU: 4}, {GPU: "4"}, True),
    ("g6f.large", {"time_slicing": {"replicas": 2}}, {GPU: 2}, {GPU: "2"}, True),
]


def design(**changes: Any) -> ClusterDesign:
    return design_cluster(ClusterSpec.model_validate(changed(changes)))


def group(instance_type: str, sharing: Any, **changes: Any) -> GpuGroupDesign:
    shared = {"gpu_node_groups[0].instance_types": [instance_type], "gpu_node_groups[0].sharing": sharing}
    return design(**shared, **{f"gpu_node_groups[0].{key}": value for key, value in changes.items()}).gpu_groups[0]


@pytest.mark.parametrize(("instance_type", "sharing", "offers", "tags", "labelled"), OFFERS)
def test_counts(instance_type: str, sharing: Any, offers: dict[str, int], tags: dict[str, str], labelled: bool) -> None:  # noqa: FBT001 - a table
    found = group(instance_type, sharing)

    assert found.offers == offers
    assert found.template_tags == {f"{TAG}{name}": count for name, count in (DISK | tags).items()}
    assert ("k8s.amazonaws.com/accelerator" in found.labels) is labelled


@pytest.mark.parametrize(("instance_type", "sharing", "offers", "tags", "labelled"), OFFERS)
def test_both_models_agree_on_gpus(
    instance_type: str,
    sharing: Any,
    offers: dict[str, int],
    tags: dict[str, str],  # noqa: ARG001 - a table
    labelled: bool,  # noqa: ARG001, FBT001 - a table
) -> None:
    pool = (
        design(
            **{"gpu_node_groups[0].instance_types": [instance_type], "gpu_node_groups[0].sharing": sharing},
        )
        .nodes[0]
        .pools[0]
    )

    for model in (pool.template, *pool.nodes):
        has = {name: amount for name, amount in model.capacity.items() if name.startswith("nvidia.com/") and amount}
        assert has == offers


@pytest.mark.parametrize(
    ("sharing", "says"),
    [
        ("none", "none"),
        ({"time_slicing": {"replicas": 2}}, "time-slicing"),
        ({"mps": {"replicas": 2}}, "mps"),
        ({"mig": "1g.10gb"}, "mig"),
        ({"mig": {"1g.10gb": 1}, "time_slicing": {"replicas": 2}}, "mig-time-slicing"),
    ],
)
def test_labels_say_how_it_is_shared_and_which_settings_the_plugin_takes(sharing: Any, says: str) -> None:
    al2023, rocket = group("p5.48xlarge", sharing), group("p5.48xlarge", sharing, os="bottlerocket")

    assert al2023.labels["eks-gpu.io/sharing"] == rocket.labels["eks-gpu.io/sharing"] == says
    assert al2023.labels.get("nvidia.com/device-plugin.config") == (None if says == "none" else "gpu")
    assert "nvidia.com/device-plugin.config" not in rocket.labels


def work(sharing: Any, instance_type: str = "p5.48xlarge", **changes: Any) -> ClusterDesign:
    shared = {"gpu_node_groups[0].instance_types": [instance_type], "gpu_node_groups[0].sharing": sharing}
    return design(**shared, **{f"workloads[0].{key}": value for key, value in changes.items()})


@pytest.mark.parametrize(
    ("sharing", "changes", "asks"),
    [
        ({"time_slicing": {"replicas": 4}}, {}, {GPU: 1}),
        ({"time_slicing": {"replicas": 4, "rename": True}}, {}, {f"{GPU}.shared": 1}),
        ({"mig": "1g.10gb"}, {"gpus": 2}, {GPU: 2}),
        ({"mig": "1g.10gb"}, {"gpu_profile": "1g.10gb"}, {GPU: 1}),
        ({"mig": {"1g.10gb": 7}}, {}, {"nvidia.com/mig-1g.10gb": 1}),
        ({"mig": {"1g.10gb": 2, "3g.40gb": 1}}, {"gpu_profile": "3g.40gb"}, {"nvidia.com/mig-3g.40gb": 1}),
        (
            {"mig": {"1g.10gb": 2, "3g.40gb": 1}, "time_slicing": {"replicas": 2, "rename": True}},
            {"gpu_profile": "3g.40gb"},
            {"nvidia.com/mig-3g.40gb.shared": 1},
        ),
    ],
)
def test_a_workload_asks_for_what_its_group_offers(sharing: Any, changes: dict[str, Any], asks: dict[str, int]) -> None:
    found = work(sharing, **changes)

    assert found.workloads[0].gpus == asks
    assert found.schedulability[0].verdict == "runs"
    # EKS adds a toleration for a taint whose key is the resource, and for no other: this one is written out.
    keys = [(toleration.key, toleration.operator, toleration.effect) for toleration in found.workloads[0].tolerations]
    assert keys == [(GPU, "Exists", "NoSchedule")]


def test_whole_gpus_come_first_where_a_workload_may_go_anywhere() -> None:
    groups = [
        {
            "name": "shared",
            "instance_types": ["g6.xlarge"],
            "max": 1,
            "sharing": {"time_slicing": {"replicas": 2, "rename": True}},
        },
        {"name": "whole", "instance_types": ["g6.xlarge"], "max": 1},
    ]
    found = design(gpu_node_groups=groups).workloads[0]

    assert (found.gpus, found.groups) == ({GPU: 1}, ("whole",))


@pytest.mark.parametrize("named", [None, ["small", "large", "whole"]])
@pytest.mark.parametrize(("profile", "group"), [("1g.10gb", "small"), ("3g.40gb", "large")])
def test_a_profile_decides_among_groups_that_offer_parts_by_one_name(
    profile: str, group: str, named: list[str] | None
) -> None:
    cuts: dict[str, Any] = {"whole": "none", "small": {"mig": "1g.10gb"}, "large": {"mig": "3g.40gb"}}
    groups = [
        {"name": name, "instance_types": ["p5.48xlarge"], "max": 1, "sharing": sharing}
        for name, sharing in cuts.items()
    ]
    found = design(
        gpu_node_groups=groups,
        **{"workloads[0].gpu_profile": profile, "workloads[0].node_groups": named},
    )

    assert (found.workloads[0].gpus, found.workloads[0].groups) == ({GPU: 1}, (group,))
    verdicts = {group.group: group.fit.verdict for group in found.schedulability[0].groups}
    assert verdicts == {name: "runs" if name == group else "excluded" for name in cuts}


def test_a_pod_that_asks_for_whole_gpus_does_not_scale_a_group_of_parts() -> None:
    """The tag of zero: EC2 says eight, and the autoscaler would buy a node for it."""
    found = work({"mig": {"1g.10gb": 2, "3g.40gb": 1}})

    assert found.workloads[0].gpus == {GPU: 1}
    assert found.schedulability[0].verdict == "excluded"


@pytest.mark.parametrize(("sharing", "profile", "parts"), [("none", None, 8), ({"mig": "1g.10gb"}, None, 56)])
def test_a_share_of_the_node_goes_by_the_count(sharing: Any, profile: str | None, parts: int) -> None:
    found = work(sharing, gpu_profile=profile)
    node = found.nodes[0].smallest

    most = node.free["memory"] / parts
    assert most - 512 < mebibytes(found.workloads[0].memory) <= most


def test_parts_of_two_profiles_weigh_as_their_compute_slices() -> None:
    """Two of one slice and one of three are five slices of every GPU, forty of the node."""
    cut = {"mig": {"1g.10gb": 2, "3g.40gb": 1}}
    small, large = (work(cut, gpu_profile=name) for name in ("1g.10gb", "3g.40gb"))
    free = small.nodes[0].smallest.free["memory"]

    for found, slices in ((small, 1), (large, 3)):
        assert free * slices / 40 - 512 < mebibytes(found.workloads[0].memory) <= free * slices / 40
    counts = [found.schedulability[0].groups[0].fit.per_node for found in (small, large)]
    assert counts == [16, 8]


@pytest.mark.parametrize(
    ("quota", "limits"),
    [
        (None, None),
        (4, {GPU: 4, f"{GPU}.shared": 0, "nvidia.com/mig-1g.10gb": 0}),
        ({"gpu.shared": 16}, {GPU: 0, f"{GPU}.shared": 16, "nvidia.com/mig-1g.10gb": 0}),
        (
            {"gpu": 4, "gpu.shared": 16, "mig-1g.10gb": 7},
            {GPU: 4, f"{GPU}.shared": 16, "nvidia.com/mig-1g.10gb": 7},
        ),
    ],
)
def test_a_quota_covers_every_name_for_gpus(quota: Any, limits: dict[str, int] | None) -> None:
    groups = [
        {"name": "whole", "instance_types": ["g6.xlarge"], "max": 1},
        {
            "name": "shared",
            "instance_types": ["g6.xlarge"],
            "max": 1,
            "sharing": {"mps": {"replicas": 2, "rename": True}},
        },
        {"name": "cut", "instance_types": ["p5.48xlarge"], "max": 1, "sharing": {"mig": {"1g.10gb": 7}}},
    ]
    found = design(gpu_node_groups=groups, namespaces=[{"name": "team", "gpu_quota": quota}])

    assert found.namespaces[0].limits == limits


def test_a_quota_in_a_cluster_that_shares_nothing_counts_only_gpus() -> None:
    assert design(namespaces=[{"name": "team", "gpu_quota": 3}]).namespaces[0].limits == {GPU: 3}


def model(instance_type: str) -> catalog.GpuModel:
    found = catalog.instance_type(instance_type)
    assert found is not None
    assert found.gpu is not None
    return catalog.gpu_model(found.gpu)


# Combinations of the MIG user guide's table for A100 and H100, and some that it does not have.
@pytest.mark.parametrize(
    ("cut", "parts"),
    [
        ({"7g.80gb": 1}, "7g.80gb:0"),
        ({"4g.40gb": 1, "3g.40gb": 1}, "4g.40gb:0 3g.40gb:4"),
        ({"3g.40gb": 2}, "3g.40gb:0 3g.40gb:4"),
        # With the large part in the first half, which is where it goes by itself, only one of the others would fit.
        ({"3g.40gb": 1, "2g.20gb": 2}, "3g.40gb:4 2g.20gb:0 2g.20gb:2"),
        ({"3g.40gb": 1, "2g.20gb": 1, "1g.10gb": 2}, "3g.40gb:4 2g.20gb:0 1g.10gb:2 1g.10gb:3"),
        ({"3g.40gb": 1, "1g.10gb": 4}, "3g.40gb:4 1g.10gb:0 1g.10gb:1 1g.10gb:2 1g.10gb:3"),
        ({"1g.10gb": 2, "3g.40gb": 1}, "3g.40gb:0 1g.10gb:4 1g.10gb:5"),
        ({"2g.20gb": 3, "1g.10gb": 1}, "2g.20gb:0 2g.20gb:2 2g.20gb:4 1g.10gb:6"),
        ({"4g.40gb": 1, "1g.20gb": 2}, "4g.40gb:0 1g.20gb:4 1g.20gb:6"),
        ({"4g.40gb": 2}, ""),
        ({"4g.40gb": 1, "3g.40gb": 1, "1g.10gb": 1}, ""),
        # Seven compute slices, nine of memory.
        ({"3g.40gb": 2, "1g.10gb": 1}, ""),
        ({"1g.10gb": 5, "3g.40gb": 1}, ""),
        ({"7g.80gb": 1, "1g.10gb": 1}, ""),
    ],
)
def test_where_parts_lie(cut: dict[str, int], parts: str) -> None:
    assert " ".join(f"{name}:{start}" for name, start in layout(cut, model("p5.48xlarge"))) == parts
    assert " ".join(group("p5.48xlarge", {"mig": cut}).sharing.parts) == parts


def test_parts_are_placed_by_hand_only_where_nvidia_says_how() -> None:
    assert group("g7e.2xlarge", {"mig": {"1g.24gb": 2, "2g.48gb": 1}}).sharing.parts == (
        "2g.48gb",
        "1g.24gb",
        "1g.24gb",
    )
    assert group("p5.48xlarge", {"mig": "2g.20gb"}).sharing.parts == ("2g.20gb",) * 3


@pytest.mark.parametrize("instance_type", ["p4d.24xlarge", "p5.48xlarge", "p6-b200.48xlarge", "g7e.2xlarge"])
def test_so_many_parts_of_one_profile_fit_and_no_more(instance_type: str) -> None:
    for profile in model(instance_type).mig_profiles:
        assert placed([profile] * profile.max_parts) is not None
        assert placed([profile] * (profile.max_parts + 1)) is None


def test_placed_slices_never_overlap_nor_exceed_the_gpu() -> None:
    found = model("p5.48xlarge")
    fitting = 0
    for count in range(1, 5):
        for profiles in combinations_with_replacement(found.mig_profiles, count):
            where = placed(profiles)
            if where is None:
                continue
            fitting += 1
            taken = [slot for one, start in where for slot in range(start, start + one.memory_slices)]
            assert len(taken) == len(set(taken)) <= found.mig_memory_slices
            assert sum(one.slices for one, _ in where) <= found.mig_slices
    assert fitting
