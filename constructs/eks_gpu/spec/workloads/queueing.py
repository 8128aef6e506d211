"""Queues: jobs wait as a whole until their namespace may use GPUs, and namespaces share what they do not use."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import BeforeValidator, Field, JsonValue
from eks_gpu.spec.model import DnsLabel, Many, SpecModel
from eks_gpu.spec.times import Duration

ChartVersion = Annotated[str, Matches(r"\d+\.\d+\.\d+", "an exact version of the chart, such as 0.19.2", "0.19.2")]


class PreemptionSpec(SpecModel):
    """Work that has to give its GPUs back; it waits in its queue again, and starts from its last checkpoint."""

    reclaim: Annotated[
        Literal["any", "lower-priority", "never"],
        Field(
            description="Work of other namespaces that a namespace may stop to get its own quota back, which they have borrowed: "
            "`any` work, only work of `lower-priority`, or `never`, so the owner waits until the borrower has finished. Changed "
            "in place; nothing stops until work waits for its own quota."
        ),
    ] = "any"
    within_queue: Annotated[
        Literal["lower-priority", "lower-or-newer", "never"],
        Field(
            description="Work of the same namespace that may be stopped for work that waits: that of `lower-priority`, also newer "
            "work of the same priority (`lower-or-newer`), or `never`. Changed in place."
        ),
    ] = "lower-priority"


class CohortSpec(SpecModel):
    """Namespaces that lend GPUs to each other."""

    name: Annotated[DnsLabel, Field(description="Name of the cohort. Changing it creates another; nothing stops.")]
    namespaces: Annotated[
        Many[DnsLabel],
        Field(
            min_length=1,
            description="Namespaces that share their unused quotas. A namespace is in one cohort at most; one in none "
            "borrows and lends nothing.",
        ),
    ]


class QueueingSpec(SpecModel):
    """Kueue, its queues, and the rules by which namespaces share GPUs."""

    kind: Annotated[
        Literal["kueue"],
        Field(
            description="`kueue` installs Kueue as a Helm release of the platform stack, with a queue for each namespace."
        ),
    ] = "kueue"
    version: Annotated[
        ChartVersion | None,
        Field(
            description="Exact version of the chart `kueue`. Another version upgrades the release in place; running work stays. "
            "Default: the version that eks-gpu knows for the Kubernetes minor."
        ),
    ] = None
    values: Annotated[
        dict[str, JsonValue],
        Field(
            description="Values of the chart, in addition to those that eks-gpu sets and above them; not `managerConfig`, which is "
            "Kueue's configuration and follows from this file. Changed in place."
        ),
    ] = {}
    timeout: Annotated[Duration, Field(description="Time that Helm waits until Kueue runs.")] = "5m"
    cohorts: Annotated[
        Many[CohortSpec] | None,
        Field(
            max_length=50,
            description="Cohorts of namespaces that lend each other what they do not use. Default: one cohort, `shared`, of all "
            "namespaces with a quota; `[]` means that no namespace lends anything.",
        ),
    ] = None
    fair_sharing: Annotated[
        bool,
        Field(
            description="Whether the namespace that has borrowed least goes first, by `weight`, where several want to borrow; and "
            "whether it may stop work of one that has borrowed more. Without it, the work that has waited longest goes first. "
            "Changed in place: Kueue restarts, and running work stays."
        ),
    ] = False
    preemption: Annotated[
        PreemptionSpec, Field(description="Work that may be stopped for the sake of work that waits.")
    ] = PreemptionSpec()
    ready_timeout: Annotated[
        Duration | None,
        Field(
            description="Time in which all pods of an admitted workload must be ready; otherwise Kueue stops it, gives its GPUs to "
            "others and tries again later. Default: `autoscaler.max_node_provision_time` and 15 minutes for images. Changed in "
            "place: Kueue restarts."
        ),
    ] = None
    topology: Annotated[
        bool,
        Field(
            description="Whether training jobs go to nodes that are close to each other in AWS's network. Kueue counts nodes that "
            "exist, so this holds only for groups with EFA or a placement group whose `min` is their maximum; others keep "
            "scaling from zero without it."
        ),
    ] = False


def _as_block(value: object) -> object:
    """`queueing: kueue` is the block with nothing but defaults."""
    return {"kind": value} if isinstance(value, str) else value


Queueing = Annotated[QueueingSpec, BeforeValidator(_as_block, json_schema_input_type=Literal["kueue"] | QueueingSpec)]
