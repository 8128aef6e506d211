"""Capacity and place of a node's disk for images, containers and emptyDir volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.nodes.groups import MachineSpec

# The part of the disks that the metadata of RAID and of the file system leave (XFS keeps half a percent and a log of 2
# GiB).
_USABLE_PERCENT = 99


def storage_gib(group: MachineSpec, kind: InstanceType) -> int:
    """Size of the file system that kubelet counts, in GiB: the machine's disks together, or the volume."""
    if group.local_storage == "raid0" and kind.instance_store_gib:
        return kind.instance_store_gib * _USABLE_PERCENT // 100
    return group.disk_gib
