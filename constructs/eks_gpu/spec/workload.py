"""GPU workloads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from eks_gpu.spec.model import (
    DnsLabel,
    GroupName,
    ImageName,
    LabelKey,
    LabelValue,
    Many,
    Matches,
    Quantity,
    SecretName,
    SpecModel,
)
from eks_gpu.spec.service_account import ServiceAccountSpec
from eks_gpu.spec.serving import ProbesSpec, ScalingSpec
from eks_gpu.spec.sharing import MigProfileName
from eks_gpu.spec.storage import VolumeSpec
from eks_gpu.spec.times import Cron, Duration, TimeZone

EnvName = Annotated[
    str, Matches(r"[A-Za-z_][A-Za-z0-9_]*", "the name of an environment variable: letters, digits and '_'", "NAME")
]


class TolerationSpec(SpecModel):
    """A toleration, added to those derived from the groups the workload may use."""

    key: Annotated[
        LabelKey | None, Field(description="Taint key; unset with `operator: Exists` tolerates every taint.")
    ] = None
    operator: Annotated[Literal["Exists", "Equal"], Field(description="Exists (any value) or Equal.")] = "Exists"
    value: Annotated[LabelValue | None, Field(description="Taint value; only with Equal.")] = None
    effect: Annotated[
        Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None,
        Field(description="Taint effect; unset tolerates every effect."),
    ] = None


class RunAsSpec(SpecModel):
    """The user and group, by their numbers, that a container's process runs as."""

    user: Annotated[int | None, Field(ge=0, le=2**31 - 1, description="User. Default: the image's.")] = None
    group: Annotated[
        int,
        Field(
            ge=0,
            le=2**31 - 1,
            description="Group, which may write to claims and to writable buckets; without it they are root's alone. 100 for Jupyter's images, 1000 for NIM.",
        ),
    ]


class WorkloadSpec(SpecModel):
    """A container that uses GPUs, and how many of it."""

    name: Annotated[
        DnsLabel,
        Field(
            max_length=52,
            description="Name of the object; at most 52 characters, so that a cron job's pods can be named after it.",
        ),
    ]
    kind: Annotated[
        Literal["deployment", "stateful_set", "job", "cron_job", "pod", "training_job"],
        Field(
            description="What Kubernetes makes of it. A training job is one program over several whole nodes. "
            "A bare pod is warned about: nobody restarts it, and it holds its node."
        ),
    ]
    image: Annotated[ImageName, Field(description="Container image, with a tag or digest.")]
    namespace: Annotated[DnsLabel, Field(description="Namespace: `default`, or one of `namespaces`.")] = "default"
    command: Annotated[Many[str], Field(description="Replaces the image's entry point.")] = ()
    args: Annotated[Many[str], Field(description="Arguments to the entry point.")] = ()
    env: Annotated[
        dict[EnvName, str],
        Field(description="Environment variables; never secrets, they would be readable in the Terraform state."),
    ] = {}
    replicas: Annotated[
        int | None, Field(ge=0, le=10000, description="Pods of a deployment or stateful set; default 1.")
    ] = None
    completions: Annotated[
        int | None,
        Field(
            ge=1,
            le=100000,
            description="Pods of a job that must succeed; default 1. Of several each knows by JOB_COMPLETION_INDEX, from 0, which it is.",
        ),
    ] = None
    parallelism: Annotated[
        int | None, Field(ge=1, le=100000, description="Pods of a job that run at once; default: `completions`.")
    ] = None
    nodes: Annotated[
        int | None,
        Field(ge=1, le=1000, description="Nodes of a training job, each with one pod; required for it."),
    ] = None
    restarts: Annotated[
        int | None,
        Field(
            ge=0,
            le=100,
            description="How often a job's failed pod is tried again; then the job fails, of several `completions` once the others are done. "
            "Of a training job all ranks begin again, in their pods by torchrun and as new pods by Kubernetes. A pod that its node took along does not count. "
            "Default 3; 2 for a training job.",
        ),
    ] = None
    fail_on_exit_codes: Annotated[
        Many[Annotated[int, Field(ge=1, le=255)]],
        Field(
            max_length=250,
            description="Exit codes with which a training job fails at once, besides 126 and 127 (no such command). torchrun hides those of the program behind 1.",
        ),
    ] = ()
    time_limit: Annotated[
        Duration | None,
        Field(
            description="When a job, each run of a cron job or a training job is ended, counted from its creation, waiting included. Default: never, and a job that hangs, or waits for its last node, is paid for."
        ),
    ] = None
    schedule: Annotated[
        Cron | None,
        Field(description="When a cron job starts; required for it, in UTC unless `time_zone` says otherwise."),
    ] = None
    time_zone: Annotated[
        TimeZone | None,
        Field(description="IANA time zone of a cron job's schedule."),
    ] = None
    gpus: Annotated[
        int,
        Field(
            ge=0,
            le=64,
            description="GPUs a pod asks for; shares or parts of one where the group shares. 0 is warned about. A training job gets "
            "all of each node, and needs none named.",
        ),
    ] = 1
    gpu_profile: Annotated[
        MigProfileName | None,
        Field(description="MIG profile of the parts it asks for, where a group has parts of several; such as 1g.10gb."),
    ] = None
    node_groups: Annotated[
        Many[GroupName] | None,
        Field(min_length=1, description="GPU groups it may run on. Default: every group that can hold it."),
    ] = None
    efa: Annotated[
        bool,
        Field(
            description="Give each pod all EFA interfaces of its node, with their huge pages and AWS's setting for "
            "libfabric; for workloads of any kind that take whole nodes and talk over several of them. Needs a group "
            "with `efa: true`. The pods of a stateful set can then resolve each other's names before they are ready. A "
            "training job has all this by default. Changing it replaces the pods; a job starts again."
        ),
    ] = False
    evictable: Annotated[
        bool | None,
        Field(
            description="Whether the autoscaler may evict a pod to remove its node. Default: yes for deployments and "
            "stateful sets, no for jobs, and a bare pod is never evicted. `false` is for pods that hold a session or "
            "state; each then keeps its node until it ends. Updates of a node group and Spot interruptions "
            "still evict it. Changing it replaces the pods of a deployment or stateful set once; the next run of a cron "
            "job follows it, and a job that exists keeps what it was created with."
        ),
    ] = None
    cpu: Annotated[
        Quantity | None,
        Field(description="CPU a pod asks for. Default: its fair share of the smallest node it may run on, by GPUs."),
    ] = None
    memory: Annotated[
        Quantity | None,
        Field(description="Memory a pod asks for and may use. Default: its fair share of the smallest node, by GPUs."),
    ] = None
    ephemeral_storage: Annotated[
        Quantity | None,
        Field(
            description="Disk a pod asks for and may use: its logs, its scratch files, its writable layer. Images do not count. Default: whatever is free."
        ),
    ] = None
    shm: Annotated[
        Quantity | None,
        Field(
            description="Size of /dev/shm, counted against `memory`; frameworks with several worker processes need gigabytes. "
            "Default: 64 MiB, the container runtime's; for several GPUs, and for a training job, a quarter of its memory."
        ),
    ] = None
    volumes: Annotated[
        Many[VolumeSpec],
        Field(description="Volumes of its pods. The same storage may be mounted by any number of pods and workloads."),
    ] = ()
    ports: Annotated[
        Many[Annotated[int, Field(ge=1, le=65535)]],
        Field(description="TCP ports that it serves on; a Service is made for them."),
    ] = ()
    zone_spread: Annotated[
        bool,
        Field(
            description="Keep the counts of pods in any two zones within one of each other, also when that means waiting for a zone that is short of capacity. Default: no."
        ),
    ] = False
    node_selector: Annotated[
        dict[LabelKey, LabelValue], Field(description="Node labels the pod insists on, added to the derived ones.")
    ] = {}
    tolerations: Annotated[Many[TolerationSpec], Field(description="Tolerations, added to the derived ones.")] = ()
    service_account: Annotated[
        ServiceAccountSpec | None,
        Field(
            description="Who its pods are in Kubernetes and, by Pod Identity, in AWS. Default: nobody in particular."
        ),
    ] = None
    run_as: Annotated[
        RunAsSpec | None,
        Field(
            description="User and group of its process; the group is also that of its claims and buckets. Default: the image's."
        ),
    ] = None
    env_from_secrets: Annotated[
        Many[SecretName],
        Field(description="Secrets of the namespace, by name; each of their keys becomes an environment variable."),
    ] = ()
    image_pull_secrets: Annotated[
        Many[SecretName],
        Field(
            description="Secrets of the namespace with which the image is pulled. ECR needs none. Removing the last one takes a `kubectl patch`; a Job keeps those that it was created with."
        ),
    ] = ()
    probes: Annotated[
        ProbesSpec | None,
        Field(
            description="What Kubernetes asks its container. Default for what serves: whether the first of `ports` takes connections, before requests are sent to it."
        ),
    ] = None
    drain: Annotated[
        Duration | None,
        Field(
            description="How long a pod that is to stop goes on as before, while Services forget it; the image must have `sleep`. Default: not at all."
        ),
    ] = None
    termination_grace: Annotated[
        Duration | None,
        Field(
            description="How long a pod has from being told to stop, `drain` included, to being killed. Default: 30s; 100s where it may run on spot nodes."
        ),
    ] = None
    surge: Annotated[
        int,
        Field(
            ge=0,
            le=1000,
            description="Pods above `replicas` during an update of a deployment, each with GPUs of its own. "
            "With 0 one pod goes before its successor comes; with more, none goes before.",
        ),
    ] = 0
    max_unavailable: Annotated[
        int | None,
        Field(
            ge=1,
            le=1000,
            description="Pods that may be missing at once, in updates and when nodes are drained (a PodDisruptionBudget). Default: one in updates, no budget.",
        ),
    ] = None
    scaling: Annotated[
        ScalingSpec | None,
        Field(description="Let the number of pods follow metrics, instead of `replicas`."),
    ] = None
    expose: Annotated[
        Literal["cluster", "internal"],
        Field(
            description="Who reaches its Service: the cluster, or all of the VPC by an internal Network Load Balancer, which costs by the hour."
        ),
    ] = "cluster"
    preserve_client_ip: Annotated[
        bool | None,
        Field(
            description="Only with `expose: internal`, from Kubernetes 1.34: whether its pods see the address of the "
            "client, or that of the load balancer. Default: unset, and AWS preserves it. Then a pod on a system node "
            "cannot reach the load balancer whenever that sends the connection back to the same node. With `false` it can, but the nodes "
            "no longer filter by address: whoever reaches the load balancer reaches the pods. Changing it updates the "
            "load balancer in place; to go back write `true`, because removing the field changes nothing in AWS."
        ),
    ] = None
    priority: Annotated[
        Literal["serving", "batch"] | None,
        Field(
            description="`serving` may take the GPUs of `batch`, which then waits. Default: serving for deployments and stateful sets, else batch."
        ),
    ] = None
