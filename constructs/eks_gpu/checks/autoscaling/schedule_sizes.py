"""A schedule sets sizes that its group does not use, no size at all, or a minimum above the maximum.

**Why.** A group with `max_per_zone` has one Auto Scaling group per zone and takes sizes per zone; a group with `max`
takes sizes over all zones. Auto Scaling refuses a minimum above the maximum in force at that moment, and refuses two
recurring actions at the same moment. The action then does not happen, and nobody is notified.

**Fix.** Write the sizes in the form that the group uses. Keep the minimum at or below the schedule's maximum or, if the
schedule has none, the group's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import GroupSpec, ScheduleSpec

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    schedules:
      - cron: "0 7 * * 1-5"
        min: 1
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    schedules:
      - cron: "0 7 * * 1-5"
        min_per_zone: 1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every schedule of every group."""
    for where, group in groups(design.spec):
        moments: dict[tuple[str, str], int] = {}
        for index, schedule in enumerate(group.schedules):
            here = f"{where}.schedules[{index}]"
            first = moments.setdefault((" ".join(schedule.cron.split()), schedule.time_zone), index)
            if first != index:
                message = f"schedules[{first}] already runs at the same moment ({schedule.cron}, {schedule.time_zone})"
                yield error(__name__, f"{here}.cron", message, "put both sizes into one schedule, or move one of them")
            yield from _sizes(group, schedule, here, where)


def _sizes(group: GroupSpec, schedule: ScheduleSpec, here: str, where: str) -> Iterator[Problem]:
    suffix, other = ("", "_per_zone") if group.max is not None else ("_per_zone", "")
    low, high = f"min{suffix}", f"max{suffix}"
    for name in (f"min{other}", f"max{other}"):
        if getattr(schedule, name) is not None:
            message = f"{name!r} does not apply to a group that has 'max{suffix}'"
            fix = f"write '{name.removesuffix('_per_zone')}{suffix}'"
            yield error(__name__, f"{here}.{name}", message, fix, f"{where}.{high}", f"{where}.max{other}")
            return
    least, most = getattr(schedule, low), getattr(schedule, high)
    cap = most if most is not None else getattr(group, high)
    if least is None and most is None:
        yield error(__name__, here, "this schedule changes no size", f"write '{low}', '{high}', or both")
    elif cap is not None and (least if least is not None else getattr(group, low) or 0) > cap:
        floor = f"{low} {least}" if least is not None else f"the group's {low} {getattr(group, low)}"
        message = f"{floor} is above the maximum in force at that moment, {cap}; Auto Scaling refuses it"
        yield error(__name__, here, message, f"lower '{low}' or raise '{high}'", f"{where}.{high}", f"{where}.{low}")
