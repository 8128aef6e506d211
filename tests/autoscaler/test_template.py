"""The autoscaler learns about groups at zero what the design promises, from EKS and from tags."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from botocore.session import get_session

from eks_gpu.design import NodesDesign
from tests.autoscaler import ec2
from tests.autoscaler.clusters import DRAWN, NAMES
from tests.autoscaler.comparison import differences, expected
from tests.autoscaler.shared import gpu_resources
from tests.autoscaler.tags import LABEL, OPTIONS, RESOURCES, TAINT
from tests.autoscaler.template import BOTH, MARK, emitted_tags, strays, tags_of_eks, templates, unlike

if TYPE_CHECKING:
    from tests.autoscaler.clusters import Cluster
    from tests.autoscaler.template import Source

pytestmark = pytest.mark.engine
# EKS' answer may be denied, and tags may not be there yet: each must do without the other.
SOURCES: tuple[tuple[Source, ...], ...] = (BOTH, ("tags",), ("eks",))
SYSTEM = "system_nodes"
GIB = 1024**3
# The cluster that is broken below: a group by zone, one with options, one with MIG slices.
SPOT, CERTAIN, PARTS = "gpu-spot_us-west-2a", "gpu-certain_us-west-2b", "gpu-parts_nodes"
STORAGE, GPU = f"{RESOURCES}ephemeral-storage", f"{RESOURCES}nvidia.com/gpu"


def compared(cluster: Cluster, stack: dict[str, Any], sources: tuple[Source, ...]) -> list[str]:
    """All differences but of the system nodes, which the design has no template of: they are never at zero."""
    found = templates(stack, cluster.zones, sources)
    # A cluster that others made has none in the stack.
    assert (SYSTEM in found) is not cluster.design.spec.existing_cluster
    found.pop(SYSTEM, None)
    return differences(expected(cluster.design, sources), found)


@pytest.mark.parametrize("sources", SOURCES, ids="+".join)
@pytest.mark.parametrize("name", NAMES)
def test_the_autoscaler_believes_what_the_design_says(
    name: str, sources: tuple[Source, ...], clusters: dict[str, Cluster]
) -> None:
    cluster = clusters[name]

    assert compared(cluster, cluster.stack, sources) == []


@pytest.mark.parametrize("sources", SOURCES, ids="+".join)
@pytest.mark.parametrize("name", NAMES)
def test_a_group_is_believed_to_have_what_its_nodes_will_have(
    name: str, sources: tuple[Source, ...], clusters: dict[str, Cluster]
) -> None:
    """A mistake that design and Terraform share; held against EC2's record and the volumes instead."""
    cluster = clusters[name]
    resources = cluster.stack["resource"]
    for group, template in templates(cluster.stack, cluster.zones, sources).items():
        if group == SYSTEM:
            continue
        declared = [one for one in cluster.design.spec.gpu_node_groups if group.startswith(f"gpu-{one.name}_")]
        gpus = ec2.gpus_on_a_node(template.instance_type)
        wanted = gpu_resources(declared[0], gpus) if declared else {"nvidia.com/gpu": 0}
        assert bool(declared) == bool(gpus), group
        assert {key: value for key, value in template.capacity.items() if key.startswith("nvidia.com/")} == wanted, (
            group
        )
        launch = resources["aws_eks_node_group"][group]["launch_template"]["id"]
        address = launch.removeprefix("${aws_launch_template.").removesuffix(".id}")
        mappings = resources["aws_launch_template"][address]["block_device_mappings"]
        disk = next(mapping["ebs"]["volume_size"] for mapping in mappings if "volume_size" in mapping["ebs"])
        spec = next(one for one in cluster.design.groups if group.startswith(f"{one.id}_")).spec
        size, slack = Decimal(disk) * GIB, Decimal(GIB)
        if spec.local_storage == "raid0":
            # The file system and RAID take something of the disks.
            size = Decimal(ec2.instance_store(template.instance_type))
            slack += size / 50
        # kubelet keeps a tenth of the disk and 1 GiB.
        most = size * 9 / 10 - GIB
        assert most - slack < template.capacity["ephemeral-storage"] <= most, group
        efas = ec2.efas(template.instance_type) if spec.efa else 0
        assert template.capacity.get("vpc.amazonaws.com/efa", 0) == efas, group
        assert ("hugepages-2Mi" in template.capacity) is bool(efas), group
        assert (("nvidia.com/gpu", "present", "NoSchedule") in template.taints) is bool(declared), group
        # Without it, a node whose GPU is not there yet counts as ready (`processors/customresources/gpu_processor.go`);
        # with it, one that offers other names never does.
        assert ("k8s.amazonaws.com/accelerator" in template.labels) == bool(wanted["nvidia.com/gpu"]), group


@pytest.mark.parametrize("name", NAMES)
def test_every_tag_is_on_a_group_of_this_stack_and_every_gpu_group_has_some(
    name: str, clusters: dict[str, Cluster]
) -> None:
    cluster = clusters[name]

    assert strays(cluster.stack) == []
    for group in expected(cluster.design):
        assert emitted_tags(cluster.stack, group), group
    assert not emitted_tags(cluster.stack, SYSTEM)


@pytest.mark.parametrize("name", NAMES)
def test_aws_takes_every_tag(name: str, clusters: dict[str, Cluster]) -> None:
    cluster = clusters[name]
    service = get_session().get_service_model("autoscaling")
    key_limits, value_limits = (service.shape_for(shape).metadata for shape in ("TagKey", "TagValue"))
    for group in expected(cluster.design):
        tags = emitted_tags(cluster.stack, group)
        # An Auto Scaling group has at most 50 tags (Auto Scaling user guide, Tag Auto Scaling groups and instances).
        assert len(tags) + len(tags_of_eks(cluster.design.name)) <= 50
        assert not tags.keys() & tags_of_eks(cluster.design.name).keys(), "EKS and Terraform would overwrite each other"
        for key, value in tags.items():
            assert len(key) <= key_limits["max"], key
            assert len(value) <= value_limits["max"], key


@pytest.mark.parametrize("name", NAMES)
def test_system_nodes_are_as_declared(name: str, clusters: dict[str, Cluster]) -> None:
    """Without tags of the autoscaler, because they are never at zero."""
    cluster = clusters[name]
    if cluster.design.spec.existing_cluster:
        assert SYSTEM not in templates(cluster.stack, cluster.zones)
        return
    system = templates(cluster.stack, cluster.zones)[SYSTEM]
    instance_type = cluster.design.system.types[0]

    declared = cluster.design.system.taints
    assert system.taints == {(taint.key, taint.value, taint.effect.kubernetes) for taint in declared}
    assert system.capacity == {
        "cpu": instance_type.vcpus,
        "memory": instance_type.memory_mib * 1024**2,
        "pods": 110,
        "nvidia.com/gpu": 0,
    }
    assert cluster.design.system.labels.items() <= system.labels.items()


def ignored_labels(cluster: Cluster) -> frozenset[str]:
    """Labels that the emitted flags exclude from the autoscaler's comparison."""
    assert cluster.design.autoscaler
    flags = (text.partition("--balancing-ignore-label=")[2] for text in cluster.design.autoscaler.arguments)
    return frozenset(label for label in flags if label)


@pytest.mark.parametrize("sources", SOURCES, ids="+".join)
def test_the_zones_of_a_group_balance_from_zero(sources: tuple[Source, ...], clusters: dict[str, Cluster]) -> None:
    compared, flags_needed = 0, set()
    for cluster in clusters.values():
        if not cluster.design.autoscaler:
            continue
        found = templates(cluster.stack, cluster.zones, sources)
        for models in (one for one in cluster.design.nodes if isinstance(one.group, NodesDesign)):
            first, *others = (found[f"{models.group.id}_{pool.node_group.id}"] for pool in models.pools)
            for other in others:
                compared += 1
                assert unlike(first, other, ignored_labels(cluster)) == []
                flags_needed.update(unlike(first, other))

    assert compared >= 5
    # A stack does not say the version of a group that has an AMI of its own, so it may differ as far as one can see.
    flags_needed.discard("k8sVersion")
    assert flags_needed == {"nodegroup-name"}, "the label that a tag of EKS makes; without the flag no zone is similar"


@pytest.mark.parametrize("sources", [BOTH, ("eks",)], ids="+".join)
def test_zones_balance_while_one_is_upgraded_before_the_other(
    sources: tuple[Source, ...], clusters: dict[str, Cluster]
) -> None:
    cluster = clusters["ladder"]
    before = templates(cluster.stack, cluster.zones, sources)
    stack = copy.deepcopy(cluster.stack)
    stack["resource"]["aws_eks_node_group"][SPOT]["version"] = "1.99"
    after = templates(stack, cluster.zones, sources)

    assert unlike(before[SPOT], after[SPOT], frozenset({"nodegroup-name"})) == ["k8sVersion"]
    assert unlike(before[SPOT], after[SPOT], ignored_labels(cluster)) == []


def test_groups_of_the_file_are_not_similar_to_each_other(clusters: dict[str, Cluster]) -> None:
    """Pods that may use one of them do not spill over into another one."""
    cluster = clusters["ladder"]
    found = templates(cluster.stack, cluster.zones)

    assert "eks-gpu.io/group" in unlike(found[SPOT], found[CERTAIN], ignored_labels(cluster))


def test_what_was_made_up_is_of_every_kind(clusters: dict[str, Cluster]) -> None:
    """A draw of only the simplest clusters would prove nothing."""
    groups = [group for name in DRAWN for group in clusters[name].design.gpu_groups]
    networks = {type(clusters[name].design.spec.network).__name__ for name in DRAWN}

    assert len(networks) == 2
    assert {group.spec.os for group in groups} == {"al2023", "bottlerocket"}
    assert {group.capacity_type for group in groups} == {"ON_DEMAND", "SPOT"}
    assert any(len(group.taints) > 1 for group in groups)
    assert any(len(node_group.zones) > 1 for group in groups for node_group in group.node_groups)


def test_two_labels_are_never_on_a_node(clusters: dict[str, Cluster]) -> None:
    """One that EKS leaves out where there is a launch template, one that marks every template."""
    for name in NAMES:
        cluster = clusters[name]
        for template in templates(cluster.stack, cluster.zones).values():
            assert "diskSize" not in template.labels
            assert (MARK in template.labels) is (cluster.design.spec.kubernetes_version != "1.32")


def test_options_are_read_as_they_were_written(clusters: dict[str, Cluster]) -> None:
    cluster = clusters["ladder"]
    found = templates(cluster.stack, cluster.zones)

    assert found[CERTAIN].options == {
        "scaledownunneededtime": 20 * 60,
        "scaledowngpuutilizationthreshold": Decimal("0.75"),
    }
    assert found[SPOT].options == {}


# --- Whatever is wrong with the JSON shows itself, with the group and the key. ---


class Broken:
    """The JSON of a cluster, to be broken."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.stack = copy.deepcopy(cluster.stack)

    def group(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.stack["resource"]["aws_eks_node_group"][name]
        return found

    def tag_resource(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.stack["resource"]["aws_autoscaling_group_tag"][f"{name}-tags"]
        return found

    def tags(self, name: str) -> dict[str, str]:
        found: dict[str, str] = self.tag_resource(name)["for_each"]
        return found

    def differences(self, *sources: Source) -> list[str]:
        return compared(self.cluster, self.stack, sources)


@pytest.fixture
def broken(clusters: dict[str, Cluster]) -> Broken:
    return Broken(clusters["ladder"])


def test_a_resource_tag_that_is_gone(broken: Broken) -> None:
    del broken.tags(SPOT)[STORAGE]
    missing = [f"{SPOT}: capacity ephemeral-storage: missing"]

    assert broken.differences("tags") == missing
    assert broken.differences("tags", "eks") == [], "EKS still says it"
    del broken.group(SPOT)["tags"][STORAGE]
    assert broken.differences("eks") == broken.differences("tags", "eks") == missing


def test_a_part_of_a_gpu_that_is_not_counted(broken: Broken) -> None:
    del broken.tags(PARTS)[GPU]
    none = [f"{PARTS}: capacity nvidia.com/gpu: expected 1, found 0"]

    assert broken.differences("tags") == none
    del broken.group(PARTS)["tags"][GPU]
    assert broken.differences("eks") == broken.differences("tags", "eks") == none


def test_the_node_groups_own_tag_beats_that_of_its_auto_scaling_group(broken: Broken) -> None:
    broken.tags(SPOT)[STORAGE] = "1Gi"
    assert broken.differences("tags", "eks") == []
    broken.tags(SPOT)[STORAGE] = "179Gi"
    broken.group(SPOT)["tags"][STORAGE] = "1Gi"
    wrong = [f"{SPOT}: capacity ephemeral-storage: expected {179 * 1024**3}, found {1024**3}"]
    assert broken.differences("tags", "eks") == wrong


def test_a_tag_of_the_cluster_that_is_a_resource_of_every_node(broken: Broken) -> None:
    (provider,) = broken.stack["provider"]["aws"]
    provider["default_tags"][0]["tags"][f"{RESOURCES}example.com/licence"] = "1"

    found = broken.differences("tags", "eks")
    assert f"{PARTS}: capacity example.com/licence: too many: 1" in found
    assert len(found) == len(expected(broken.cluster.design))


@pytest.mark.parametrize("text", ["present", "NoSchedule", "present:NO_SCHEDULE", "present=NoSchedule", ""])
def test_a_taint_in_another_spelling(broken: Broken, text: str) -> None:
    broken.tags(SPOT)[f"{TAINT}nvidia.com/gpu"] = text

    ignored = f"{SPOT}: tag taint/nvidia.com/gpu: the autoscaler ignores it"
    assert broken.differences("tags") == [f"{SPOT}: taint nvidia.com/gpu: missing: present:NoSchedule", ignored]
    assert broken.differences("tags", "eks") == [ignored]


def test_a_taint_with_an_effect_that_kubernetes_does_not_know(broken: Broken) -> None:
    broken.tags(SPOT)[f"{TAINT}nvidia.com/gpu"] = "present:NoScheduleAtAll"

    assert broken.differences("tags") == [
        f"{SPOT}: taint nvidia.com/gpu: missing: present:NoSchedule",
        f"{SPOT}: taint nvidia.com/gpu: too many: present:NoScheduleAtAll",
        f"{SPOT}: tag taint/nvidia.com/gpu: the autoscaler ignores it",
    ]


def test_a_taint_without_value(broken: Broken) -> None:
    (taint,) = broken.group(SPOT)["taint"]
    del taint["value"]

    assert broken.differences("eks") == [f"{SPOT}: taint nvidia.com/gpu: missing: present:NoSchedule"]


def test_a_taint_with_another_value_is_believed_next_to_the_right_one(broken: Broken) -> None:
    broken.tags(SPOT)[f"{TAINT}nvidia.com/gpu"] = "true:NoSchedule"

    assert broken.differences("tags", "eks") == [f"{SPOT}: taint nvidia.com/gpu: too many: true:NoSchedule"]


def test_tags_on_the_wrong_group(broken: Broken) -> None:
    wanted = broken.tag_resource(PARTS)["autoscaling_group_name"]
    broken.tag_resource(CERTAIN)["autoscaling_group_name"] = wanted
    found = broken.differences("tags")

    assert f"{CERTAIN}: label eks-gpu.io/group: missing" in found
    assert f"{CERTAIN}: taint nvidia.com/gpu: missing: present:NoSchedule" in found
    assert f"{CERTAIN}: capacity ephemeral-storage: missing" in found
    assert broken.differences("tags", "eks") == [
        f"{CERTAIN}: option scaledowngpuutilizationthreshold: missing",
        f"{CERTAIN}: option scaledownunneededtime: missing",
        f"{PARTS}: option scaledowngpuutilizationthreshold: too many: 0.75",
        f"{PARTS}: option scaledownunneededtime: too many: 1200",
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "${aws_eks_node_group.gpu-other_nodes.resources[0].autoscaling_groups[0].name}",
        "${aws_eks_node_group.gpu-spot_us-west-2a.node_group_name}",
        "eks-spot",
    ],
)
def test_tags_on_a_group_of_nobody(broken: Broken, reference: str) -> None:
    broken.tag_resource(SPOT)["autoscaling_group_name"] = reference

    assert strays(broken.stack) == [f"{SPOT}-tags"]
    assert f"{SPOT}: label nvidia.com/gpu.present: missing" in broken.differences("tags")


def test_a_label_with_another_value(broken: Broken) -> None:
    broken.tags(SPOT)[f"{LABEL}eks-gpu.io/group"] = "other"
    wrong = [f"{SPOT}: label eks-gpu.io/group: expected spot, found other"]

    assert broken.differences("tags") == wrong
    assert broken.differences("tags", "eks") == [], "EKS' word counts more"
    broken.group(SPOT)["labels"]["eks-gpu.io/group"] = "other"
    assert broken.differences("eks") == broken.differences("tags", "eks") == wrong


def test_a_label_that_hides_what_ec2_says(broken: Broken) -> None:
    broken.group(SPOT)["labels"]["topology.kubernetes.io/zone"] = "us-west-2d"

    assert broken.differences("tags", "eks") == [
        f"{SPOT}: label failure-domain.beta.kubernetes.io/zone: expected us-west-2a, found us-west-2d",
        f"{SPOT}: label topology.kubernetes.io/zone: expected us-west-2a, found us-west-2d",
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (STORAGE, "179 GiB"),
        (f"{RESOURCES}", "1"),
        (f"{LABEL}", "nameless"),
        (f"{OPTIONS}scaledownunneededtime", "20 minutes"),
        (f"{OPTIONS}scaledowngpuutilizationthreshold", "75%"),
        (f"{OPTIONS}scale-down-unneeded-time", "20m"),
        (f"{OPTIONS}maxnodeprovisiontime", "5m"),
        ("k8s.io/cluster-autoscaler/node-template/labels/team", "plural"),
    ],
)
def test_a_tag_that_means_nothing(broken: Broken, key: str, value: str) -> None:
    broken.tags(SPOT)[key] = value
    short = key.removeprefix("k8s.io/cluster-autoscaler/node-template/")

    assert f"{SPOT}: tag {short}: the autoscaler ignores it" in broken.differences("tags", "eks")


def test_another_first_type(broken: Broken) -> None:
    broken.group(SPOT)["instance_types"].reverse()
    found = broken.differences("tags", "eks")

    assert f"{SPOT}: type: expected g5.xlarge, found g5.4xlarge" in found
    assert f"{SPOT}: capacity cpu: expected 4, found 16" in found


def test_a_group_too_many_and_one_too_few(broken: Broken) -> None:
    groups = broken.stack["resource"]["aws_eks_node_group"]
    groups["gpu-more_nodes"] = groups.pop(PARTS)

    assert broken.differences("tags", "eks") == [
        "gpu-more_nodes: not in the design",
        f"{PARTS}: not in the stack",
    ]
