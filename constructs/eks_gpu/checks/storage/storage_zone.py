"""An FSx for Lustre file system is in a zone outside the network, or in another zone than the nodes that use it.

**Why.** The file system is in one subnet. From another zone every read takes longer, and AWS bills each GB in both
directions; if the file system's zone fails, nodes in other zones lose access to it.

**Fix.** Write the zone of the groups that use the file system, as `network` lists it. For a file system that exists
already, this edit creates a new, empty one: move the group instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import among, error, instead, warning
from eks_gpu.design.placement.joint import open_pools
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, StorageDesign
    from eks_gpu.problem import Problem

BAD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 2400, zone: us-west-2b}
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [us-west-2a]
    max: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - {mount_path: /data, storage: data}
"""
GOOD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 2400, zone: us-west-2a}
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [us-west-2a]
    max: 2
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    volumes:
      - {mount_path: /data, storage: data}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare zones."""
    known = design.network.zone_names
    for storage in design.storage:
        lustre = storage.spec.fsx_lustre
        if lustre is None:
            continue
        where = f"{storage.where}.fsx_lustre.zone"
        if lustre.zone not in known:
            message = f"{lustre.zone} is not a zone of the network, which has {among(known)}"
            yield error(__name__, where, message, instead(lustre.zone, known, "write one of them"), "network")
            continue
        for name, zones in _elsewhere(design, storage, lustre.zone):
            message = f"{storage.name} is in {lustre.zone}, but pods of {name} may run in {listed(zones)}"
            fix = f"move the group of {name} to {lustre.zone}, or the file system to the zone of the group"
            yield warning(__name__, where, message, fix, "gpu_node_groups", "network", "workloads")


def _elsewhere(design: ClusterDesign, storage: StorageDesign, zone: str) -> Iterator[tuple[str, list[str]]]:
    for workload in design.workloads:
        if any(volume.claim == storage.name for volume in workload.volumes):
            zones = {one for _, pool in open_pools(demand_of(workload), design.nodes) for one in pool.node_group.zones}
            if zones - {zone}:
                yield workload.name, sorted(zones - {zone})
