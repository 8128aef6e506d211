"""Fields of a workload: GPUs, CPU, memory and disk of each pod, and the nodes that have them."""

from __future__ import annotations

from typing import Annotated

from eks_gpu.models.words import Field
from eks_gpu.spec.model import GroupName, Many, Quantity
from eks_gpu.spec.nodes.sharing import MigProfileName
from eks_gpu.spec.workloads.run import RunFields


class ResourceFields(RunFields):
    """Resources that each pod of a workload requests."""

    gpus: Annotated[
        int,
        Field(
            ge=0,
            le=64,
            description="GPUs that each pod requests; shares or MIG slices in a group whose GPUs are shared. With 0 it runs "
            "on the cluster's `node_groups`. A training job gets all GPUs of each node and does not need this field.",
        ),
    ] = 1
    gpu_profile: Annotated[
        MigProfileName | None,
        Field(
            description="MIG profile of the slices that each pod requests, such as 1g.10gb, where a group has slices of "
            "several profiles."
        ),
    ] = None
    node_groups: Annotated[
        Many[GroupName] | None,
        Field(
            min_length=1,
            description="Groups that the workload may run on: GPU groups, CPU groups, and `system` for the system "
            "nodes. Default: every GPU group that can hold it; with `gpus: 0`, every CPU group whose taints it tolerates, "
            "or else the system nodes.",
        ),
    ] = None
    efa: Annotated[
        bool,
        Field(
            description="Give each pod all EFA interfaces of its node, with their huge pages and AWS's setting for "
            "libfabric. This is for workloads of any kind that take whole nodes and communicate across "
            "several of them. Needs a group with `efa: true`. The pods of a stateful set can then resolve "
            "each other's names before they are ready. A training job has all this by default. Changing it "
            "replaces the pods; a job starts again."
        ),
    ] = False
    evictable: Annotated[
        bool | None,
        Field(
            description="Whether the autoscaler may evict a pod to remove its node. Default: yes for deployments and "
            "stateful sets, no for jobs; a bare pod is never evicted. Set `false` for pods that hold a "
            "session or state; each of them then keeps its node until it ends. Node group updates and Spot "
            "interruptions still evict such pods. Changing it replaces the pods of a deployment or stateful "
            "set once. The next run of a cron job uses the new value, and a job that exists keeps the value "
            "it was created with."
        ),
    ] = None
    cpu: Annotated[
        Quantity | None,
        Field(
            description="CPU that each pod requests. Default: its fair share, by GPUs, of the smallest node it may run on; "
            "an eighth of a node without GPUs.",
        ),
    ] = None
    memory: Annotated[
        Quantity | None,
        Field(
            description="Memory that each pod requests and is limited to. Default: its fair share, by GPUs, of the "
            "smallest node it may run on."
        ),
    ] = None
    cpu_limit: Annotated[
        Quantity | None,
        Field(
            description="Most CPU that each pod's container may use, at least `cpu`. Default: no limit, because a limit only "
            "stalls a pod, and its GPU, on a node whose other cores are idle."
        ),
    ] = None
    memory_limit: Annotated[
        Quantity | None,
        Field(
            description="Most memory that each pod's container may use, at least `memory`. Default: `memory`. With more, "
            "pods of a node may together use more than it has; kubelet then kills those that exceed their "
            "request by most."
        ),
    ] = None
    ephemeral_storage: Annotated[
        Quantity | None,
        Field(
            description="Disk of the node that each pod requests and is limited to, for its logs, scratch files and "
            "writable layer. Images do not count. Default: no request and no limit, so the pod uses what is "
            "free."
        ),
    ] = None
    shm: Annotated[
        Quantity | None,
        Field(
            description="Size of /dev/shm, which counts against `memory`; frameworks with several worker processes need "
            "gigabytes. Default: 64 MiB, set by the container runtime; with several GPUs, and in a training "
            "job, a quarter of the pod's memory."
        ),
    ] = None
