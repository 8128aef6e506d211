"""Rows of instance_types.jsonl: what eks-gpu needs of a `DescribeInstanceTypes` answer."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from tools.catalog import recorded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.catalog.recorded import Json

# Which types are wanted is a choice by family name; no fact about a type is read out of its name.
_SYSTEM_FAMILIES = re.compile(r"[mcrt]\d")


def type_rows() -> list[Json]:
    """A row for every NVIDIA GPU type and for every type that can be a system node."""
    return [row(answer) for answer in recorded.instance_types().values() if is_nvidia(answer) or is_system(answer)]


def is_nvidia(answer: Json) -> bool:
    """Whether the type has GPUs from NVIDIA."""
    return any(gpu["Manufacturer"] == "NVIDIA" for gpu in answer.get("GpuInfo", {}).get("Gpus", ()))


def is_system(answer: Json) -> bool:
    """Whether the type can be a system node: of the families m, c, r and t, and not too old."""
    return is_system_family(answer) and (
        answer["CurrentGeneration"] or answer["NetworkInfo"]["EnaSupport"] != "unsupported"
    )


def is_system_family(answer: Json) -> bool:
    """Whether the type is of the families m, c, r and t."""
    return is_system_name(answer["InstanceType"])


def is_system_name(name: str) -> bool:
    """Whether a name is of the families m, c, r and t, which is all that a name is read for."""
    return bool(_SYSTEM_FAMILIES.match(name))


def row(answer: Json) -> Json:
    """The row of a type.

    Raises:
        KeyError: If the answer lacks a field.
    """
    network = answer["NetworkInfo"]
    default = network["NetworkCards"][network["DefaultNetworkCardIndex"]]
    return {
        "name": answer["InstanceType"],
        "arch": _architecture(answer),
        "vcpus": answer["VCpuInfo"]["DefaultVCpus"],
        "memory_mib": answer["MemoryInfo"]["SizeInMiB"],
        "gpu": _gpu(answer),
        "enis": default["MaximumNetworkInterfaces"],
        "ipv4_per_eni": network["Ipv4AddressesPerInterface"],
        "network_performance": network["NetworkPerformance"],
        "efa_max": network.get("EfaInfo", {}).get("MaximumEfaInterfaces", 0),
        "network_cards": list(_cards(network["NetworkCards"])),
        "local_disks": _disks(answer),
        "ebs_mbps": _ebs(answer),
        "ebs_attachments": answer["EbsInfo"]["MaximumEbsAttachments"],
        "ebs_attachments_shared": answer["EbsInfo"]["AttachmentLimitType"] == "shared",
        "bare_metal": answer["BareMetal"],
        "hypervisor": answer.get("Hypervisor"),
        "burstable": answer["BurstablePerformanceSupported"],
        "current_generation": answer["CurrentGeneration"],
        "purchase_options": sorted(answer["SupportedUsageClasses"]),
    }


def _architecture(answer: Json) -> str:
    """The 64-bit architecture; old types list a 32-bit one too."""
    (arch,) = (name for name in answer["ProcessorInfo"]["SupportedArchitectures"] if name in {"x86_64", "arm64"})
    return str(arch)


def _ebs(answer: Json) -> list[int] | None:
    """Bandwidth to EBS that is there always, and in bursts; old types share it with the network."""
    optimized = answer["EbsInfo"].get("EbsOptimizedInfo")
    return optimized and [optimized["BaselineBandwidthInMbps"], optimized["MaximumBandwidthInMbps"]]


def _gpu(answer: Json) -> Json | None:
    if "GpuInfo" not in answer:
        return None
    (gpu,) = answer["GpuInfo"]["Gpus"]
    return {
        "model": gpu["Name"],
        "manufacturer": gpu["Manufacturer"],
        "count": gpu["LogicalGpuCount"],
        "physical_count": gpu["Count"],
        "fraction": gpu["GpuPartitionSize"],
        "memory_mib": gpu["MemoryInfo"]["SizeInMiB"],
    }


def _cards(cards: list[Json]) -> Iterator[Json]:
    """Runs of like cards, so that a p5.48xlarge takes one entry and not 32."""
    ordered = sorted(cards, key=lambda card: int(card["NetworkCardIndex"]))
    for (most, types), run in groupby(
        ordered, key=lambda card: (card["MaximumNetworkInterfaces"], tuple(card["InterfaceTypes"]))
    ):
        indexes = [card["NetworkCardIndex"] for card in run]
        yield {"first": indexes[0], "last": indexes[-1], "max_interfaces": most, "interface_types": list(types)}


def _disks(answer: Json) -> list[Json]:
    storage = answer.get("InstanceStorageInfo", {"Disks": []})
    nvme = storage.get("NvmeSupport", "unsupported") != "unsupported"
    return [{"count": disks["Count"], "size_gb": disks["SizeInGB"], "nvme": nvme} for disks in storage["Disks"]]
