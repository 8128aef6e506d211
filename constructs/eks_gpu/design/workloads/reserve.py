"""Room of a node that pods with a default size leave free.

The scheduler counts requests, and so do the verdicts. A default size is a choice of eks-gpu's, and may be more modest:
it leaves room for agents that nobody declared, for the next release of an add-on, and for memory that is used without
having been requested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.storage.volumes import kinds_of_volume
from eks_gpu.scheduling.amounts import CPU, MEMORY, total
from eks_gpu.scheduling.quantity import mebibytes, millicores

if TYPE_CHECKING:
    from eks_gpu.design.placement.node_models import NodeModel
    from eks_gpu.scheduling.amounts import Amounts
    from eks_gpu.spec import ClusterSpec, WorkloadSpec

# Always free, so that the next release of an add-on, with somewhat larger requests, pushes no workload off its node.
SPARE: Amounts = {CPU: 50, MEMORY: 256}
# One usual agent more: GuardDuty's requests 200m and 256Mi, and takes no less (GuardDuty user guide, "Configuring
# EKS security agent (add-on) parameters"). A log shipper fits as well (aws/eks-charts aws-for-fluent-bit: 50m and
# 50Mi), or Istio's CNI (100m and 100Mi), or any agent that requests nothing, as node-exporter, Datadog's and
# CrowdStrike's charts do by default. Istio's ztunnel (500m and 2Gi) does not: it has to be declared.
USUAL: Amounts = {CPU: 250, MEMORY: 512}
# Minimum of the memory that one Mountpoint process may use for its buffers (awslabs/mountpoint-s3,
# `MINIMUM_MEM_LIMIT`).
MOUNTPOINT_MIB = 512


def left_free(cluster: ClusterSpec, workload: WorkloadSpec, node: NodeModel) -> dict[str, int]:
    """Free CPU (millicores) and memory (MiB) of a node that default-sized pods of a workload leave.

    Declared daemons, which the node's model counts already, take their part of the reserve, down to `SPARE`: an agent
    that fits into the reserve changes no pod when it is declared. A written reserve is taken at its word, and nothing
    is added to it.
    """
    written = cluster.daemon_reserve
    declared = total(*(daemon.asks for daemon in node.daemons if daemon.declared))
    unasked = sum(daemon.unasked_mib for daemon in node.daemons) + MOUNTPOINT_MIB * buckets_of(cluster, workload)
    wanted = {
        CPU: millicores(written.cpu) if written.cpu is not None else USUAL[CPU],
        MEMORY: mebibytes(written.memory) if written.memory is not None else USUAL[MEMORY],
    }
    left = {name: max(wanted[name] - declared.get(name, 0), min(SPARE[name], wanted[name])) for name in (CPU, MEMORY)}
    return {CPU: left[CPU], MEMORY: left[MEMORY] + (unasked if written.memory is None else 0)}


def buckets_of(cluster: ClusterSpec, workload: WorkloadSpec) -> int:
    """S3 buckets that a workload mounts, each by a Mountpoint process of its own on the node."""
    mounted = {volume.storage for volume in workload.volumes if "storage" in kinds_of_volume(volume)[:1]}
    return sum(storage.s3_mount is not None and storage.name in mounted for storage in cluster.storage)
