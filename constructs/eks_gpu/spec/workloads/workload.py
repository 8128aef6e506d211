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
from eks_gpu.spec.nodes.sharing import MigProfileName
from eks_gpu.spec.storage import VolumeSpec
from eks_gpu.spec.times import Cron, Duration, TimeZone
from eks_gpu.spec.workloads.service_account import ServiceAccountSpec
from eks_gpu.spec.workloads.serving import ProbesSpec, ScalingSpec

EnvName = Annotated[
    str, Matches(r"[A-Za-z_][A-Za-z0-9_]*", "the name of an environment variable: letters, digits and '_'", "NAME")
]


class TolerationSpec(SpecModel):
    """A toleration, in addition to those derived from the groups that the workload may use."""

    key: Annotated[
        LabelKey | None, Field(description="Taint key. If it is unset, `operator: Exists` tolerates every taint.")
    ] = None
    operator: Annotated[
        Literal["Exists", "Equal"], Field(description="`Exists` tolerates any value, `Equal` only `value`.")
    ] = "Exists"
    value: Annotated[LabelValue | None, Field(description="Taint value; only with `operator: Equal`.")] = None
    effect: Annotated[
        Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None,
        Field(description="Taint effect. Default: every effect."),
    ] = None


class RunAsSpec(SpecModel):
    """The numeric user and group ids that a container's process runs with."""

    user: Annotated[int | None, Field(ge=0, le=2**31 - 1, description="User id. Default: the user of the image.")] = (
        None
    )
    group: Annotated[
        int,
        Field(
            ge=0,
            le=2**31 - 1,
            description="Group id, which may write to claims and writable buckets; without it only root may. Jupyter "
            "images use 100, NIM uses 1000.",
        ),
    ]


class WorkloadSpec(SpecModel):
    """A container that uses GPUs, and the number of pods that run it."""

    name: Annotated[
        DnsLabel,
        Field(
            max_length=52,
            description="Name of the Kubernetes object, at most 52 characters, because the names of a cron job's pods are"
            " derived from it.",
        ),
    ]
    kind: Annotated[
        Literal["deployment", "stateful_set", "job", "cron_job", "pod", "training_job"],
        Field(
            description="Kind of Kubernetes object to create. A training job is one program that runs across several "
            "whole nodes. A bare pod causes a warning: nothing restarts it, and the autoscaler cannot remove "
            "its node."
        ),
    ]
    image: Annotated[ImageName, Field(description="Container image, with a tag or digest.")]
    namespace: Annotated[DnsLabel, Field(description="Namespace: `default`, or one of `namespaces`.")] = "default"
    command: Annotated[Many[str], Field(description="Command that replaces the image's entry point.")] = ()
    args: Annotated[Many[str], Field(description="Arguments to the entry point.")] = ()
    env: Annotated[
        dict[EnvName, str],
        Field(
            description="Environment variables. Never put secrets here: they would be readable in the Terraform state."
        ),
    ] = {}
    replicas: Annotated[
        int | None, Field(ge=0, le=10000, description="Number of pods of a deployment or stateful set; default 1.")
    ] = None
    completions: Annotated[
        int | None,
        Field(
            ge=1,
            le=100000,
            description="Number of a job's pods that must succeed; default 1. When greater than 1, each pod gets its "
            "index (from 0) in JOB_COMPLETION_INDEX.",
        ),
    ] = None
    parallelism: Annotated[
        int | None,
        Field(ge=1, le=100000, description="Number of a job's pods that run at the same time; default: `completions`."),
    ] = None
    nodes: Annotated[
        int | None,
        Field(
            ge=1,
            le=1000,
            description="Number of nodes of a training job, with one pod on each; required for a training job.",
        ),
    ] = None
    restarts: Annotated[
        int | None,
        Field(
            ge=0,
            le=100,
            description="Retries of a failed pod. When they are used up the job fails; with several `completions`, after "
            "the other pods have finished. In a training job every rank restarts: torchrun restarts it inside"
            " its pod, Kubernetes restarts it as a new pod. Pods that are lost with their node do not count. "
            "Default 3; 2 for a training job.",
        ),
    ] = None
    fail_on_exit_codes: Annotated[
        Many[Annotated[int, Field(ge=1, le=255)]],
        Field(
            max_length=250,
            description="Exit codes that make a training job fail at once, in addition to 126 and 127 (no such command). "
            "torchrun replaces the exit code of the program with 1.",
        ),
    ] = ()
    time_limit: Annotated[
        Duration | None,
        Field(
            description="Time after which a job, a run of a cron job or a training job is ended. It counts from creation "
            "and includes the time spent waiting. Default: no limit, so a job that hangs or waits for its "
            "last node keeps its nodes, which are billed."
        ),
    ] = None
    schedule: Annotated[
        Cron | None,
        Field(
            description="Cron line that says when a cron job starts, in UTC unless `time_zone` is set; required for a cron job."
        ),
    ] = None
    time_zone: Annotated[
        TimeZone | None,
        Field(description="IANA time zone of a cron job's `schedule`; default: UTC."),
    ] = None
    gpus: Annotated[
        int,
        Field(
            ge=0,
            le=64,
            description="GPUs that each pod requests; shares or MIG slices in a group whose GPUs are shared. 0 causes a "
            "warning. A training job gets all GPUs of each node and does not need this field.",
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
            min_length=1, description="GPU groups that the workload may run on. Default: every group that can hold it."
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
            description="CPU that each pod requests. Default: its fair share, by GPUs, of the smallest node it may run on."
        ),
    ] = None
    memory: Annotated[
        Quantity | None,
        Field(
            description="Memory that each pod requests and is limited to. Default: its fair share, by GPUs, of the "
            "smallest node it may run on."
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
    volumes: Annotated[
        Many[VolumeSpec],
        Field(
            description="Volumes of the workload's pods. Any number of pods and workloads may mount the same storage."
        ),
    ] = ()
    ports: Annotated[
        Many[Annotated[int, Field(ge=1, le=65535)]],
        Field(description="TCP ports that the container serves on; a Service is created for them."),
    ] = ()
    zone_spread: Annotated[
        bool,
        Field(
            description="Keep the numbers of pods in any two zones within one of each other, even if a pod then has to "
            "wait for a zone that is short of capacity. Default: no."
        ),
    ] = False
    node_selector: Annotated[
        dict[LabelKey, LabelValue],
        Field(description="Node labels that the pods require, in addition to the derived ones."),
    ] = {}
    tolerations: Annotated[
        Many[TolerationSpec], Field(description="Tolerations, in addition to the derived ones.")
    ] = ()
    service_account: Annotated[
        ServiceAccountSpec | None,
        Field(
            description="Kubernetes service account of the pods and, through Pod Identity, their AWS permissions. "
            "Default: none, so the pods have no AWS permissions."
        ),
    ] = None
    run_as: Annotated[
        RunAsSpec | None,
        Field(
            description="User and group of the container's process; the group also gets access to its claims and buckets."
            " Default: those of the image."
        ),
    ] = None
    env_from_secrets: Annotated[
        Many[SecretName],
        Field(description="Names of Secrets in the namespace; each key of a Secret becomes an environment variable."),
    ] = ()
    image_pull_secrets: Annotated[
        Many[SecretName],
        Field(
            description="Names of Secrets in the namespace that are used to pull the image. ECR needs none. Removing the "
            "last one takes a `kubectl patch`; a Job keeps the Secrets it was created with."
        ),
    ] = ()
    probes: Annotated[
        ProbesSpec | None,
        Field(
            description="Health probes of the container. Default for a workload that serves: a readiness probe, so a pod "
            "receives requests once the first of its `ports` accepts connections."
        ),
    ] = None
    drain: Annotated[
        Duration | None,
        Field(
            description="Time that a pod continues to serve after it is asked to stop, while Services stop sending "
            "requests to it; the image must contain `sleep`. Default: none."
        ),
    ] = None
    termination_grace: Annotated[
        Duration | None,
        Field(
            description="Time between the request to stop a pod and the moment it is killed, `drain` included. Default: "
            "30s; 100s if the workload may run on spot nodes."
        ),
    ] = None
    surge: Annotated[
        int,
        Field(
            ge=0,
            le=1000,
            description="Pods above `replicas` during an update of a deployment, each with its own GPUs. With 0, a pod "
            "stops before its replacement starts; with more, no pod stops until a replacement is ready.",
        ),
    ] = 0
    max_unavailable: Annotated[
        int | None,
        Field(
            ge=1,
            le=1000,
            description="Number of pods that may be unavailable at the same time, in updates and when nodes are drained "
            "(a PodDisruptionBudget). Default: one in updates, and no budget.",
        ),
    ] = None
    scaling: Annotated[
        ScalingSpec | None,
        Field(description="Scaling of the number of pods by metrics, instead of `replicas`."),
    ] = None
    expose: Annotated[
        Literal["cluster", "internal"],
        Field(
            description="Clients that can reach the workload's Service: `cluster`, or `internal` for the whole VPC "
            "through an internal Network Load Balancer, which is billed by the hour."
        ),
    ] = "cluster"
    preserve_client_ip: Annotated[
        bool | None,
        Field(
            description="Whether the pods see the address of the client or that of the load balancer; only with `expose: "
            "internal`, from Kubernetes 1.34. Default: unset, and AWS preserves the client's address. A pod "
            "on a system node then cannot reach the load balancer whenever the load balancer sends the "
            "connection back to the same node. With `false` the pod can, but the nodes no longer filter by "
            "address: anyone who reaches the load balancer reaches the pods. Changing it updates the load "
            "balancer in place; to go back write `true`, because removing the field changes nothing in AWS."
        ),
    ] = None
    priority: Annotated[
        Literal["serving", "batch"] | None,
        Field(
            description="Priority of the pods: `serving` pods may take the GPUs of `batch` pods, which then wait. "
            "Default: `serving` for deployments and stateful sets, otherwise `batch`."
        ),
    ] = None
