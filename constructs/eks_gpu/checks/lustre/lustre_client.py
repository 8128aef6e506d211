"""Pods that mount an EFA-enabled FSx for Lustre file system may run on nodes that reach it only over TCP.

**Why.** A node reaches the file system over EFA only if it has EFA interfaces and its Lustre client is configured for
them; else it falls back to TCP and reports nothing. EKS's AMIs do not configure the client: AWS publishes a script for
Amazon Linux 2023 that user data runs before the node joins (EKS user guide, "Optimize Amazon FSx for Lustre performance
on nodes (EFA)"; FSx user guide, "Configuring EFA clients"). Bottlerocket runs no such script.

**Fix.** Write `efa: true` on the groups, and the script in `nodes.user_data`; with a custom AMI that has it already, or
if TCP is enough for these pods, accept the finding with `ignore` and a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import user_data_of
from eks_gpu.design.placement.joint import open_pools
from eks_gpu.design.workloads.demands import demand_of
from eks_gpu.spec import GpuNodePoolSpec, NodesSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, MachinesDesign, StorageDesign
    from eks_gpu.problem import Problem

BAD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 4800, zone: us-west-2a, throughput_mibs_per_tib: 1000, metadata_iops: automatic, efa: true}
gpu_node_groups:
  - {name: gpu, instance_types: [p5.48xlarge], zones: [us-west-2a], max: 2}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    gpus: 8
    volumes: [{mount_path: /data, storage: data}]
"""
GOOD = """\
storage:
  - name: data
    fsx_lustre: {size_gib: 4800, zone: us-west-2a, throughput_mibs_per_tib: 1000, metadata_iops: automatic, efa: true}
gpu_node_groups:
  - name: gpu
    instance_types: [p5.48xlarge]
    zones: [us-west-2a]
    max: 2
    efa: true
    nodes:
      user_data: |
        #!/bin/bash
        /opt/configure-efa-fsx-lustre-client/setup.sh
workloads:
  - name: train
    kind: training_job
    nodes: 2
    time_limit: 24h
    image: registry.example/train:1
    volumes: [{mount_path: /data, storage: data}]
"""


_WITH_USER_DATA = (NodesSpec, GpuNodePoolSpec)


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every group on which pods that mount it may run."""
    for storage in design.storage:
        lustre = storage.spec.fsx_lustre
        if lustre and lustre.efa:
            for group in _groups(design, storage):
                if missing := _missing(design, group):
                    message = f"pods that mount {storage.name} may run on {group.name}, {missing}: they use TCP there"
                    fix = f"write 'efa: true' and the client's script in 'nodes.user_data' of {group.name}, or 'ignore'"
                    yield warning(__name__, f"{storage.where}.fsx_lustre.efa", message, fix, group.where, "workloads")


def _groups(design: ClusterDesign, storage: StorageDesign) -> list[MachinesDesign]:
    groups = {
        models.group.name: models.group
        for workload in design.workloads
        if any(volume.claim == storage.name for volume in workload.volumes)
        for models, _ in open_pools(demand_of(workload), design.nodes)
    }
    return list(groups.values())


def _missing(design: ClusterDesign, group: MachinesDesign) -> str:
    if group.efa is None:
        return "which has no EFA interfaces"
    if group.os == "bottlerocket":
        return "whose Bottlerocket cannot configure the client"
    own = user_data_of(design.spec, group.where, group.spec) if isinstance(group.spec, _WITH_USER_DATA) else ()
    return "" if any(own) else "whose user data does not configure it"
