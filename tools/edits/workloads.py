"""For each field of a workload, an edit of it, made to a workload of each kind."""

from __future__ import annotations

from typing import Any

from tools.edits.containers import CONTAINER_EDITS
from tools.edits.edit import GONE, Edit

_SOME, _MORE = {"mount_path": "/cache", "scratch": "1Gi"}, {"mount_path": "/cache", "scratch": "2Gi"}
_KEYS, _OTHERS = {"mount_path": "/keys", "secret": "a"}, {"mount_path": "/keys", "secret": "b"}
_FILES = {"mount_path": "/etc/app", "files": {"a": "1"}}
_SHARED = {"mount_path": "/data", "storage": "data"}
_HOME = {"mount_path": "/home", "storage": "home"}
_HOMES: dict[str, Any] = {
    "storage": [
        {
            "name": "home",
            "efs": {
                "access_points": [
                    {"name": name, "path": f"/{name}", "user": 1000, "group": 1000} for name in ("alice", "bob")
                ]
            },
        }
    ]
}
_STORES: dict[str, Any] = {
    "storage": [{"name": name, "s3_mount": {"bucket": f"acme-{name}"}} for name in ("data", "other")]
}
_FABRIC: dict[str, Any] = {
    "gpu_node_groups": [
        {"name": "gpu", "instance_types": ["p5.48xlarge"], "zones": ["us-west-2a"], "max": 2, "efa": True}
    ]
}
_TOLERATION = {"key": "team", "operator": "Equal", "value": "ml", "effect": "NoSchedule"}
_PROBE = {"path": "/health", "port": 8000}
_CPU, _MEMORY = {"cpu_percent": 50}, {"memory_percent": 50}
_EXPOSED: dict[str, Any] = {
    "ports": [8000],
    "service_ports": [{"port": port, "target": 8000} for port in (80, 81, 82)],
    "probes": {"readiness": _PROBE},
    "expose": {"kind": "ingress", "host": "a.example.com"},
}
_GATEWAY: dict[str, Any] = {**_EXPOSED, "expose": {"kind": "gateway", "host": "a.example.com"}}
_CERTIFICATES = [f"arn:aws:acm:us-west-2:111122223333:certificate/{name}" for name in "ab"]
_EXPOSURE: dict[str, tuple[Any, Any]] = {
    "scheme": ("internet-facing", GONE),
    "host": ("b.example.com", "c.example.com"),
    "path": ("/a", "/b"),
    "port": (81, 82),
    "tls": ({}, {"certificate_arns": _CERTIFICATES[:1]}),
    "health_path": ("/a", "/b"),
    "idle_timeout": ("20m", "30m"),
    "allow_cidrs": (["10.1.0.0/16"], ["10.2.0.0/16"]),
    "subnets": (["subnet-0000000a", "subnet-0000000b"], ["subnet-0000000a", "subnet-0000000c"]),
    "group": ("a", "b"),
}
_TLS: dict[str, tuple[Any, Any]] = {
    "certificate_arns": (_CERTIFICATES[:1], _CERTIFICATES),
    "policy": ("ELBSecurityPolicy-TLS13-1-3-2021-06", "ELBSecurityPolicy-TLS-1-2-2017-01"),
}


def _of(field: str, on: Any, other: Any = GONE, off: Any = GONE, *, given: dict[str, Any] | None = None) -> Edit:
    """An edit of a field of every workload; what is given is below the workload, too, unless it has a place."""
    return Edit(f"workloads[].{field}", on, other, off, given or {})


WORKLOAD_EDITS = (
    *CONTAINER_EDITS,
    _of("name", "a", "b"),
    _of("kind", "deployment", "stateful_set"),
    _of("image", "registry.example/train:1", "registry.example/train:2"),
    _of("namespace", "team", "other"),
    _of("command", ["a"], ["b"]),
    _of("args", ["a"], ["b"]),
    _of("env", {"A": "1"}, {"A": "2"}),
    _of("replicas", 2, 3),
    _of("completions", 2, 3),
    _of("parallelism", 1, 2, given={"completions": 3}),
    _of("restarts", 1, 2),
    _of("time_limit", "1h", "2h"),
    _of("schedule", "0 4 * * *", "0 5 * * *"),
    _of("time_zone", "Europe/Berlin", "Europe/Paris"),
    _of("gpus", 2, 3, given={"shm": "1Gi"}),
    _of("node_groups", ["gpu"], ["two"]),
    _of("queue", "team", "other", given={"namespace": "team", "queueing": "kueue"}),
    _of("cpu", "2", "3"),
    _of("memory", "9Gi", "10Gi"),
    _of("ephemeral_storage", "1Gi", "2Gi"),
    _of("shm", "1Gi", "2Gi"),
    _of("volumes", [_SOME], [_MORE], []),
    _of("volumes[].mount_path", "/a", "/b", given={"volumes": [_SOME]}),
    _of("volumes[].scratch", "2Gi", "3Gi", given={"volumes": [_SOME]}),
    _of("volumes[].storage", "other", "data", given={"volumes": [_SHARED], **_STORES}),
    _of("volumes[].access_point", "alice", "bob", given={"volumes": [_HOME], **_HOMES}),
    _of("volumes[].files", {"a": "2"}, {"a": "3"}, given={"volumes": [_FILES]}),
    _of("volumes[].secret", "b", "c", given={"volumes": [_KEYS]}),
    _of("volumes[].read_only", on=True, given={"volumes": [_SOME]}),
    _of("ports", [8000], [9000]),
    _of("zone_spread", on=True, given={"replicas": 3, "completions": 3}),
    _of("node_selector", {"team": "ml"}, {"team": "serving"}),
    _of("tolerations", [_TOLERATION], [{**_TOLERATION, "value": "serving"}]),
    _of("tolerations[].key", "a", "b", given={"tolerations": [_TOLERATION]}),
    _of("tolerations[].operator", "Exists", "Equal", given={"tolerations": [{"key": "a"}]}, off="Equal"),
    _of("tolerations[].value", "a", "b", given={"tolerations": [_TOLERATION]}),
    _of("tolerations[].effect", "NoExecute", "PreferNoSchedule", given={"tolerations": [_TOLERATION]}),
    _of("service_account", {"name": "pods"}, {"name": "others"}),
    _of("service_account.name", "pods", "others"),
    _of("run_as", {"group": 100}, {"group": 101}),
    _of("run_as.group", 100, 101),
    _of("run_as.user", 100, 101, given={"run_as": {"group": 100}}),
    _of("env_from_secrets", ["a"], ["b"]),
    _of("image_pull_secrets", ["a"], ["b"]),
    _of("probes", {"readiness": _PROBE}, {"liveness": _PROBE}),
    *(
        _of(f"probes.{probe}.{part}", *values, given={"probes": {probe: _PROBE}})
        for probe, parts in (
            ("startup", {"path": ("/a", "/b"), "port": (8001, 8002), "within": ("1h", "2h")}),
            *(
                (
                    probe,
                    {
                        "path": ("/a", "/b"),
                        "port": (8001, 8002),
                        "every": ("20s", "30s"),
                        "timeout": ("2s", "3s"),
                        "failures": (4, 6),
                    },
                )
                for probe in ("readiness", "liveness")
            ),
        )
        for part, values in parts.items()
    ),
    *(
        _of(f"probes.{probe}.command", ["a"], ["b"], given={"probes": {probe: {}}})
        for probe in ("startup", "readiness", "liveness")
    ),
    *(
        _of(f"probes.{probe}", _PROBE, {**_PROBE, "path": "/other"}, given={"probes": {}})
        for probe in ("startup", "readiness", "liveness")
    ),
    _of("drain", "5s", "10s"),
    _of("termination_grace", "60s", "90s"),
    _of("surge", 1, 2),
    _of("max_unavailable", 1, 2, given={"replicas": 4}),
    _of("scaling", {"max": 3, "metrics": [_CPU]}, {"max": 4, "metrics": [_CPU]}),
    _of("scaling.min", 2, 3, given={"scaling": {"max": 4, "metrics": [_CPU]}}),
    _of("scaling.max", 5, 6, given={"scaling": {"max": 4, "metrics": [_CPU]}}),
    _of("scaling.metrics", [_CPU], [_MEMORY], given={"scaling": {"max": 4}}),
    _of("scaling.metrics[].cpu_percent", 60, 70, given={"scaling": {"max": 4, "metrics": [_CPU]}}),
    _of("scaling.metrics[].memory_percent", 60, 70, given={"scaling": {"max": 4, "metrics": [_MEMORY]}}),
    _of("scaling.metrics[].pods", "a", "b", given={"scaling": {"max": 4, "metrics": [{"pods": "x", "average": "1"}]}}),
    _of(
        "scaling.metrics[].external",
        "a",
        "b",
        given={"scaling": {"max": 4, "metrics": [{"external": "x", "average": "1"}]}},
    ),
    _of(
        "scaling.metrics[].average", "2", "3", given={"scaling": {"max": 4, "metrics": [{"pods": "x", "average": "1"}]}}
    ),
    _of(
        "scaling.metrics[].selector",
        {"a": "b"},
        {"a": "c"},
        given={"scaling": {"max": 4, "metrics": [{"pods": "x", "average": "1"}]}},
    ),
    _of("scaling.scale_down_after", "5m", "6m", given={"scaling": {"max": 4, "metrics": [_CPU]}}),
    _of("expose", "internal", given={"ports": [8000]}),
    *(_of(f"expose.{field}", on, other, given=_EXPOSED) for field, (on, other) in _EXPOSURE.items()),
    *(_of(f"expose.{field}", *_EXPOSURE[field], given=_GATEWAY) for field in _EXPOSURE if field != "group"),
    *(
        _of(f"expose.tls.{field}", on, other, given={**_EXPOSED, "expose": {**_EXPOSED["expose"], "tls": {}}})
        for field, (on, other) in _TLS.items()
    ),
    _of("preserve_client_ip", on=False, other=True, given={"ports": [8000], "expose": "internal"}),
    _of("efa", on=True, given={**_FABRIC, "gpus": 8}),
    _of("evictable", on=False, off=True),
    _of("priority", "serving", off="batch"),
)
