"""For each field of a workload's containers, an edit of it."""

from __future__ import annotations

from typing import Any

from tools.edits.edit import GONE, Edit

_SIDE = {"name": "proxy", "image": "registry.example/proxy:1"}
_SECRET, _CONFIG_MAP = {"secret": "hub", "key": "token"}, {"config_map": "settings", "key": "mode"}
_PORT = {"port": 80, "target": 8000}
_CACHE = [{"mount_path": "/cache", "scratch": "1Gi"}, {"mount_path": "/models", "scratch": "1Gi"}]


def _at(prefix: str, field: str, on: Any, other: Any = GONE, *, given: dict[str, Any] | None = None) -> Edit:
    """An edit of a field below a prefix; a variable's name stands after `env_from`."""
    path = f"{prefix}.{field}"
    place = path.replace("[]", "[0]").replace("env_from.", "env_from.TOKEN.") if "env_from." in field else ""
    return Edit(path, on, other, GONE, given or {}, place=place)


def _environment(prefix: str, given: dict[str, Any], key: str) -> tuple[Edit, ...]:
    """Edits of variables whose values are not in the file; `key` is where the file has them."""

    def having(source: dict[str, str]) -> dict[str, Any]:
        return {**given, key: {"TOKEN": source}}

    return (
        _at(prefix, "env_from", {"TOKEN": _SECRET}, {"TOKEN": _CONFIG_MAP}, given=given),
        _at(prefix, "env_from.secret", "a", "b", given=having(_SECRET)),
        _at(prefix, "env_from.config_map", "a", "b", given=having(_CONFIG_MAP)),
        _at(prefix, "env_from.key", "a", "b", given=having(_SECRET)),
        _at(prefix, "env_from.field", "status.podIP", "spec.nodeName", given=having({})),
    )


def _security(prefix: str, given: dict[str, Any]) -> tuple[Edit, ...]:
    return (
        _at(prefix, "security", {"capabilities": ["IPC_LOCK"]}, {"seccomp": "RuntimeDefault"}, given=given),
        _at(prefix, "security.capabilities", ["IPC_LOCK"], ["SYS_NICE"], given=given),
        _at(prefix, "security.drop_capabilities", ["ALL"], ["NET_RAW"], given=given),
        _at(prefix, "security.read_only_root", on=True, given=given),
        _at(prefix, "security.seccomp", "RuntimeDefault", "Unconfined", given=given),
        _at(prefix, "security.non_root", on=True, given=given),
    )


def _container(field: str) -> tuple[Edit, ...]:
    prefix, given = f"workloads[].{field}[]", {field: [_SIDE], "volumes": _CACHE}
    return (
        Edit(f"workloads[].{field}", [_SIDE], [{**_SIDE, "image": "registry.example/proxy:2"}]),
        _at(prefix, "name", "a", "b", given=given),
        _at(prefix, "image", "registry.example/proxy:2", "registry.example/proxy:3", given=given),
        _at(prefix, "command", ["a"], ["b"], given=given),
        _at(prefix, "args", ["a"], ["b"], given=given),
        _at(prefix, "env", {"A": "1"}, {"A": "2"}, given=given),
        _at(prefix, "cpu", "200m", "300m", given=given),
        _at(prefix, "memory", "256Mi", "512Mi", given=given),
        _at(prefix, "mounts", ["/cache"], ["/models"], given=given),
        _at(prefix, "working_dir", "/a", "/b", given=given),
        _at(prefix, "image_pull_policy", "Always", "Never", given=given),
        *_environment(prefix, given, f"{field}[0].env_from"),
        *_security(prefix, {**given, f"{field}[0].security": {}}),
    )


CONTAINER_EDITS = (
    *_container("containers"),
    *_container("init_containers"),
    *_environment("workloads[]", {}, "env_from"),
    *_security("workloads[]", {"security": {}}),
    Edit("workloads[].working_dir", "/a", "/b"),
    Edit("workloads[].image_pull_policy", "Always", "Never"),
    Edit("workloads[].cpu_limit", "2", "3"),
    Edit("workloads[].memory_limit", "10Gi", "12Gi"),
    Edit("workloads[].host_network", on=True),
    Edit("workloads[].runtime_class", "nvidia", "gvisor"),
    Edit("workloads[].labels", {"team": "ml"}, {"team": "serving"}),
    Edit("workloads[].annotations", {"example.com/a": "1"}, {"example.com/a": "2"}),
    Edit("workloads[].pre_stop", ["a"], ["b"]),
    Edit(
        "workloads[].service_ports",
        [{"port": 80, "target": 8000}],
        [{"port": 81, "target": 8000}],
        given={"ports": [8000]},
    ),
    *(
        Edit(f"workloads[].service_ports[].{field}", on, other, given={"ports": [8000, 9000], "service_ports": [_PORT]})
        for field, on, other in (("port", 81, 82), ("target", 9000, 8000), ("name", "http", "grpc"))
    ),
    *(
        Edit(f"workloads[].volumes[].{kind}", on, other, given={"volumes": [{"mount_path": "/data"}]})
        for kind, on, other in (
            ("config_map", "a", "b"),
            ("existing_claim", "a", "b"),
            ("host_path", "/mnt/a", "/mnt/b"),
        )
    ),
)
