"""How many nodes a GPU group has between its bounds: what the autoscaler, the clock and a warm pool make of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from eks_gpu.spec.model import SpecModel
from eks_gpu.spec.times import Duration, FiveFields, TimeZone


class AutoscalingSpec(SpecModel):
    """How the autoscaler treats one group, where it differs from the cluster's `autoscaler`."""

    scale_down_unneeded: Annotated[
        Duration | None, Field(description="How long a node must have been unneeded before it is taken away.")
    ] = None
    gpu_utilization_threshold: Annotated[
        float | None,
        Field(
            ge=0,
            le=1,
            strict=False,
            description="A node counts as unneeded at or below this share of requested GPUs.",
        ),
    ] = None


class ScheduleSpec(SpecModel):
    """Other sizes from a moment on, until the next schedule of the group or the next apply."""

    cron: Annotated[FiveFields, Field(description="When, as a cron line of five fields.")]
    time_zone: Annotated[
        TimeZone, Field(description="IANA time zone of the cron line; daylight saving time is followed.")
    ] = "Etc/UTC"
    min_per_zone: Annotated[int | None, Field(ge=0, le=450, description="Least nodes in each zone.")] = None
    max_per_zone: Annotated[
        int | None,
        Field(
            ge=0,
            le=450,
            description="Most nodes in each zone. Nodes beyond it end at that moment, and pods on them are evicted, whatever they do.",
        ),
    ] = None
    min: Annotated[int | None, Field(ge=0, le=450, description="Least nodes, of a group with `max`.")] = None
    max: Annotated[
        int | None,
        Field(
            ge=0,
            le=450,
            description="Most nodes, of a group with `max`. Nodes beyond it end at that moment, and pods on them are evicted, whatever they do.",
        ),
    ] = None


class WarmPoolSpec(SpecModel):
    """Nodes that have booted once and wait, so that the next one is there sooner."""

    min: Annotated[
        int,
        Field(ge=0, le=450, description="Least nodes that wait, in each node group (each zone with `max_per_zone`)."),
    ]
    max_prepared: Annotated[
        int | None,
        Field(ge=0, le=450, description="Most nodes that wait or run together; default: the group's maximum."),
    ] = None
    state: Annotated[
        Literal["stopped", "hibernated", "running"],
        Field(description="How they wait. Stopped ones cost their volumes, running ones everything."),
    ] = "stopped"
    reuse: Annotated[
        bool, Field(description="Let nodes that are no longer needed wait again instead of ending them.")
    ] = False
