"""For each field of node pools and of their provisioner, an edit of it."""

from __future__ import annotations

from typing import Any

from tools.edits.edit import Changes, Edit
from tools.edits.nodes import MIRROR, SETTINGS

POOL: dict[str, Any] = {"name": "pool", "instance_types": ["g6.xlarge"], "max": 2}
LARGE: dict[str, Any] = {**POOL, "instance_types": ["p5.48xlarge"]}
A, B, C = "us-west-2a", "us-west-2b", "us-west-2c"
_TAINT = {"key": "team", "value": "ml", "effect": "NoSchedule"}
_BUDGET = {"nodes": 1, "cron": "0 9 * * 1-5", "duration": "8h"}
_RESERVATIONS = ["cr-0a1b2c3d", "cr-1a1b2c3d"]
_IMAGES = [f"registry.example/{name}:1" for name in "ab"]


def _given(pool: dict[str, Any] = POOL, **more: Any) -> Changes:
    return {"provisioner": "karpenter", "gpu_node_pools": [{**pool, **more}]}


def _edit(field: str, on: Any, other: Any, given: Changes | None = None, **more: Any) -> Edit:
    return Edit(f"gpu_node_pools[].{field}", on, other, given=given or _given(), **more)


def _chosen(**more: Any) -> Changes:
    return _given({"name": "pool", "max": 2}, gpus={"model": ["L4", "L40S", "H100"], **more})


_SLICED, _PARTED = {"time_slicing": {"replicas": 4}}, {"mps": {"replicas": 4}}
_RELEASES = ("v20260601", "v20260610")
_OF_PROVISIONER = (
    Edit("provisioner", "karpenter", "none", given={"gpu_node_pools": [POOL]}),
    Edit("provisioner.kind", "karpenter", "none", given={"provisioner": {"kind": "karpenter"}}),
    *(
        Edit(f"provisioner.{field}", on, other, given={"provisioner": {"kind": "karpenter"}})
        for field, on, other in (
            ("version", "1.14.0", "1.13.1"),
            ("values", {"logLevel": "debug"}, {"logLevel": "error"}),
            ("timeout", "6m", "7m"),
        )
    ),
    Edit("provisioner.system_pools", on=True, given={"provisioner": {"kind": "auto-mode"}}),
)
_OF_POOLS = (
    Edit("gpu_node_pools", [POOL], [{**POOL, "max": 3}], [], given={"provisioner": "karpenter"}),
    _edit("name", "two", "three"),
    _edit("instance_types", ["g6.xlarge"], ["g6.2xlarge"]),
    _edit("gpus", {"model": "L4"}, {"model": "L40S"}, _given({"name": "pool", "max": 2})),
    _edit("gpus.model", ["L4"], ["L40S"], _given({"name": "pool", "max": 2}, gpus={"count": [1]})),
    _edit("gpus.count", [1], [4], _chosen()),
    _edit("gpus.min_memory_gib", 30, 60, _chosen()),
    _edit("gpus.generation", ["Ada Lovelace"], ["Hopper"], _chosen()),
    _edit("max", 2, 3),
    _edit("nodes_always", 1, 2),
    _edit("capacity", ["spot", "on-demand"], ["spot"], off=["on-demand"]),
    _edit(
        "capacity_reservations",
        _RESERVATIONS,
        _RESERVATIONS[1:],
        _given(capacity=["reserved", "on-demand"]),
    ),
    _edit("zones", [A], [B]),
    _edit("os", "bottlerocket", "al2023", off="al2023"),
    _edit("ami_release", *_RELEASES),
    _edit("disk_gib", 300, 400),
    _edit("disk_throughput_mibs", 300, 400),
    Edit("gpu_node_pools[].local_storage", "raid0", given=_given()),
    Edit("gpu_node_pools[].efa", on=True, given=_given(LARGE, zones=[A])),
    _edit("sharing", _SLICED, _PARTED),
    _edit("sharing.time_slicing", {"replicas": 4}, {"replicas": 6}),
    _edit("sharing.time_slicing.replicas", 4, 6, _given(sharing=_SLICED)),
    Edit("gpu_node_pools[].sharing.time_slicing.rename", on=True, given=_given(sharing=_SLICED)),
    Edit(
        "gpu_node_pools[].sharing.time_slicing.fail_requests_greater_than_one", on=False, given=_given(sharing=_SLICED)
    ),
    _edit("sharing.mps", {"replicas": 4}, {"replicas": 6}),
    _edit("sharing.mps.replicas", 4, 6, _given(sharing=_PARTED)),
    Edit("gpu_node_pools[].sharing.mps.rename", on=True, given=_given(sharing=_PARTED)),
    _edit("sharing.mig", "1g.10gb", {"1g.10gb": 4, "3g.40gb": 1}, _given(LARGE)),
    _edit("labels", {"team": "a"}, {"team": "b"}),
    _edit("taints", [_TAINT], [{**_TAINT, "value": "b"}]),
    *(
        _edit(f"taints[].{field}", on, other, _given(taints=[_TAINT]))
        for field, on, other in (("key", "a", "b"), ("value", "a", "b"), ("effect", "NoExecute", "PreferNoSchedule"))
    ),
    _edit("weight", 10, 20),
    _edit("prepull", _IMAGES[:1], _IMAGES[1:]),
    _edit("expire_after", "720h", "240h"),
    _edit("grace", "1h", "2h"),
    Edit("gpu_node_pools[].consolidation.when", "underutilized", given=_given()),
    _edit("consolidation.after", "10m", "never"),
    _edit("budgets", [{"nodes": 2}], [{"nodes": "10%"}], off=[]),
    *(
        _edit(f"budgets[].{field}", on, other, _given(budgets=[_BUDGET]))
        for field, on, other in (
            ("nodes", 2, "10%"),
            ("reasons", ["drifted"], ["empty"]),
            ("cron", "0 8 * * 1-5", "0 7 * * 1-5"),
            ("duration", "9h", "10h"),
        )
    ),
)
_PROXY = {"url": "http://a.example:3128"}
_OF_SETTINGS = (
    *(_edit(f"nodes.{field}", on, other) for field, (on, other) in SETTINGS.items()),
    _edit(
        "nodes.http_proxy.url", "http://b.example:3128", "http://c.example:3128", _given(nodes={"http_proxy": _PROXY})
    ),
    _edit("nodes.http_proxy.no_proxy", ["a.example"], ["b.example"], _given(nodes={"http_proxy": _PROXY})),
    _edit("nodes.registry_mirrors[].registry", "quay.io", "ghcr.io", _given(nodes={"registry_mirrors": [MIRROR]})),
    _edit(
        "nodes.registry_mirrors[].endpoints",
        ["https://b.example"],
        ["https://c.example"],
        _given(nodes={"registry_mirrors": [MIRROR]}),
    ),
)
POOLS = (*_OF_PROVISIONER, *_OF_POOLS, *_OF_SETTINGS)
