"""EFA: the interfaces of every type that takes them, against the tables of the EC2 user guide."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu import catalog
from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.design.capacity.efa import hugepages_mib, interfaces
from eks_gpu.scheduling.amounts import CPU, EFA, HUGEPAGES, MEMORY, PODS
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

GROUP = "gpu_node_groups[0]."
B = "us-west-2b"
# Cards and EFA interfaces: EC2 user guide, "Network cards" and "Supported instance types" of Elastic Fabric Adapter.
# The first of p6-b300's 17 cards supports no EFA.
TABLE = {
    "g4dn.8xlarge": (1, 1),
    "g4dn.12xlarge": (1, 1),
    "g4dn.16xlarge": (1, 1),
    "g4dn.metal": (1, 1),
    "g5.8xlarge": (1, 1),
    "g5.12xlarge": (1, 1),
    "g5.16xlarge": (1, 1),
    "g5.24xlarge": (1, 1),
    "g5.48xlarge": (1, 1),
    "g6.8xlarge": (1, 1),
    "g6.12xlarge": (1, 1),
    "g6.16xlarge": (1, 1),
    "g6.24xlarge": (1, 1),
    "g6.48xlarge": (1, 1),
    "g6e.8xlarge": (1, 1),
    "g6e.12xlarge": (1, 1),
    "g6e.16xlarge": (1, 1),
    "g6e.24xlarge": (2, 2),
    "g6e.48xlarge": (4, 4),
    "g7.8xlarge": (1, 1),
    "g7.12xlarge": (1, 1),
    "g7.24xlarge": (1, 1),
    "g7.48xlarge": (2, 2),
    "g7e.8xlarge": (1, 1),
    "g7e.12xlarge": (1, 1),
    "g7e.24xlarge": (2, 2),
    "g7e.48xlarge": (4, 4),
    "gr6.8xlarge": (1, 1),
    "p3dn.24xlarge": (1, 1),
    "p4d.24xlarge": (4, 4),
    "p4de.24xlarge": (4, 4),
    "p5.4xlarge": (1, 1),
    "p5.48xlarge": (32, 32),
    "p5e.48xlarge": (32, 32),
    "p5en.48xlarge": (16, 16),
    "p6-b200.48xlarge": (8, 8),
    "p6-b300.48xlarge": (17, 16),
}
# Card, device, kind.
WORKED = {
    ("p4d.24xlarge", "efa-only"): [
        (0, 0, "interface"),
        (0, 1, "efa-only"),
        (1, 0, "efa-only"),
        (2, 0, "efa-only"),
        (3, 0, "efa-only"),
    ],
    ("p4d.24xlarge", "classic"): [(0, 0, "efa"), (1, 1, "efa"), (2, 1, "efa"), (3, 1, "efa")],
    ("p6-b300.48xlarge", "efa-only"): [(0, 0, "interface"), *((card, 0, "efa-only") for card in range(1, 17))],
    ("p6-b300.48xlarge", "classic"): [(0, 0, "interface"), *((card, 1, "efa") for card in range(1, 17))],
    ("g5.8xlarge", "efa-only"): [(0, 0, "interface"), (0, 1, "efa-only")],
    ("g5.8xlarge", "classic"): [(0, 0, "efa")],
}


def instance(name: str) -> catalog.InstanceType:
    found = catalog.instance_type(name)
    assert found is not None
    return found


def design(instance_type: str, **changes: Any) -> ClusterDesign:
    efa = {GROUP + "instance_types": [instance_type], GROUP + "efa": True, GROUP + "zones": [B]}
    return design_cluster(ClusterSpec.model_validate(changed(efa | changes)))


def test_the_table_has_every_type_that_takes_efa() -> None:
    taking = {name for name, one in catalog.instance_types().items() if one.gpu and one.efa_max}
    assert taking == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_each_type_gets_as_many_as_it_takes(name: str) -> None:
    one, (cards, efas) = instance(name), TABLE[name]

    assert len(one.network_cards) == cards
    for made in (interfaces(one, "efa-only"), interfaces(one, "classic")):
        assert sum(interface.type != "interface" for interface in made) == efas


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("layout", ["efa-only", "classic"])
def test_no_layout_asks_more_of_a_card_than_it_takes(name: str, layout: Any) -> None:
    made = interfaces(instance(name), layout)

    assert (made[0].card, made[0].device) == (0, 0)
    assert made[0].type != "efa-only"
    assert len({(one.card, one.device) for one in made}) == len(made)
    for card in instance(name).network_cards:
        mine = [one for one in made if one.card == card.index]
        assert len(mine) <= card.max_interfaces
        assert {one.type for one in mine} <= set(card.interface_types)
        assert sum(one.type != "interface" for one in mine) <= 1


@pytest.mark.parametrize(("name", "layout"), WORKED)
def test_worked_examples(name: str, layout: Any) -> None:
    made = interfaces(instance(name), layout)
    assert [(one.card, one.device, one.type) for one in made] == WORKED[name, layout]


def test_efa_brings_all_that_belongs_to_it() -> None:
    made = design("p4d.24xlarge")
    (group,) = made.gpu_groups

    assert group.efa is not None
    assert group.efa.count == 4
    assert group.launch_template.interfaces == group.efa.interfaces
    assert group.launch_template.placement is not None
    assert (group.launch_template.placement.name, group.launch_template.placement.strategy) == (
        "base-gpu-cluster",
        "cluster",
    )
    assert group.template_resources[EFA] == "4"
    assert group.template_resources[HUGEPAGES] == "10256Mi"
    assert made.efa_plugin is not None
    assert made.efa_plugin.groups == ("gpu",)
    assert [(toleration.key, toleration.operator) for toleration in made.efa_plugin.tolerations] == [
        ("nvidia.com/gpu", "Exists")
    ]


def test_without_efa_there_is_none_of_it() -> None:
    made = design_cluster(ClusterSpec.model_validate(changed({})))
    (group,) = made.gpu_groups

    assert made.efa_plugin is None
    assert group.efa is None
    assert group.launch_template.interfaces == ()
    assert group.launch_template.placement is None
    assert {EFA, HUGEPAGES}.isdisjoint(group.template_resources)


@pytest.mark.parametrize(("minor", "apart"), [("1.32", True), ("1.33", False), ("1.36", False)])
def test_a_security_group_of_its_own_below_1_33_only(minor: str, *, apart: bool) -> None:
    (group,) = design("p4d.24xlarge", kubernetes_version=minor).gpu_groups
    assert group.launch_template.efa_security_group is apart


@pytest.mark.parametrize(
    ("region", "registry"),
    [
        ("us-west-2", "602401143452.dkr.ecr.us-west-2.amazonaws.com"),
        ("me-central-1", "759879836304.dkr.ecr.me-central-1.amazonaws.com"),
        ("cn-north-1", "918309763551.dkr.ecr.cn-north-1.amazonaws.com.cn"),
        ("mx-central-1", "602401143452.dkr.ecr.us-west-2.amazonaws.com"),
    ],
)
def test_the_plugins_image_is_the_regions_own(region: str, registry: str) -> None:
    plugin = design("p4d.24xlarge", region=region).efa_plugin
    assert plugin is not None
    assert plugin.image == f"{registry}/eks/aws-efa-k8s-device-plugin:v0.5.20"


def test_the_plugins_image_is_mirrored() -> None:
    plugin = design("p4d.24xlarge", images={"registry": "mirror.example/eks-gpu"}).efa_plugin
    assert plugin is not None
    assert plugin.image == "mirror.example/eks-gpu/eks/aws-efa-k8s-device-plugin:v0.5.20"


def test_huge_pages_are_taken_from_the_memory() -> None:
    """5128 pages of 2 MiB on AL2023; 110 for each of 96 vCPUs on Bottlerocket."""
    assert hugepages_mib("al2023", instance("p4d.24xlarge")) == 10256
    assert hugepages_mib("bottlerocket", instance("p4d.24xlarge")) == 21120
    (plain,), (with_efa,) = (
        one.nodes[0].pools for one in (design("p4d.24xlarge", **{GROUP + "efa": False}), design("p4d.24xlarge"))
    )
    node, before = with_efa.nodes[0], plain.nodes[0]
    assert before.allocatable[MEMORY] - node.allocatable[MEMORY] == 10256
    assert node.free[HUGEPAGES] == with_efa.template.free[HUGEPAGES] == 10256
    assert node.free[EFA] == with_efa.template.free[EFA] == 4
    # The plugin's own pod.
    assert before.free[CPU] - node.free[CPU] == 10


def test_an_efa_only_interface_leaves_fewer_addresses_for_pods() -> None:
    """p5.48xlarge: 2 interfaces of 50 addresses on the first card."""
    pods = {
        layout: design("p5.48xlarge", **{GROUP + "efa_layout": layout}).nodes[0].pools[0].nodes[0].capacity[PODS]
        for layout in ("classic", "efa-only")
    }
    assert pods == {"classic": 100, "efa-only": 51}
