"""Instance types: what EC2 answers to `DescribeInstanceTypes`, in its own units."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from eks_gpu.catalog._files import lines, row
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

Architecture = Literal["x86_64", "arm64"]
InterfaceType = Literal["interface", "efa", "efa-only"]
PurchaseOption = Literal["on-demand", "spot", "capacity-block"]

_FILE = "instance_types.jsonl"
# A disk of EC2 is sold in powers of ten, a node's storage is counted in powers of two.
_GIB_PER_GB = 10**9 / 2**30


@dataclass(frozen=True, kw_only=True)
class Gpu:
    """The GPUs of an instance type.

    Attributes:
        model: EC2's name, such as `A10G`. Two GPUs of one name can differ in memory (`A100`).
        manufacturer: EC2's name, such as `NVIDIA`.
        count: GPUs that pods see; EC2's `LogicalGpuCount`.
        physical_count: Whole GPUs; EC2's `Count`, which is 0 where the instance gets a part of one. The Cluster
            Autoscaler plans with this one.
        fraction: Part of a GPU that each counted one is; 1 but for the g6f and gr6f types.
        memory_mib: Memory of each counted GPU.
    """

    model: str
    manufacturer: str
    count: int
    physical_count: int
    fraction: float
    memory_mib: int


@dataclass(frozen=True, kw_only=True)
class NetworkCard:
    """A network card and what can be attached to it.

    Attributes:
        index: Its number, as launch templates use it.
        max_interfaces: Network interfaces it takes.
        interface_types: The kinds of interface it takes.
    """

    index: int
    max_interfaces: int
    interface_types: tuple[InterfaceType, ...]

    @property
    def efa(self) -> bool:
        """Whether it takes an EFA interface."""
        return "efa" in self.interface_types


@dataclass(frozen=True, kw_only=True)
class LocalDisks:
    """Disks of one size that are part of the machine and are lost with it.

    Attributes:
        count: Number of disks.
        size_gb: Size of each, in GB (powers of ten, as EC2 gives it).
        nvme: Whether they are NVMe devices; EKS's RAID set-up handles no others.
    """

    count: int
    size_gb: int
    nvme: bool


@dataclass(frozen=True, kw_only=True)
class InstanceType:
    """An EC2 instance type.

    Attributes:
        name: Such as `g5.xlarge`.
        arch: Processor architecture, which images and AMI must share.
        vcpus: Default number of vCPUs.
        memory_mib: Nominal memory; a running node sees less.
        gpu: Its GPUs; None for a type without.
        enis: Network interfaces of the default network card.
        ipv4_per_eni: IPv4 addresses of one interface.
        network_cards: All cards, by index.
        network_performance: EC2's words, such as `Up to 10 Gigabit`.
        efa_max: EFA interfaces at most; 0 for a type without EFA.
        local_disks: Instance store; empty for a type without.
        ebs_mbps: Bandwidth to EBS in megabits a second: what is there always, and the most, which small types keep up
            for half an hour a day. None for old types, where it is the network's.
        ebs_attachments: EBS volumes that it takes at most, the root volume included. EC2 has already subtracted what
            GPUs and instance-store disks take of them.
        ebs_attachments_shared: Whether network interfaces beyond the first take one of these attachments each.
        bare_metal: Whether it runs without a hypervisor.
        hypervisor: `nitro` or `xen`; None on bare metal.
        burstable: Whether CPU beyond a baseline is bought with credits.
        current_generation: EC2's own word on it.
        purchase_options: Ways in which EC2 sells it.
    """

    name: str
    arch: Architecture
    vcpus: int
    memory_mib: int
    gpu: Gpu | None
    enis: int
    ipv4_per_eni: int
    network_cards: tuple[NetworkCard, ...]
    network_performance: str
    efa_max: int
    local_disks: tuple[LocalDisks, ...]
    ebs_mbps: tuple[int, int] | None
    ebs_attachments: int
    ebs_attachments_shared: bool
    bare_metal: bool
    hypervisor: Literal["nitro", "xen"] | None
    burstable: bool
    current_generation: bool
    purchase_options: tuple[PurchaseOption, ...]

    @property
    def max_pods_by_eni(self) -> int:
        """Pods that the addresses of the default card allow; EKS caps this for managed nodes (amazon-vpc-cni-k8s)."""
        return self.pods_on(self.enis)

    def pods_on(self, interfaces: int) -> int:
        """Pods that the addresses of so many interfaces allow; two of the host's own need none."""
        return interfaces * (self.ipv4_per_eni - 1) + 2

    @property
    def ebs_mb_s(self) -> int | None:
        """The most it can read and write EBS, in MB/s; None if that is not known."""
        return self.ebs_mbps[1] // 8 if self.ebs_mbps else None

    @property
    def instance_store_gb(self) -> int:
        """All local disks together, in GB (powers of ten); 0 without any."""
        return sum(disks.count * disks.size_gb for disks in self.local_disks)

    @property
    def instance_store_gib(self) -> int:
        """All local disks together, in whole GiB; 0 without any."""
        return int(self.instance_store_gb * _GIB_PER_GB)


@cache
def instance_type(name: str) -> InstanceType | None:
    """The instance type of this exact name; None if the catalogue has none."""
    data = row(_FILE, name)
    return _instance_type(data) if data else None


class _InstanceTypes(Mapping[str, InstanceType]):
    """Every type by name; a row is parsed when it is looked at."""

    def __getitem__(self, name: str) -> InstanceType:
        found = instance_type(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(lines(_FILE))

    def __len__(self) -> int:
        return len(lines(_FILE))

    def __contains__(self, name: object) -> bool:
        return name in lines(_FILE)


def instance_types() -> Mapping[str, InstanceType]:
    """Every instance type of the catalogue by name, sorted by name."""
    return _InstanceTypes()


def nearest_instance_types(name: str, *, gpu: bool | None = None) -> tuple[str, ...]:
    """Names that may have been meant, best first, three at most.

    Args:
        name: The name that the user wrote.
        gpu: Only types with GPUs (True), only types without (False), or all (None).
    """
    names = [known for known, line in lines(_FILE).items() if gpu is None or ('"gpu":null' not in line) is gpu]
    return tuple(difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.6))


def _instance_type(data: dict[str, Any]) -> InstanceType:
    data["gpu"] = Gpu(**data["gpu"]) if data["gpu"] else None
    data["network_cards"] = tuple(card for group in data["network_cards"] for card in _cards(group))
    data["ebs_mbps"] = tuple(data["ebs_mbps"]) if data["ebs_mbps"] else None
    data["local_disks"] = tuple(LocalDisks(**disks) for disks in data["local_disks"])
    data["purchase_options"] = tuple(data["purchase_options"])
    return InstanceType(**data)


def _cards(group: dict[str, Any]) -> Iterator[NetworkCard]:
    """The cards of one row, which stands for a run of like ones."""
    types = tuple(group["interface_types"])
    for index in range(group["first"], group["last"] + 1):
        yield NetworkCard(index=index, max_interfaces=group["max_interfaces"], interface_types=types)
