"""A file system of FSx for Lustre is in no zone of the network, or in another one than the nodes that use it.

**Why.** It lies in one subnet. From another zone every read takes longer, and each GB is billed in both directions;
when its zone fails, nodes elsewhere have nothing to read.

**Fix.** Write the zone of the groups that use it, as it stands in `network`. On a file system that is there already
this makes a new, empty one: then move the group instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import among, error, instead, warning
from eks_gpu.design.joint import open_pools
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, StorageDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare zones."""
    known = design.network.zone_names
    for storage in design.storage:
        lustre = storage.spec.fsx_lustre
        if lustre is None:
            continue
        where = f"{storage.where}.fsx_lustre.zone"
        if lustre.zone not in known:
            message = f"{lustre.zone} is no zone of the network, which has {among(known)}"
            yield error(__name__, where, message, instead(lustre.zone, known, "write one of them"), "network")
            continue
        for name, zones in _elsewhere(design, storage, lustre.zone):
            message = f"{storage.name} is in {lustre.zone}, and pods of {name} may be in {listed(zones)}"
            fix = f"put the group of {name} into {lustre.zone}, or the file system where it is"
            yield warning(__name__, where, message, fix, "gpu_node_groups", "network", "workloads")


def _elsewhere(design: ClusterDesign, storage: StorageDesign, zone: str) -> Iterator[tuple[str, list[str]]]:
    for workload in design.workloads:
        if any(volume.claim == storage.name for volume in workload.volumes):
            zones = {one for _, pool in open_pools(workload, design.nodes) for one in pool.node_group.zones}
            if zones - {zone}:
                yield workload.name, sorted(zones - {zone})
