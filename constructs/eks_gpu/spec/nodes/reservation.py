"""Capacity that was reserved in advance: On-Demand Capacity Reservations, and Capacity Blocks for ML."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from eks_gpu.models.matches import Matches, refusal
from eks_gpu.models.words import AfterValidator, BeforeValidator, Field
from eks_gpu.spec.model import SpecModel, Zone

_MOMENT = "a time with its time zone, as EC2 shows it, such as 2026-12-01T11:30:00Z"
_MOMENT_EXAMPLE = "2026-12-01T11:30:00Z"
_RESERVATION, _RESERVATION_EXAMPLE = r"cr-[0-9a-f]{8,17}", "cr-0a1b2c3d4e5f60718"
_RESERVATION_ALLOWED = f"the id of a capacity reservation, such as {_RESERVATION_EXAMPLE}"


def _moment(value: str) -> str:
    """The same time in UTC; a date that does not exist is refused."""
    try:
        moment = datetime.fromisoformat(value).astimezone(UTC)
    except ValueError:
        raise refusal(_MOMENT, _MOMENT_EXAMPLE) from None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


# Each reader would take a time without a zone as their own local time.
Moment = Annotated[
    str,
    Matches(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d)?([Zz]|[+-]\d\d:\d\d)", _MOMENT, _MOMENT_EXAMPLE),
    AfterValidator(_moment),
]
ReservationId = Annotated[str, Matches(_RESERVATION, _RESERVATION_ALLOWED, _RESERVATION_EXAMPLE)]
ResourceGroupArn = Annotated[
    str,
    Matches(
        r"arn:aws[a-z-]*:resource-groups:[a-z0-9-]+:\d{12}:group/[A-Za-z0-9_.-]+",
        "the ARN of a resource group, such as arn:aws:resource-groups:us-west-2:111122223333:group/gpus",
        "arn:aws:resource-groups:us-west-2:111122223333:group/gpus",
    ),
]
PlacementGroupName = Annotated[
    str, Matches(r"[ -~]{1,255}", "the name of a placement group: 1 to 255 printable characters", "training")
]


class CapacityReservationSpec(SpecModel):
    """The reserved capacity that a group's nodes start in, and nowhere else."""

    id: Annotated[
        ReservationId | None,
        Field(
            description="Id of a reservation. Set either this or `resource_group`; a Capacity Block is named by its id."
        ),
    ] = None
    resource_group: Annotated[
        ResourceGroupArn | None,
        Field(
            description="ARN of a resource group of On-Demand reservations. If none of them has room, EC2 starts the node"
            " outside of them, at the On-Demand price."
        ),
    ] = None
    zone: Annotated[
        Zone | None,
        Field(
            description="Zone of the reservation, written as in `network`; all of the group's nodes are then in it. "
            "Default: the group's only zone."
        ),
    ] = None
    placement_group: Annotated[
        PlacementGroupName | None,
        Field(
            description="Name of the cluster placement group in which the reservation was created; only nodes in that "
            "placement group can use it."
        ),
    ] = None
    start: Annotated[
        Moment | None,
        Field(description="Time when a Capacity Block begins and all its nodes start. Only with a block."),
    ] = None
    end: Annotated[
        Moment | None,
        Field(
            description="Time when a Capacity Block ends. Its nodes are drained 45 minutes before, because EC2 ends them "
            "half an hour early. Only with a block."
        ),
    ] = None


def _id_alone(value: object) -> object:
    if not isinstance(value, str):
        return value
    if re.fullmatch(_RESERVATION, value) is None:
        raise refusal(_RESERVATION_ALLOWED, _RESERVATION_EXAMPLE)
    return {"id": value}


# `capacity_reservation: cr-…` is short for its id.
CapacityReservation = Annotated[
    CapacityReservationSpec,
    BeforeValidator(_id_alone, json_schema_input_type=ReservationId | CapacityReservationSpec),
]
