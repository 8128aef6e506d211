"""Edits of CPU groups and system nodes: those of GPU groups, on machines without GPUs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from eks_gpu.effects.nodes import ON_A_BLOCK
from tools.edits.edit import GONE, Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TYPES = {
    "g5.xlarge": "m7i.large",
    "g6.xlarge": "m7a.large",
    "g5.2xlarge": "m7i.xlarge",
    "p5.48xlarge": "c6in.32xlarge",
}
_OTHERS = re.compile(r"gpu_node_groups(\[\]\.(sharing|name|capacity_reservation\.(start|end))\b|$)|.*gpu_utilization")
_GROUP: dict[str, Any] = {"name": "cpu", "instance_types": ["m7i.large"], "max_per_zone": 2}
_RESERVED: dict[str, Any] = {"node_groups": [{**_GROUP, "capacity_reservation": {"id": "cr-0a1b2c3d"}}]}
OF_CPU_GROUPS = (
    Edit("node_groups", [_GROUP], [{**_GROUP, "max_per_zone": 3}], []),
    Edit("node_groups[].name", "two", "three", given={"node_groups": [_GROUP]}),
    Edit("node_groups[].autoscaling.utilization_threshold", 0.4, 0.6, given={"node_groups": [_GROUP]}),
    Edit("node_groups[].capacity_reservation.start", "2026-12-01T11:30:00Z", "2026-12-02T11:30:00Z", given=_RESERVED),
    Edit("node_groups[].capacity_reservation.end", "2026-12-03T11:30:00Z", "2026-12-04T11:30:00Z", given=_RESERVED),
)
_PEM = "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n"
MIRROR = {"registry": "docker.io", "endpoints": ["https://a.example"]}
_RESERVED_PARTS = ("kube_reserved", "system_reserved")
_KUBELET: dict[str, tuple[Any, Any]] = {
    "max_pods": (20, 30),
    "eviction_memory": ("200Mi", "300Mi"),
    "cpu_manager_policy": ("static", "none"),
    "topology_manager_policy": ("best-effort", "restricted"),
    "image_gc_high_percent": (90, 95),
    "image_gc_low_percent": (50, 60),
    "pod_pids_limit": (1024, 2048),
    "container_log_max_size": ("20Mi", "30Mi"),
    "container_log_max_files": (3, 4),
    "allowed_unsafe_sysctls": (["net.core.somaxconn"], ["net.core.*"]),
    **{f"{part}.cpu": ("200m", "300m") for part in _RESERVED_PARTS},
    **{f"{part}.memory": ("1Gi", "2Gi") for part in _RESERVED_PARTS},
    **{f"{part}.ephemeral_storage": ("2Gi", "3Gi") for part in _RESERVED_PARTS},
}
SETTINGS: dict[str, tuple[Any, Any]] = {
    **{f"kubelet.{field}": values for field, values in _KUBELET.items()},
    "http_proxy": ({"url": "http://a.example:3128"}, {"url": "http://b.example:3128"}),
    "ca_certificates": ({"a": _PEM.format("MIIA")}, {"a": _PEM.format("MIIB")}),
    "registry_mirrors": ([MIRROR], [{**MIRROR, "endpoints": ["https://b.example"]}]),
    "sysctls": ({"vm.max_map_count": "262144"}, {"vm.max_map_count": "524288"}),
    "user_data": ("#!/bin/sh\na\n", "#!/bin/sh\nb\n"),
    "metadata_hop_limit": (2, 3),
    "tags": ({"cost-center": "1"}, {"cost-center": "2"}),
}
_AT = "node_groups[0].nodes."
OF_SETTINGS = (
    *(
        Edit(f"node_groups[].nodes.{field}", on, other, given={"node_groups": [_GROUP]})
        for field, (on, other) in SETTINGS.items()
    ),
    Edit(
        "node_groups[].nodes.http_proxy.url",
        "http://b.example:3128",
        "http://c.example:3128",
        given={"node_groups": [_GROUP], _AT + "http_proxy": {"url": "http://a.example:3128"}},
        off="http://a.example:3128",
    ),
    Edit(
        "node_groups[].nodes.http_proxy.no_proxy",
        ["a.example"],
        ["b.example"],
        given={"node_groups": [_GROUP], _AT + "http_proxy": {"url": "http://a.example:3128"}},
    ),
    Edit(
        "node_groups[].nodes.registry_mirrors[].registry",
        "quay.io",
        "ghcr.io",
        off="docker.io",
        given={"node_groups": [_GROUP], _AT + "registry_mirrors": [MIRROR]},
    ),
    Edit(
        "node_groups[].nodes.registry_mirrors[].endpoints",
        ["https://b.example"],
        ["https://c.example"],
        off=["https://a.example"],
        given={"node_groups": [_GROUP], _AT + "registry_mirrors": [MIRROR]},
    ),
    *(
        Edit(f"{holder}.nodes.{field}", *SETTINGS[field])
        for holder, field in (("gpu_node_groups[]", "sysctls"), ("system_nodes", "http_proxy"), ("defaults", "tags"))
    ),
)
_TAINTED: dict[str, Any] = {"defaults": {"taints": [{"key": "team", "value": "ml", "effect": "NoSchedule"}]}}
_ZONES = ["us-west-2a", "us-west-2b", "us-west-2c"]
OF_DEFAULTS = (
    Edit("defaults.capacity", "spot", "on-demand"),
    Edit("defaults.zones", _ZONES[1:], _ZONES[::2]),
    Edit("defaults.os", on="bottlerocket"),
    Edit("defaults.fips", on=True, given={"defaults": {"os": "bottlerocket"}}),
    Edit("defaults.ami.release_version", "1.35.2-20260714", "1.35.2-20260801"),
    Edit("defaults.disk_gib", 300, 400),
    Edit("defaults.disk_throughput_mibs", 500, 600),
    Edit("defaults.local_storage", on="raid0"),
    Edit("defaults.labels", {"team": "a"}, {"team": "b"}),
    Edit("defaults.taints", _TAINTED["defaults"]["taints"], [{"key": "team", "value": "a", "effect": "NoSchedule"}]),
    Edit("defaults.taints[].key", "a", "b", given=_TAINTED),
    Edit("defaults.taints[].value", "a", "b", given=_TAINTED),
    Edit("defaults.taints[].effect", "NoExecute", "PreferNoSchedule", given=_TAINTED),
    Edit("defaults.update.max_unavailable", 2, 3),
    Edit("defaults.update.max_unavailable_percentage", 20, 30),
    Edit("defaults.update.strategy", on="minimal"),
    Edit("defaults.node_repair", on=False),
    Edit("defaults.parallel_image_pull", on=True),
    Edit("defaults.autoscaling.scale_down_unneeded", "20m", "30m"),
)
_OF_SYSTEM_NODES = {
    *("capacity", "os", "fips", "disk_throughput_mibs", "local_storage", "labels", "taints", "node_repair", "prepull"),
    *("parallel_image_pull", "update.max_unavailable", "update.max_unavailable_percentage", "update.strategy"),
    *("ami.release_version", "taints[].key", "taints[].value", "taints[].effect"),
}


def without_gpus(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits of CPU groups and system nodes that follow from those of GPU groups."""
    yield from (*OF_CPU_GROUPS, *OF_SETTINGS, *OF_DEFAULTS)
    edits = [one for one in edits if one.path.startswith("gpu_node_groups")]
    for edit in edits:
        if not _OTHERS.match(edit.path) and edit.case != ON_A_BLOCK:
            yield _of_group(edit)
    for edit in edits:
        field = edit.path.removeprefix("gpu_node_groups[].")
        if field in _OF_SYSTEM_NODES and (not edit.case or field == "fips"):
            given = {_path(key, "system_nodes"): value for key, value in edit.given.items()}
            yield replace(edit, path=f"system_nodes.{field}", given=given)
    zones = ["us-west-2a", "us-west-2b", "us-west-2c"]
    yield Edit("system_nodes.zones", zones, zones[1:])


def _of_group(edit: Edit) -> Edit:
    given = {_path(key, "node_groups"): _other(value) for key, value in edit.given.items()}
    return replace(
        edit,
        path=edit.path.replace("gpu_node_groups", "node_groups"),
        off=_other(edit.off),
        on=_other(edit.on),
        other=_other(edit.other),
        given={"node_groups": [_GROUP], **given},
        instead={_path(key, "node_groups"): _other(value) for key, value in edit.instead.items()},
    )


def _path(key: str, field: str) -> str:
    if field == "system_nodes":
        return key.replace("gpu_node_groups[0]", field)
    return key.replace("gpu_node_groups", field)


def _other(value: Any) -> Any:
    """The value with types that have no GPU."""
    if value is GONE:
        return value
    if isinstance(value, dict):
        return {key: _other(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_other(one) for one in value]
    return _TYPES.get(value, value) if isinstance(value, str) else value
