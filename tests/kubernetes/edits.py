"""Edits of workloads and of what belongs to them, one field at a time: set, changed and unset."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eks_gpu.spec import WorkloadSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

Declaration = dict[str, Any]
SERVES = ("deployment", "stateful_set")
JOBS = ("job", "cron_job", "training_job")
KINDS = (*SERVES, *JOBS, "pod")
FIXED = ("job", "training_job", "pod")
# Fields that identify an object, or that a kind requires.
NEEDED: dict[str, dict[str, Any]] = {
    "cron_job": {"schedule": "0 3 * * *"},
    "training_job": {"nodes": 2, "node_groups": ["gpu"]},
}


@dataclass(frozen=True)
class Field:
    """Two values of a field, the kinds that have it, and what must be there besides."""

    one: Any
    other: Any
    kinds: tuple[str, ...] = KINDS
    beside: tuple[tuple[str, Any], ...] = ()


def _storage(*extra: tuple[str, Any], name: str = "data") -> list[dict[str, Any]]:
    return [{"mount_path": "/data", "storage": name, **dict(extra)}]


ALICE = {"name": "alice", "path": "/alice", "user": 1000, "group": 1000}
SIDE = {"name": "side", "image": "registry.example/side:1"}
PROBES = {"readiness": {"path": "/health", "port": 8000}, "liveness": {"port": 8000}}
SCALING = {"max": 3, "metrics": [{"pods": "waiting", "average": "0.5"}]}
FIELDS: dict[str, Field | list[Field]] = {
    "image": Field("registry.example/a:1", "registry.example/a:2"),
    "command": Field(["a"], ["b"]),
    "args": Field(["a"], ["b"]),
    "env": Field({"A": "1"}, {"A": "2"}),
    "replicas": Field(2, 3, SERVES),
    "completions": Field(4, 8, ("job", "cron_job")),
    "parallelism": Field(2, 3, ("job", "cron_job"), (("completions", 4),)),
    "nodes": Field(2, 3, ("training_job",)),
    "restarts": [Field(1, 5, JOBS), Field(1, 5, ("job", "cron_job"), (("completions", 4),))],
    "fail_on_exit_codes": Field([3], [4], ("training_job",)),
    "time_limit": Field("1h", "2h", JOBS),
    "start_within": Field("30m", "1h", ("training_job",)),
    "schedule": Field("0 3 * * *", "0 4 * * *", ("cron_job",)),
    "time_zone": Field("Europe/Berlin", "Europe/Paris", ("cron_job",)),
    "gpus": Field(1, 2, tuple(kind for kind in KINDS if kind != "training_job")),
    "node_groups": Field(["gpu"], ["gpu", "other"]),
    "cpu": Field("1", "2"),
    "memory": Field("4Gi", "8Gi"),
    "ephemeral_storage": Field("1Gi", "2Gi"),
    "shm": Field("1Gi", "2Gi"),
    "volumes": [
        Field(_storage(), _storage(("read_only", True))),
        Field(_storage(), _storage(("mount_path", "/else"))),
        Field(_storage(), _storage(name="more")),
        Field(_storage(), _storage(("access_point", "alice"))),
        Field([{"mount_path": "/cache", "scratch": "1Gi"}], [{"mount_path": "/cache", "scratch": "2Gi"}]),
        Field([{"mount_path": "/etc/a", "files": {"a": "1"}}], [{"mount_path": "/etc/a", "files": {"a": "2"}}]),
        *(
            Field([{"mount_path": "/etc/a", kind: one}], [{"mount_path": "/etc/a", kind: other}])
            for kind, one, other in (
                ("secret", "a", "b"),
                ("config_map", "a", "b"),
                ("existing_claim", "a", "b"),
                ("host_path", "/mnt/a", "/mnt/b"),
            )
        ),
        Field(
            [{"mount_path": "/var/a", "claim": "1Gi"}], [{"mount_path": "/var/a", "claim": "2Gi"}], ("stateful_set",)
        ),
        Field(
            [{"mount_path": "/var/a", "claim": "1Gi"}], [{"mount_path": "/var/b", "claim": "1Gi"}], ("stateful_set",)
        ),
    ],
    "ports": Field([8000], [8000, 9000], (*SERVES, "pod")),
    "zone_spread": Field(one=True, other=True),
    "node_selector": Field({"disk": "fast"}, {"disk": "slow"}),
    "tolerations": Field([{"key": "a"}], [{"key": "b"}]),
    "service_account": Field({"name": "a"}, {"name": "b"}),
    "run_as": Field({"group": 100}, {"user": 1000, "group": 100}),
    "env_from_secrets": Field(["a"], ["b"]),
    "image_pull_secrets": Field(["a"], ["a", "b"]),
    "probes": Field(PROBES, {"readiness": {"path": "/ready", "port": 8000, "every": "20s"}}),
    "drain": Field("5s", "10s"),
    "termination_grace": Field("60s", "90s"),
    "surge": Field(1, 2, ("deployment",)),
    "max_unavailable": Field(1, 2, SERVES, (("replicas", 4),)),
    "scaling": Field(SCALING, {**SCALING, "max": 4}, SERVES),
    "expose": [
        Field("internal", {"kind": "nlb"}, ("deployment",), (("ports", [8000]),)),
        Field({"kind": "ingress"}, {"kind": "ingress", "host": "a.example.com"}, ("deployment",), (("ports", [8000]),)),
    ],
    "preserve_client_ip": Field(
        one=False, other=True, kinds=("deployment",), beside=(("ports", [8000]), ("expose", "internal"))
    ),
    "evictable": Field(one=False, other=True),
    "priority": Field("batch", "serving"),
    "cpu_limit": Field("16", "20"),
    "memory_limit": Field("100Gi", "120Gi"),
    "containers": [
        Field([SIDE], [{**SIDE, "image": "registry.example/side:2"}]),
        Field([SIDE], [{**SIDE, "security": {"capabilities": ["SYS_NICE"]}}]),
        Field([SIDE], [{**SIDE, "env_from": {"A": {"secret": "a", "key": "b"}}}]),
        Field([SIDE], [{**SIDE, "cpu": "200m"}]),
    ],
    "init_containers": [
        Field([SIDE], [{**SIDE, "env": {"A": "1"}}]),
        Field([SIDE], [{**SIDE, "working_dir": "/a"}]),
    ],
    "env_from": [
        Field({"A": {"secret": "a", "key": "b"}}, {"A": {"secret": "a", "key": "c"}}),
        Field({"A": {"field": "status.podIP"}}, {"A": {"config_map": "a", "key": "c"}}),
    ],
    "labels": Field({"team": "a"}, {"team": "b"}),
    "annotations": Field({"example.com/a": "1"}, {"example.com/a": "2"}),
    "security": [
        Field({"capabilities": ["IPC_LOCK"]}, {"capabilities": ["SYS_NICE"]}),
        Field({"drop_capabilities": ["ALL"]}, {"drop_capabilities": ["NET_RAW"]}),
        Field({"seccomp": "RuntimeDefault"}, {"seccomp": "Unconfined"}),
        Field({"read_only_root": True}, {"non_root": True}),
    ],
    "working_dir": Field("/a", "/b"),
    "image_pull_policy": Field("Always", "Never"),
    "host_network": Field(one=True, other=True),
    "runtime_class": Field("nvidia", "gvisor"),
    "pre_stop": Field(["a"], ["b"]),
    "service_ports": Field(
        [{"port": 80, "target": 8000}], [{"port": 81, "target": 8000}], SERVES, (("ports", [8000]),)
    ),
}
# Edits elsewhere in this folder, in tests/changes or tests/effects: another object, a group that is cut or has EFA.
# Queues need namespaces with quotas; tools/edits has them.
ELSEWHERE = {"name", "kind", "namespace", "gpu_profile", "efa", "queue"}


def declaration(workload: dict[str, Any], **more: Any) -> Declaration:
    """A cluster with this one workload."""
    group = {"instance_types": ["g5.12xlarge"], "max_per_zone": 4}
    return {
        "name": "edits",
        "region": "us-west-2",
        "kubernetes_version": "1.35",
        "network": {"zones": ["us-west-2a", "us-west-2b"]},
        "gpu_node_groups": [{"name": "gpu", **group}, {"name": "other", **group}],
        "storage": [{"name": "data", "efs": {"access_points": [ALICE]}}, {"name": "more", "efs": {}}],
        "workloads": [{"name": "work", "image": "registry.example/work:1", **workload}],
        **more,
    }


@dataclass(frozen=True)
class Edit:
    """Two declarations that differ in one field."""

    kind: str
    field: str
    step: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.field}-{self.step}"

    @property
    def pair(self) -> tuple[Declaration, Declaration]:
        """The declarations before and after the edit."""
        return json.loads(self.old), json.loads(self.new)


def edits() -> Iterator[Edit]:
    """Every edit of every field of every kind that has it."""
    for name, rows in FIELDS.items():
        for number, row in enumerate(rows if isinstance(rows, list) else [rows]):
            for kind in row.kinds:
                yield from _steps(kind, name if not number else f"{name}-{number}", name, row)


def _steps(kind: str, label: str, name: str, row: Field) -> Iterator[Edit]:
    base = {"kind": kind, **copy.deepcopy(NEEDED.get(kind, {})), **dict(row.beside)}
    least = {key: value for key, value in base.items() if key != name or key in NEEDED.get(kind, {})}
    one, other = {**base, name: row.one}, {**base, name: row.other}
    for step, old, new in (("set", least, one), ("changed", one, other), ("unset", one, least)):
        if old != new and not (step != "changed" and name == "image"):
            yield Edit(kind, label, step, json.dumps(declaration(old)), json.dumps(declaration(new)))


def fields() -> set[str]:
    """Fields of a workload that the table must have."""
    return set(WorkloadSpec.model_fields) - ELSEWHERE
