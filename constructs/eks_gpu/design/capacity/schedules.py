"""Sizes by the clock."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from eks_gpu.spec import GroupSpec, ScheduleSpec

# Characters of the readable part of a key.
_READABLE = 32


@dataclass(frozen=True)
class ScheduleDesign:
    """Sizes of one node group from a moment on.

    Attributes:
        cron: Moment, as five fields.
        time_zone: Time zone of these fields.
        min: Least nodes; None leaves them as they are.
        max: Most nodes; None leaves them as they are.
        desired: Nodes at that moment; None leaves them as they are, within the two.
        key: Part of the resource's address and of the scheduled action's name, unique within its group.
        formerly: Position in the file's list, which older releases used as the key; None for a schedule that always
            had a key.
    """

    cron: str
    time_zone: str
    min: int | None
    max: int | None
    desired: int | None
    key: str
    formerly: int | None = None


def schedules(
    group: GroupSpec, sizes: Callable[[ScheduleSpec], tuple[int | None, int | None]]
) -> tuple[ScheduleDesign, ...]:
    """The schedules of a group's file, each under a key that follows from its moment.

    Args:
        group: The group.
        sizes: Least and most nodes of a schedule, in the form of the group.
    """
    found: dict[str, ScheduleDesign] = {}
    for index, one in enumerate(group.schedules):
        least, most = sizes(one)
        key = _key(one.cron, one.time_zone)
        # Two schedules of one moment are an error (`schedule-sizes`), which a file may ignore.
        key = f"{key}-{index}" if key in found else key
        found[key] = ScheduleDesign(one.cron, one.time_zone, least, most, None, key, formerly=index)
    return tuple(found.values())


def _key(cron: str, time_zone: str) -> str:
    """A readable key that only the moment decides: neither the order of the list nor the sizes change it.

    The hash distinguishes moments with the same name, such as `1,2` and `1-2`.
    """
    moment = f"{' '.join(cron.split())} {time_zone}"
    readable = re.sub(r"[^a-z0-9]+", "-", moment.replace("*", "x").lower()).strip("-")[:_READABLE].rstrip("-")
    return f"{readable}-{sha256(moment.encode()).hexdigest()[:8]}"
