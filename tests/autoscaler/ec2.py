"""EC2's data about a type, as the Cluster Autoscaler reads it (its `aws_util.go`, transformInstanceType, at 1.36.1).

Read from moto's recording of `DescribeInstanceTypes`, not from the catalogue: the two are to be compared.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class InstanceType:
    """A type, with the four facts that the autoscaler keeps of it."""

    name: str
    vcpus: int
    memory_mib: int
    gpus: int
    architecture: str


@cache
def instance_type(name: str) -> InstanceType:
    recorded = _recorded()[name]
    gpus = recorded.get("GpuInfo", {}).get("Gpus", [])
    return InstanceType(
        name=name,
        vcpus=recorded["VCpuInfo"]["DefaultVCpus"],
        memory_mib=recorded["MemoryInfo"]["SizeInMiB"],
        # getGpuCount: whole GPUs only, so a part of one is none.
        gpus=sum(gpu.get("Count", 0) for gpu in gpus),
        # interpretEc2SupportedArchitecure: whatever is not arm64 is amd64.
        architecture="arm64" if recorded["ProcessorInfo"]["SupportedArchitectures"][0] == "arm64" else "amd64",
    )


def gpus_on_a_node(name: str) -> int:
    """GPUs that the device plugin will find on a node, where a MIG slice counts as one; the autoscaler ignores them."""
    gpus = _recorded()[name].get("GpuInfo", {}).get("Gpus", [])
    return sum(gpu["LogicalGpuCount"] for gpu in gpus)


def efas(name: str) -> int:
    """EFA interfaces that a type takes."""
    found: int = _recorded()[name]["NetworkInfo"].get("EfaInfo", {}).get("MaximumEfaInterfaces", 0)
    return found


def instance_store(name: str) -> int:
    """Bytes of the disks that are part of the machine."""
    size: int = _recorded()[name].get("InstanceStorageInfo", {}).get("TotalSizeInGB", 0)
    return size * 10**9


@cache
def _recorded() -> dict[str, Any]:
    spec = util.find_spec("moto")
    assert spec is not None
    assert spec.origin is not None
    with gzip.open(Path(spec.origin).parent / "ec2/resources/instance_types.json.gz", "rt", encoding="utf-8") as file:
        types: dict[str, Any] = json.load(file)
    return types
