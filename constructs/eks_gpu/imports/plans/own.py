"""Resources of eks-gpu's own cluster stack next to node groups: schedules, Capacity Blocks, file systems, alarms."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import text_list
from eks_gpu.imports.plans.resources import number, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.imports.imported import Group, Imported
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change

_BLOCK = re.compile(r"block-(?P<word>start|end)-(?P<moment>\d{4}-\d\d-\d\d-\d{4})")
_SCHEDULE = "-schedule-"
# A schedule with this size leaves the size as it is.
_AS_IT_IS = -1
_LUSTRE = re.compile(r"storage-(?P<name>[a-z0-9-]+)_file-system")


def put_schedules(group: Group, resources: Resources, changes: Sequence[Change]) -> None:
    """Schedules of one of a group's node groups; the others have the same."""
    first = f"{changes[0].name}{_SCHEDULE}"
    found: list[dict[str, object]] = []
    for one in resources.of("aws_autoscaling_schedule"):
        if not one.name.startswith(first):
            continue
        key = one.name.removeprefix(first)
        if block := _BLOCK.fullmatch(key):
            _put_block(group, block["word"], block["moment"])
            continue
        suffix = "_per_zone" if group.fields.get("max_per_zone") is not None else ""
        sizes = {f"{word}{suffix}": number(one.values, f"{word}_size") for word in ("min", "max")}
        kept = {name: size for name, size in sizes.items() if size not in (None, _AS_IT_IS)}
        zone = text(one.values, "time_zone")
        named = {} if zone in {"", "Etc/UTC"} else {"time_zone": zone}
        found.append({"cron": text(one.values, "recurrence"), **named, **kept})
    if found:
        group.put("schedules", found)


def _put_block(group: Group, word: str, moment: str) -> None:
    """Begin or end of a Capacity Block, of which the schedule's key has the day."""
    from eks_gpu.design.capacity.reservation import DRAIN_BEFORE_END  # noqa: PLC0415 - only Capacity Blocks need it

    try:
        at = datetime.strptime(moment, "%Y-%m-%d-%H%M").replace(tzinfo=UTC)
    except ValueError:
        return
    at = at + DRAIN_BEFORE_END if word == "end" else at
    group.put(f"capacity_reservation.{word}", at.strftime("%Y-%m-%dT%H:%M:%SZ"))


def put_storage(result: Imported, resources: Resources) -> None:
    """File systems that eks-gpu created."""
    found: list[dict[str, object]] = []
    for one in resources.of("aws_fsx_lustre_file_system"):
        named = _LUSTRE.fullmatch(one.name)
        subnets = text_list(one.values.get("subnet_ids")) or []
        if named and subnets and subnets[0] in resources.zones:
            scratch = text(one.values, "deployment_type").startswith("SCRATCH")
            about = {
                "size_gib": number(one.values, "storage_capacity"),
                "zone": resources.zones[subnets[0]],
                **({"deployment": "scratch"} if scratch else {}),
                **({} if scratch else {"throughput_mibs_per_tib": number(one.values, "per_unit_storage_throughput")}),
            }
            found.append({"name": named["name"], "fsx_lustre": about})
        else:
            result.left(one.address, "write it into `storage`, if workloads mount it", "storage")
    if found:
        result.put("storage", found)


def put_alarms(result: Imported, resources: Resources) -> None:
    """Topics of eks-gpu's own alarms."""
    topics: dict[str, None] = {}
    for one in resources.of("aws_cloudwatch_metric_alarm"):
        if one.name.startswith("alarms_"):
            topics |= dict.fromkeys(text_list(one.values.get("alarm_actions")) or [])
    if topics:
        result.put("monitoring.alarm_topics", list(topics))
