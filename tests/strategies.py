"""Declarations made up by hypothesis: sound ones, and ones with a mistake."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

# Regions whose first zones offer every type below (recorded offerings).
ZONES = {
    "us-west-2": ["us-west-2a", "us-west-2b", "us-west-2c"],
    "us-east-1": ["use1-az4", "use1-az6", "use1-az2"],
    "eu-west-1": ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
}
SHARINGS: tuple[dict[str, Any], ...] = (
    {"time_slicing": {"replicas": 3}},
    {"time_slicing": {"replicas": 4, "rename": True}},
    {"mps": {"replicas": 2}},
)
AMI = "ami-0a1b2c3d4e5f60718"
# What a group of one zone may be beside that; the types are offered in the first zone of every region above.
HOSTS: tuple[dict[str, Any], ...] = (
    {"instance_types": ["g5.8xlarge"], "efa": True},
    {"instance_types": ["g5.48xlarge"], "efa": True, "efa_layout": "classic", "local_storage": "raid0"},
    {"instance_types": ["g5.12xlarge"], "placement_group": "cluster"},
    {"instance_types": ["g5.xlarge"], "capacity_reservation": {"id": "cr-0a1b2c3d4e5f60718"}},
)
EXTRAS: tuple[dict[str, Any], ...] = (
    {"ami": {"id": AMI}},
    {"local_storage": "raid0", "parallel_image_pull": True},
    {"prepull": ["registry.example/train:1", "registry.example/other:2"]},
    {"autoscaling": {"scale_down_unneeded": "20m"}, "priority": 5},
    {"update": {"max_unavailable_percentage": 50}, "node_repair": False},
)
SERVING: tuple[dict[str, Any], ...] = (
    {"service_account": {"name": "reader", "policy_arns": ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]}},
    {"env_from_secrets": ["token"], "image_pull_secrets": ["registry"]},
    {"volumes": [{"mount_path": "/cache", "scratch": "10Gi"}, {"mount_path": "/etc/app", "files": {"a.ini": "x=1"}}]},
    {"probes": {"readiness": {"path": "/health"}}, "drain": "15s"},
    {"termination_grace": "1m", "max_unavailable": 1},
)
SHAPES = (["g5.xlarge", "g5.2xlarge"], ["g5.12xlarge"], ["g4dn.xlarge", "g4dn.2xlarge"], ["g5.48xlarge"])
ARN = "arn:aws:iam::111122223333:role/"
NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,6}[a-z0-9])?", fullmatch=True).filter(lambda name: name != "system")
WORDS = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)


@st.composite
def _networks(draw: st.DrawFn, region: str) -> dict[str, Any]:
    zones = ZONES[region][: draw(st.integers(2, 3))]
    if draw(st.booleans()):
        subnets = {zone: f"subnet-{index:08x}" for index, zone in enumerate(zones)}
        return {"vpc_id": "vpc-0a1b2c3d", "private_subnets": subnets}
    network: dict[str, Any] = {"zones": zones, "nat": draw(st.sampled_from(["single", "per-zone"]))}
    if draw(st.booleans()):
        network |= {
            "cidr": draw(st.sampled_from(["10.1.0.0/16", "100.64.0.0/17", "192.168.0.0/18"])),
            "flow_logs": False,
        }
    return network


@st.composite
def _groups(draw: st.DrawFn, name: str, zone: str) -> dict[str, Any]:
    if draw(st.integers(0, 3)) == 0:
        return {"name": name, "zones": [zone], "max": 2, **copy.deepcopy(draw(st.sampled_from(HOSTS)))}
    group: dict[str, Any] = {"name": name, "instance_types": draw(st.sampled_from(SHAPES))}
    least, most = draw(st.integers(0, 2)), draw(st.integers(2, 6))
    group |= {"max": most, "min": least} if draw(st.booleans()) else {"max_per_zone": most, "min_per_zone": least}
    if draw(st.booleans()):
        group |= {"os": "bottlerocket", "disk_gib": draw(st.integers(100, 900))}
    if draw(st.booleans()):
        taints = [{"key": "example.com/team", "value": draw(WORDS), "effect": "NoSchedule"}]
        group |= {"labels": {"example.com/team": draw(WORDS)}, "taints": taints, "capacity": "spot"}
    if draw(st.booleans()):
        group["sharing"] = copy.deepcopy(draw(st.sampled_from(SHARINGS)))
    if draw(st.booleans()):
        group |= copy.deepcopy(draw(st.sampled_from(EXTRAS)))
    if draw(st.booleans()):
        group["schedules"] = [{"cron": "0 20 * * *", "max" if "max" in group else "max_per_zone": most}]
    return group


@st.composite
def _workloads(draw: st.DrawFn, name: str, groups: list[str], namespaces: list[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(["deployment", "stateful_set", "job", "cron_job", "pod"]))
    workload: dict[str, Any] = {"name": name, "kind": kind, "image": "registry.example/train:1"}
    workload["namespace"] = draw(st.sampled_from(["default", *namespaces]))
    if draw(st.booleans()):
        workload["node_groups"] = draw(st.lists(st.sampled_from(groups), min_size=1, unique=True))
    if draw(st.booleans()):
        workload |= {
            "cpu": "1",
            "memory": "4Gi",
            "shm": "1Gi",
            "env": {"MODE": draw(WORDS)},
            "args": ["--epochs", "3"],
        }
    if kind in {"deployment", "stateful_set"}:
        workload |= {"replicas": draw(st.integers(0, 40)), "ports": [8000]}
        if draw(st.booleans()):
            workload |= copy.deepcopy(draw(st.sampled_from(SERVING)))
    elif kind == "cron_job":
        workload["schedule"] = "0 3 * * *"
    elif kind == "job":
        workload["completions"] = draw(st.integers(1, 9))
    return workload


@st.composite
def valid_specs(draw: st.DrawFn) -> dict[str, Any]:
    """Declarations without error; warnings there may be."""
    region = draw(st.sampled_from(sorted(ZONES)))
    groups = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    namespaces = [f"team-{name}" for name in draw(st.lists(NAMES, max_size=2, unique=True))]
    names = draw(st.lists(NAMES, max_size=4, unique=True))
    spec: dict[str, Any] = {
        "name": draw(NAMES),
        "region": region,
        "kubernetes_version": draw(st.sampled_from(["1.32", "1.33", "1.34", "1.35", "1.36"])),
        "network": draw(_networks(region)),
        "access": draw(
            st.sampled_from([{"runner": "vpc", "admins": [f"{ARN}a"]}, {"public_cidrs": ["203.0.113.0/24"]}])
        ),
        "gpu_node_groups": [draw(_groups(name, ZONES[region][0])) for name in groups],
        "workloads": [draw(_workloads(name, groups, namespaces)) for name in names],
    }
    if draw(st.booleans()):
        spec |= {"namespaces": [{"name": name} for name in namespaces], "tags": {"team": draw(WORDS)}}
        spec["backend"] = draw(st.sampled_from([{"local": {}}, {"s3": {"bucket": "state", "region": "us-west-2"}}]))
        spec["system_nodes"] = {
            "min": 1,
            "max": draw(st.integers(1, 9)),
            "instance_types": ["m6i.large", "m5.large"],
        }
    else:
        for workload in spec["workloads"]:
            workload["namespace"] = "default"
    return spec


@dataclass(frozen=True)
class Broken:
    """A declaration with one mistake in its shape, and the sound one it was made of."""

    sound: dict[str, Any]
    data: dict[str, Any]
    mistake: str


WRONG: tuple[Any, ...] = (
    None,
    [],
    {},
    3.5,
    -1,
    True,
    "",
    "Not Allowed!",
    [None],
    {"x": 1},
    "10.0.0.1/8",
    [[]],
)


@st.composite
def broken_specs(draw: st.DrawFn) -> Broken:
    """Declarations with a wrong value, a misspelt key, or a key too many, anywhere."""
    sound = draw(valid_specs())
    data = copy.deepcopy(sound)
    holder, key = draw(st.sampled_from(list(_places(data))))
    how = draw(st.sampled_from(["value", "spelling", "extra"]))
    if how == "value":
        wrong = draw(st.sampled_from(WRONG))
        if isinstance(holder[key], dict) and isinstance(wrong, dict):
            # What stood there would be missing beside that, and may rightly be missed.
            wrong = [wrong]
        holder[key] = copy.deepcopy(wrong)
        return Broken(sound, data, f"{key} = {wrong!r}")
    if not isinstance(holder, dict):
        holder[key] = {"unknown": holder[key]}
        return Broken(sound, data, f"[{key}] is a mapping")
    if how == "spelling":
        holder[f"{key}x"] = holder.pop(key)
        return Broken(sound, data, f"{key}x")
    holder["no-such-key"] = 1
    return Broken(sound, data, "no-such-key")


def _places(data: Any) -> list[tuple[Any, Any]]:
    items = list(data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ())
    return [place for key, value in items for place in ((data, key), *_places(value))]
