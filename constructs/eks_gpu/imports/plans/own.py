"""Resources of eks-gpu's own cluster stack next to node groups: schedules, Capacity Blocks, file systems, alarms."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import text_list, text_map
from eks_gpu.imports.plans.resources import inner, is_ours, number, text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from eks_gpu.imports.imported import Group, Imported
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change

_BLOCK = re.compile(r"block-(?P<word>start|end)-(?P<moment>\d{4}-\d\d-\d\d-\d{4})")
_SCHEDULE = "-schedule-"
# A schedule with this size leaves the size as it is.
_AS_IT_IS = -1
_FILE_SYSTEM = re.compile(r"storage-(?P<name>[a-z0-9-]+)_file-system")
_LINK = re.compile(r"storage-(?P<name>[a-z0-9-]+)_data-repository(-[a-z0-9-]+)?")
_ACCESS_POINT = re.compile(r"storage-(?P<name>[a-z0-9-]+)_access-point-(?P<point>[a-z0-9-]+)")
_MANAGED = "app.kubernetes.io/managed-by"


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
    """File systems that eks-gpu created, and those of others in which it created access points; sorted by name."""
    found: dict[str, dict[str, object]] = {}
    for one in resources.of("aws_fsx_lustre_file_system"):
        named = _FILE_SYSTEM.fullmatch(one.name)
        subnets = text_list(one.values.get("subnet_ids")) or []
        if named and subnets and subnets[0] in resources.zones:
            found[named["name"]] = {"fsx_lustre": _lustre(one, resources.zones[subnets[0]])}
        else:
            result.left(one.address, "write it into `storage`, if workloads mount it", "storage")
    for one in resources.of("aws_fsx_data_repository_association"):
        if (named := _LINK.fullmatch(one.name)) and is_ours(one):
            _put_link(found, one, named["name"])
    for one in resources.of("aws_efs_file_system"):
        if (named := _FILE_SYSTEM.fullmatch(one.name)) and is_ours(one):
            found[named["name"]] = {"efs": {}}
    for one in resources.of("aws_efs_access_point"):
        if (named := _ACCESS_POINT.fullmatch(one.name)) and is_ours(one):
            _put_access_point(found, one, named["name"], named["point"])
    if found:
        result.put("storage", [{"name": name, **found[name]} for name in sorted(found)])
    _note_mounted(result, resources, found)


def _lustre(change: Change, zone: str) -> dict[str, object]:
    scratch = text(change.values, "deployment_type").startswith("SCRATCH")
    metadata = inner(change.values, "metadata_configuration")
    iops = "automatic" if metadata.get("mode") == "AUTOMATIC" else number(metadata, "iops")
    return {
        "size_gib": number(change.values, "storage_capacity"),
        "zone": zone,
        **({"deployment": "scratch"} if scratch else {}),
        **({} if scratch else {"throughput_mibs_per_tib": number(change.values, "per_unit_storage_throughput")}),
        **({} if iops is None else {"metadata_iops": iops}),
        **({"efa": True} if change.values.get("efa_enabled") is True else {}),
    }


def _put_link(found: dict[str, dict[str, object]], change: Change, name: str) -> None:
    """A link to a bucket, of a file system that is in the plan; that of others comes with a note about its volume."""
    bucket, _, prefix = text(change.values, "data_repository_path").removeprefix("s3://").partition("/")
    lustre = found.get(name, {}).get("fsx_lustre")
    if not isinstance(lustre, dict):
        return
    s3 = inner(change.values, "s3")
    imported, exported = (
        [event.lower() for event in text_list(inner(s3, f"auto_{way}_policy").get("events")) or []]
        for way in ("import", "export")
    )
    about: dict[str, object] = {
        "path": text(change.values, "file_system_path"),
        "bucket": bucket,
        **({"prefix": prefix} if prefix else {}),
        **({} if imported == ["new", "changed", "deleted"] else {"auto_import": imported}),
        **({"auto_export": exported} if exported else {}),
    }
    lustre["data_repositories"] = [*lustre.get("data_repositories", []), about]


def _put_access_point(found: dict[str, dict[str, object]], change: Change, name: str, point: str) -> None:
    """An access point; one whose file system is not in the plan says its id."""
    user = inner(change.values, "posix_user")
    about: dict[str, object] = {
        "name": point,
        "path": text(inner(change.values, "root_directory"), "path"),
        "user": number(user, "uid"),
        "group": number(user, "gid"),
    }
    given = {} if name in found else {"id": text(change.values, "file_system_id")}
    efs = found.setdefault(name, {"efs": given})["efs"]
    if isinstance(efs, dict):
        efs["access_points"] = [*efs.get("access_points", []), about]


def _note_mounted(result: Imported, resources: Resources, found: Collection[str]) -> None:
    """Volumes on storage that eks-gpu did not create: `namespace.storage`, or with an access point at its end."""
    missing: dict[str, str] = {}
    for one in resources.of("kubernetes_persistent_volume", "kubernetes_persistent_volume_v1"):
        metadata = inner(one.values, "metadata")
        name = text(metadata, "name").partition(".")[2].partition(".")[0]
        if text_map(metadata.get("labels")).get(_MANAGED) == "eks-gpu" and name and name not in found:
            missing.setdefault(name, one.address)
    for name, address in missing.items():
        reason = f"it comes with `storage`: write {name!r} with its bucket or the file system's id"
        result.left(address, reason, "storage")


def put_alarms(result: Imported, resources: Resources) -> None:
    """Topics of eks-gpu's own alarms."""
    topics: dict[str, None] = {}
    for one in resources.of("aws_cloudwatch_metric_alarm"):
        if one.name.startswith("alarms_"):
            topics |= dict.fromkeys(text_list(one.values.get("alarm_actions")) or [])
    if topics:
        result.put("monitoring.alarm_topics", list(topics))
