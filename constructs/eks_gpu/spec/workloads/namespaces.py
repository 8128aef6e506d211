"""Namespaces: the GPUs that each may have, and how its queue shares them."""

from __future__ import annotations

from typing import Annotated, Any

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Discriminator, Field, Tag
from eks_gpu.spec.model import DnsLabel, GroupName, SpecModel


def _quota_form(value: Any) -> str:  # noqa: ANN401 - whatever the file holds
    return "each" if isinstance(value, dict) else "gpus"


QUOTA_FORMS = frozenset({"each", "gpus"})
GpuResourceName = Annotated[
    str,
    Matches(
        r"gpu(\.shared)?|mig-[1-9]g\.[1-9]\d*gb(\.shared)?",
        "a resource without its 'nvidia.com/': gpu, gpu.shared, or mig-<profile> such as mig-1g.10gb",
        "gpu",
    ),
]
GpuQuota = Annotated[
    Annotated[int, Field(ge=0), Tag("gpus")]
    | Annotated[dict[GpuResourceName, Annotated[int, Field(ge=0)]], Field(min_length=1), Tag("each")],
    Discriminator(_quota_form),
]


class NamespaceQueueSpec(SpecModel):
    """The queue of a namespace: the part of its quota on each group, and how much of it others may use."""

    quotas: Annotated[
        dict[GroupName, Annotated[int, Field(ge=0)]],
        Field(
            description="GPUs, shares or MIG slices of each group that the namespace owns; together they are its `gpu_quota`. "
            "Default: a part of every group that offers the resource, in proportion to the group's size. Changed in place: "
            "running work stays, and what waits is judged again."
        ),
    ] = {}
    borrowing_limit: Annotated[
        int | None,
        Field(
            ge=0,
            description="Most GPUs of each group that the namespace may use above its own quota, while others of its cohort "
            "leave them unused; 0 forbids it. Default: no limit.",
        ),
    ] = None
    lending_limit: Annotated[
        int | None,
        Field(
            ge=0,
            description="Most GPUs of each group, out of the namespace's own quota, that others of its cohort may use while it "
            "leaves them unused; 0 keeps all of them. Default: no limit.",
        ),
    ] = None
    weight: Annotated[
        int,
        Field(
            ge=1,
            le=1000,
            description="Weight of the namespace in fair sharing: with 2 it may borrow twice as much as one with 1 before the "
            "other goes first. Only with `queueing.fair_sharing`.",
        ),
    ] = 1


class NamespaceSpec(SpecModel):
    """A namespace for workloads."""

    name: Annotated[DnsLabel, Field(description="Name of the namespace.")]
    gpu_quota: Annotated[
        GpuQuota | None,
        Field(
            description="Largest number of GPUs that all pods of the namespace may request together; default: no limit. "
            "Where groups share GPUs, write it by resource: `{gpu: 4, gpu.shared: 16, mig-1g.10gb: 7}`. "
            "Resources that the cluster offers and that are not named here get 0. With `queueing`, the namespace's queue "
            "holds the limit instead of a ResourceQuota, and only work with a `queue` counts."
        ),
    ] = None
    queue: Annotated[
        NamespaceQueueSpec | None,
        Field(
            description="How the namespace's queue divides and shares `gpu_quota`; only with `queueing`. Default: every group in "
            "proportion, and everything may be borrowed and lent."
        ),
    ] = None
