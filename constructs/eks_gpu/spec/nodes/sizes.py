"""Number of nodes of a group within its bounds: autoscaler settings, schedules and a warm pool."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.words import Field
from eks_gpu.spec.model import SpecModel
from eks_gpu.spec.times import Duration, FiveFields, TimeZone


class GroupAutoscalingSpec(SpecModel):
    """Autoscaler settings of any group."""

    scale_down_unneeded: Annotated[
        Duration | None, Field(description="Time that a node must have been unneeded before the autoscaler removes it.")
    ] = None


class CpuAutoscalingSpec(GroupAutoscalingSpec):
    """Autoscaler settings of one CPU group, where they differ from the cluster's `autoscaler`."""

    utilization_threshold: Annotated[
        float | None,
        Field(
            ge=0,
            le=1,
            strict=False,
            description="A node counts as unneeded when pods request less than this share of its CPU and of its memory, "
            "from 0 to 1. Default: the autoscaler's own, 0.5.",
        ),
    ] = None


class AutoscalingSpec(GroupAutoscalingSpec):
    """Autoscaler settings of one GPU group, where they differ from the cluster's `autoscaler`."""

    gpu_utilization_threshold: Annotated[
        float | None,
        Field(
            ge=0,
            le=1,
            strict=False,
            description="A node counts as unneeded when pods request at most this share of its GPUs, from 0 to 1.",
        ),
    ] = None


class ScheduleSpec(SpecModel):
    """Sizes that apply from a moment on, until the group's next schedule or the next apply."""

    cron: Annotated[FiveFields, Field(description="Cron line of five fields that says when the sizes change.")]
    time_zone: Annotated[
        TimeZone, Field(description="IANA time zone of the cron line; it follows daylight saving time.")
    ] = "Etc/UTC"
    min_per_zone: Annotated[int | None, Field(ge=0, le=450, description="Minimum number of nodes in each zone.")] = None
    max_per_zone: Annotated[
        int | None,
        Field(
            ge=0,
            le=450,
            description="Maximum number of nodes in each zone. Nodes beyond it end at that moment, and their pods are "
            "evicted whatever they are doing.",
        ),
    ] = None
    min: Annotated[int | None, Field(ge=0, le=450, description="Minimum number of nodes, for a group with `max`.")] = (
        None
    )
    max: Annotated[
        int | None,
        Field(
            ge=0,
            le=450,
            description="Maximum number of nodes, for a group with `max`. Nodes beyond it end at that moment, and their "
            "pods are evicted whatever they are doing.",
        ),
    ] = None


class WarmPoolSpec(SpecModel):
    """Nodes that have booted once and wait, so that the next node is ready sooner."""

    min: Annotated[
        int,
        Field(
            ge=0,
            le=450,
            description="Minimum number of nodes that wait, in each node group (in each zone with `max_per_zone`).",
        ),
    ]
    max_prepared: Annotated[
        int | None,
        Field(
            ge=0,
            le=450,
            description="Maximum number of nodes that wait or run, taken together; default: the group's maximum.",
        ),
    ] = None
    state: Annotated[
        Literal["stopped", "hibernated", "running"],
        Field(
            description="State in which the nodes wait. You pay for the volumes of stopped nodes, and the full price of "
            "running ones."
        ),
    ] = "stopped"
    reuse: Annotated[
        bool, Field(description="Return nodes that are no longer needed to the warm pool instead of ending them.")
    ] = False
