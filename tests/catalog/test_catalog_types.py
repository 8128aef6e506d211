"""Instance types against published figures."""

from __future__ import annotations

import subprocess
import sys

import pytest

from eks_gpu import catalog

# EKS's own node software (eni_max_pods, instance-info.jsonl) and the Cluster Autoscaler's type list:
# vCPUs, MiB, GPUs as the autoscaler counts them, pods by network interfaces.
PUBLISHED = [
    ("g4dn.xlarge", 4, 16384, 1, 29),
    ("g4dn.2xlarge", 8, 32768, 1, 29),
    ("g4dn.12xlarge", 48, 196608, 4, 234),
    ("g4dn.metal", 96, 393216, 8, 737),
    ("g5.xlarge", 4, 16384, 1, 58),
    ("g5.2xlarge", 8, 32768, 1, 58),
    ("g5.4xlarge", 16, 65536, 1, 234),
    ("g5.12xlarge", 48, 196608, 4, 737),
    ("g5.24xlarge", 96, 393216, 4, 737),
    ("g5.48xlarge", 192, 786432, 8, 345),
    ("g6.xlarge", 4, 16384, 1, 58),
    ("g6.2xlarge", 8, 32768, 1, 58),
    ("g6.4xlarge", 16, 65536, 1, 234),
    ("g6.12xlarge", 48, 196608, 4, 234),
    ("g6.24xlarge", 96, 393216, 4, 737),
    ("g6.48xlarge", 192, 786432, 8, 737),
    ("g6e.xlarge", 4, 32768, 1, 58),
    ("g6e.2xlarge", 8, 65536, 1, 58),
    ("g6e.4xlarge", 16, 131072, 1, 234),
    ("g6e.12xlarge", 48, 393216, 4, 292),
    ("g6e.24xlarge", 96, 786432, 4, 492),
    ("g6e.48xlarge", 192, 1572864, 8, 492),
    ("g6f.large", 2, 8192, 0, 20),
    ("g6f.xlarge", 4, 16384, 0, 58),
    ("g6f.2xlarge", 8, 32768, 0, 58),
    ("g6f.4xlarge", 16, 65536, 0, 234),
    ("gr6f.4xlarge", 16, 131072, 0, 234),
    ("g5g.xlarge", 4, 8192, 1, 58),
    ("g5g.16xlarge", 64, 131072, 2, 737),
    ("g7e.2xlarge", 8, 65536, 1, 254),
    ("g7e.4xlarge", 16, 131072, 1, 506),
    ("g7e.8xlarge", 32, 262144, 1, 506),
    ("g7e.12xlarge", 48, 524288, 2, 632),
    ("g7e.24xlarge", 96, 1048576, 4, 632),
    ("g7e.48xlarge", 192, 2097152, 8, 632),
    ("p4d.24xlarge", 96, 1179648, 8, 737),
    ("p4de.24xlarge", 96, 1179648, 8, 737),
    ("p5.4xlarge", 16, 262144, 1, 118),
    ("p5.48xlarge", 192, 2097152, 8, 100),
    ("p5e.48xlarge", 192, 2097152, 8, 100),
    ("p5en.48xlarge", 192, 2097152, 8, 198),
    ("p6-b200.48xlarge", 192, 2097152, 8, 198),
    ("p6-b300.48xlarge", 192, 4194304, 8, 198),
]
# Karpenter's reference of instance types, and the EFA pages of the EC2 guide.
EFA = [
    ("g4dn.4xlarge", 0),
    ("g4dn.8xlarge", 1),
    ("g5.4xlarge", 0),
    ("g5.8xlarge", 1),
    ("g5g.16xlarge", 0),
    ("g6.48xlarge", 1),
    ("g6e.8xlarge", 1),
    ("g6e.24xlarge", 2),
    ("g6e.48xlarge", 4),
    ("g6f.4xlarge", 0),
    ("g7.8xlarge", 1),
    ("g7.48xlarge", 2),
    ("g7e.8xlarge", 1),
    ("g7e.24xlarge", 2),
    ("g7e.48xlarge", 4),
    ("p3dn.24xlarge", 1),
    ("p4d.24xlarge", 4),
    ("p4de.24xlarge", 4),
    ("p5.4xlarge", 1),
    ("p5.48xlarge", 32),
    ("p5e.48xlarge", 32),
    ("p5en.48xlarge", 16),
    ("p6-b200.48xlarge", 8),
    ("p6-b300.48xlarge", 16),
    ("m7i.large", 0),
]
MEMORY_OF_A_GPU = [
    ("g4dn.xlarge", "T4", 16384),
    ("g5.xlarge", "A10G", 22888),
    ("g6.xlarge", "L4", 22888),
    ("g6e.xlarge", "L40S", 45776),
    ("p4d.24xlarge", "A100", 40960),
    ("p4de.24xlarge", "A100", 81920),
    ("p5.48xlarge", "H100", 81920),
    ("p5en.48xlarge", "H200", 144384),
    ("p6-b200.48xlarge", "B200", 183359),
    ("g7e.2xlarge", "RTX PRO Server 6000", 98304),
]


def _type(name: str) -> catalog.InstanceType:
    found = catalog.instance_type(name)
    assert found is not None, name
    return found


@pytest.mark.parametrize(("name", "vcpus", "memory_mib", "gpus", "pods"), PUBLISHED)
def test_sizes_are_those_published(name: str, vcpus: int, memory_mib: int, gpus: int, pods: int) -> None:
    found = _type(name)
    assert found.gpu is not None
    physical = found.gpu.physical_count
    assert (vcpus, memory_mib, gpus, pods) == (found.vcpus, found.memory_mib, physical, found.max_pods_by_eni)


@pytest.mark.parametrize(("name", "most"), EFA)
def test_efa_interfaces_are_those_published(name: str, most: int) -> None:
    assert most == _type(name).efa_max


@pytest.mark.parametrize(("name", "model", "memory_mib"), MEMORY_OF_A_GPU)
def test_gpus_are_those_published(name: str, model: str, memory_mib: int) -> None:
    gpu = _type(name).gpu
    assert gpu is not None
    assert (model, memory_mib, "NVIDIA") == (gpu.model, gpu.memory_mib, gpu.manufacturer)


def test_a_part_of_a_gpu_counts_as_one_for_pods_and_none_for_the_autoscaler() -> None:
    gpu = _type("g6f.large").gpu
    assert gpu is not None
    assert (gpu.count, gpu.physical_count, gpu.fraction, gpu.memory_mib) == (1, 0, 0.125, 2861)


def test_the_first_card_of_a_p6_b300_takes_no_efa() -> None:
    """A layout made from the number of cards alone would be refused."""
    cards = _type("p6-b300.48xlarge").network_cards
    assert [False, *[True] * 16] == [card.efa for card in cards]
    assert list(range(17)) == [card.index for card in cards]
    assert cards[0].interface_types == ("interface",)
    assert {4} == {card.max_interfaces for card in cards}


@pytest.mark.parametrize(("name", "arch"), [("g5g.xlarge", "arm64"), ("m7g.large", "arm64"), ("g5.xlarge", "x86_64")])
def test_architecture_is_a_fact_of_the_type(name: str, arch: str) -> None:
    assert arch == _type(name).arch


def test_local_disks_are_counted_in_powers_of_two() -> None:
    found = _type("p5.48xlarge")
    assert (catalog.LocalDisks(count=8, size_gb=3800, nvme=True),) == found.local_disks
    assert found.instance_store_gib == 28312
    assert _type("m7i.large").instance_store_gib == 0


def test_only_nvidia_types_have_gpus() -> None:
    with_gpus = [found for found in catalog.instance_types().values() if found.gpu]
    assert len(with_gpus) == 65
    assert {"NVIDIA"} == {found.gpu.manufacturer for found in with_gpus if found.gpu}


@pytest.mark.parametrize(
    "name", ["m5.large", "m6i.xlarge", "m7i.large", "c7g.xlarge", "r7i.2xlarge", "t3.medium", "t4g.small"]
)
def test_usual_system_types_are_there_without_a_gpu(name: str) -> None:
    assert _type(name).gpu is None


def test_the_mapping_is_sorted_and_complete() -> None:
    types = catalog.instance_types()
    assert list(types) == sorted(types)
    assert len(types) == len(list(types.values())) > 1000
    assert all(name == found.name for name, found in types.items())


def test_the_mapping_refuses_unknown_names() -> None:
    types = catalog.instance_types()
    assert "g5.3xlarge" not in types
    with pytest.raises(KeyError, match=r"g5\.3xlarge"):
        types["g5.3xlarge"]


@pytest.mark.parametrize("name", ["", "g5", "G5.xlarge", "p3.2xlarge", "g4ad.xlarge"])
def test_an_unknown_name_is_none(name: str) -> None:
    assert catalog.instance_type(name) is None


@pytest.mark.parametrize(
    ("given", "gpu", "meant"),
    [
        ("g5.3xlarge", True, "g5.xlarge"),
        ("G5.2XLARGE", True, "g5.2xlarge"),
        ("p5.48xlage", True, "p5.48xlarge"),
        ("m7i.larg", False, "m7i.large"),
        ("g5.xlarg", None, "g5.xlarge"),
    ],
)
def test_the_nearest_name_comes_first(given: str, gpu: bool | None, meant: str) -> None:  # noqa: FBT001
    assert meant == catalog.nearest_instance_types(given, gpu=gpu)[0]


def test_suggestions_keep_to_what_was_asked_for() -> None:
    """A system group gets no GPU type suggested, and the other way round."""
    assert all(_type(name).gpu for name in catalog.nearest_instance_types("m7i.large", gpu=True))
    assert not any(_type(name).gpu for name in catalog.nearest_instance_types("g5.xlarge", gpu=False))
    assert catalog.nearest_instance_types("zzz") == ()


def test_importing_the_catalogue_reads_no_data() -> None:
    """The data is read on first use; a command that needs none pays nothing."""
    misses = "f.lines.cache_info().misses + f.document.cache_info().misses"
    code = f"import eks_gpu.catalog, eks_gpu.catalog._files as f; assert not {misses}"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": "constructs"})
