"""Karpenter's idea of an instance type, only from EC2's answers and what a NodeClass says.

Written after aws/karpenter-provider-aws v1.14.1, `pkg/providers/instancetype/types.go` (computeCapacity, memory,
ephemeralStorage, ENILimitedPods, pods, kubeReservedResources, evictionThreshold, computeRequirements), and
kubernetes-sigs/karpenter v1.14.0, `pkg/cloudprovider/types.go` (computeAllocatable, ApplyCapacityOverlay), and not
after the design, so that one can prove the other. Amounts are cores, bytes and pieces.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.karpenter.recorded import recorded_type

if TYPE_CHECKING:
    from collections.abc import Mapping

MIB, GIB, GB = 2**20, 2**30, 10**9
Resources = dict[str, Fraction]
ZONE = "topology.kubernetes.io/zone"
CAPACITY = "karpenter.sh/capacity-type"
# kubeReservedResources: millicores from, to, and the share of them that is kept.
_RANGES = ((0, 1000, 0.06), (1000, 2000, 0.01), (2000, 4000, 0.005), (4000, 2**31, 0.0025))


@dataclass(frozen=True)
class NodeClass:
    """The fields of a NodeClass, and of Karpenter's own settings, that decide what a node has.

    Attributes:
        family: AMI family.
        volume_gib: Volume for containers.
        raid0: `instanceStorePolicy: RAID0`.
        efa_only: Network cards that have an interface only for EFA.
        reserved_enis: `RESERVED_ENIS`.
        max_pods: `kubelet.maxPods`.
        reserved: Kubelet's and the system's reserve, where the NodeClass sets one; bytes and cores.
        overlays: Capacity that a NodeOverlay sets, by type.
        reservations: Types of which there are capacity reservations.
    """

    family: str = "AL2023"
    volume_gib: int = 200
    raid0: bool = False
    efa_only: tuple[int, ...] = ()
    reserved_enis: int = 0
    max_pods: int | None = None
    overlays: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    reservations: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Believed:
    """A type as Karpenter knows it.

    Attributes:
        allocatable: Resources for pods, DaemonSets' pods included.
        labels: Its requirements of the kind In, and those that it must not have as empty sets.
    """

    name: str
    allocatable: Resources
    labels: Mapping[str, frozenset[str]]


def believed(name: str, node_class: NodeClass, region: str, zones: frozenset[str]) -> Believed:
    info = recorded_type(name)
    capacity = _capacity(info, node_class)
    left = {name: amount - _overhead(info, node_class).get(name, 0) for name, amount in capacity.items()}
    for resource, amount in capacity.items():
        if resource.startswith("hugepages-"):
            left["memory"] = max(left["memory"] - amount, Fraction(0))
    return Believed(name, left, _labels(info, node_class, region, zones))


def _capacity(info: dict[str, Any], node_class: NodeClass) -> Resources:
    efas = info["NetworkInfo"].get("EfaInfo", {}).get("MaximumEfaInterfaces", 0)
    return {
        "cpu": Fraction(info["VCpuInfo"]["DefaultVCpus"]),
        "memory": Fraction(_memory(info)),
        "ephemeral-storage": Fraction(_storage(info, node_class)),
        "pods": Fraction(_pods(info, node_class)),
        "nvidia.com/gpu": Fraction(_gpus(info)),
        # networkInterfaces replaces what the type supports; without the field Karpenter reports the type's maximum.
        "vpc.amazonaws.com/efa": Fraction(len(node_class.efa_only) if node_class.efa_only else efas),
        **{key: Fraction(value) for key, value in node_class.overlays.get(info["InstanceType"], {}).items()},
    }


def _memory(info: dict[str, Any]) -> int:
    mib = info["MemoryInfo"]["SizeInMiB"]
    if info["ProcessorInfo"]["SupportedArchitectures"][0] == "arm64":
        mib -= 64
    taken: int = math.ceil(float(mib * MIB) * 0.075 / 1024 / 1024)
    return (int(mib) - taken) * MIB


def _storage(info: dict[str, Any], node_class: NodeClass) -> int:
    total = info.get("InstanceStorageInfo", {}).get("TotalSizeInGB")
    return int(total) * GB if node_class.raid0 and total else node_class.volume_gib * GIB


def _gpus(info: dict[str, Any]) -> int:
    gpus = info.get("GpuInfo", {}).get("Gpus", [])
    return sum(gpu["Count"] for gpu in gpus if gpu["Manufacturer"] == "NVIDIA")


def _eni_limited(info: dict[str, Any], node_class: NodeClass, reserved: int) -> int:
    network = info["NetworkInfo"]
    card = network["NetworkCards"][network["DefaultNetworkCardIndex"]]
    usable = max(card["MaximumNetworkInterfaces"] - reserved - node_class.efa_only.count(0), 0)
    return usable * (network["Ipv4AddressesPerInterface"] - 1) + 2 if usable else 0


def _pods(info: dict[str, Any], node_class: NodeClass) -> int:
    if node_class.max_pods is not None:
        return node_class.max_pods
    return _eni_limited(info, node_class, node_class.reserved_enis)


def _overhead(info: dict[str, Any], node_class: NodeClass) -> Resources:
    # UsesENILimitedMemoryOverhead: true by default, false on Bottlerocket.
    bottlerocket = node_class.family == "Bottlerocket"
    pods = _pods(info, node_class) if bottlerocket else _eni_limited(info, node_class, 0)
    millicores = info["VCpuInfo"]["DefaultVCpus"] * 1000
    # The source overwrites the amount of each range with the sum so far.
    cpu = 0
    for start, end, share in _RANGES:
        if millicores >= start:
            cpu += int((min(millicores, end) - start) * share)
    tenth = math.ceil(_storage(info, node_class) / 100 * 10)
    return {
        "cpu": Fraction(cpu, 1000),
        "memory": Fraction((11 * pods + 255 + 100) * MIB),
        "ephemeral-storage": Fraction(GIB + tenth),
    }


def _labels(
    info: dict[str, Any], node_class: NodeClass, region: str, zones: frozenset[str]
) -> dict[str, frozenset[str]]:
    name = info["InstanceType"]
    sold = [kind for kind in info["SupportedUsageClasses"] if kind in {"on-demand", "spot"}]
    family, size = name.split(".")
    gpus = info.get("GpuInfo", {}).get("Gpus", [])
    architecture = next(one for one in info["ProcessorInfo"]["SupportedArchitectures"] if one in {"x86_64", "arm64"})
    own = {
        "instance-cpu": str(info["VCpuInfo"]["DefaultVCpus"]),
        "instance-memory": str(info["MemoryInfo"]["SizeInMiB"]),
        "instance-family": family,
        "instance-size": size,
        **_gpu_labels(gpus),
    }
    return {
        "node.kubernetes.io/instance-type": frozenset({name}),
        "kubernetes.io/arch": frozenset({"amd64" if architecture == "x86_64" else architecture}),
        "kubernetes.io/os": frozenset({"linux"}),
        "topology.kubernetes.io/region": frozenset({region}),
        ZONE: zones,
        CAPACITY: frozenset([*sold, *(["reserved"] if name in node_class.reservations else [])]),
        **{f"karpenter.k8s.aws/{key}": frozenset({value}) for key, value in own.items()},
    }


def _gpu_labels(gpus: list[dict[str, Any]]) -> dict[str, str]:
    if len(gpus) != 1:
        return {}
    return {
        "instance-gpu-name": gpus[0]["Name"].replace(" ", "-").lower(),
        "instance-gpu-manufacturer": gpus[0]["Manufacturer"].replace(" ", "-").lower(),
        "instance-gpu-count": str(gpus[0]["Count"]),
        "instance-gpu-memory": str(gpus[0]["MemoryInfo"]["SizeInMiB"]),
    }
