"""A time zone does not exist.

**Why.** Kubernetes refuses a cron job with an unknown time zone, and Auto Scaling refuses such a schedule, so the apply
fails. The names are those of the IANA database, as contained in the package tzdata.

**Fix.** Write a name such as `Europe/Berlin`; `Etc/UTC` is the default.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, instead
from eks_gpu.checks._where import groups, workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
workloads:
  - name: report
    kind: cron_job
    image: registry.example/report:1
    schedule: "0 3 * * *"
    time_zone: Europe/Berlim
"""
GOOD = """\
workloads:
  - name: report
    kind: cron_job
    image: registry.example/report:1
    schedule: "0 3 * * *"
    time_zone: Europe/Berlin
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look up every time zone in the cluster file."""
    named = [(f"{where}.time_zone", one.time_zone) for where, one in workloads(design.spec) if one.time_zone]
    for where, group in groups(design.spec):
        named += [(f"{where}.schedules[{index}].time_zone", one.time_zone) for index, one in enumerate(group.schedules)]
    for where, zone in named:
        if zone != "Etc/UTC" and zone not in _zones():
            message = f"there is no time zone {zone!r}"
            yield error(__name__, where, message, instead(zone, _zones(), "write a name such as Europe/Berlin"))


@cache
def _zones() -> frozenset[str]:
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
