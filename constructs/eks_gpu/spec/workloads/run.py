"""Fields of a workload: the program that runs, and in how many pods."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.words import Field
from eks_gpu.spec.model import DnsLabel, ImageName, Many, SpecModel
from eks_gpu.spec.times import Cron, Duration, TimeZone
from eks_gpu.spec.workloads.container import EnvName


class RunFields(SpecModel):
    """The program of a workload, and the number of pods that run it."""

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
    start_within: Annotated[
        Duration | None,
        Field(
            description="Time in which all ranks of a training job must have a node. A container before the program waits for "
            "them; if one is missing at the end, the job fails, and its nodes go back to others instead of being held. A new "
            "run needs another name. In a queue Kueue does this, and tries again. Setting, changing or removing it replaces "
            "the job, which runs again. Default: no limit, so ranks wait for each other on nodes that are paid for."
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
