"""NVIDIA's device-plugin configuration, read as the plugin reads it, and more strictly: no key that it does not know.

After NVIDIA/k8s-device-plugin v0.20.0, `api/config/v1` (config.go, flags.go, sharing.go, replicas.go, resources.go) and
`validateFlags` of `cmd/nvidia-device-plugin/main.go`. The Go code drops unknown keys silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

_FLAGS = {
    "migStrategy": str,
    "failOnInitError": bool,
    "mpsRoot": str,
    "nvidiaDriverRoot": str,
    "nvidiaDevRoot": str,
    "gdrcopyEnabled": bool,
    "gdsEnabled": bool,
    "mofedEnabled": bool,
    "useNodeFeatureAPI": bool,
    "deviceDiscoveryStrategy": str,
    "plugin": dict,
    "gfd": dict,
}
_TOP = {"version", "flags", "resources", "sharing", "imex"}
_MAX_NAME = 63
_DNS_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


@dataclass(frozen=True)
class Replicated:
    """`sharing.timeSlicing` or `sharing.mps`."""

    rename: bool
    one_share: bool
    resources: dict[str, int]


@dataclass(frozen=True)
class Config:
    """The configuration that the plugin reads from a text."""

    mig_strategy: str
    strategy: str
    shared: Replicated | None

    def advertised(self, devices: dict[str, int]) -> dict[str, int]:
        """Resources that kubelet hears of, for so many devices of each name (`updateDeviceMapWithReplicas`)."""
        shared = self.shared.resources if self.shared else {}
        suffix = ".shared" if self.shared and self.shared.rename else ""
        return {
            f"{name}{suffix}" if name in shared else name: count * shared.get(name, 1)
            for name, count in devices.items()
        }


class InvalidConfigError(ValueError):
    """The plugin would not start, or would leave out what was written."""


def read(text: str) -> Config:
    """Read a configuration."""
    data = yaml.safe_load(text)
    _only(data, _TOP)
    if data.get("version", "v1") != "v1":
        raise InvalidConfigError(f"unknown version: {data['version']}")
    flags = data.get("flags", {})
    _only(flags, set(_FLAGS))
    for name, value in flags.items():
        if not isinstance(value, _FLAGS[name]):
            raise InvalidConfigError(f"{name}: {value!r}")
    strategy = flags.get("migStrategy", "none")
    if strategy not in {"none", "single", "mixed"}:
        raise InvalidConfigError(f"unknown MIG strategy: {strategy}")
    sharing = data.get("sharing", {})
    _only(sharing, {"timeSlicing", "mps"})
    if len(sharing) > 1:
        raise InvalidConfigError("time-slicing and MPS are mutually exclusive")
    mps = "mps" in sharing
    if mps and strategy == "mixed":
        raise InvalidConfigError("using --mig-strategy=mixed is not supported with MPS")
    if mps and not flags.get("mpsRoot"):
        raise InvalidConfigError("using MPS requires --mps-root to be specified")
    for kind, block in sharing.items():
        return Config(strategy, "mps" if kind == "mps" else "time-slicing", _replicated(block, mps=mps))
    return Config(strategy, "none", None)


def _replicated(block: dict[str, Any], *, mps: bool) -> Replicated:
    _only(block, {"renameByDefault", "failRequestsGreaterThanOne", "resources"})
    found: dict[str, int] = {}
    for resource in block.get("resources", []):
        # `rename` and `devices` exist, and are "not yet supported": the plugin ignores them with a warning.
        _only(resource, {"name", "replicas"})
        found[_name(resource["name"])] = _replicas(resource["replicas"], mps=mps)
    if not found:
        raise InvalidConfigError("no resources specified")
    rename, fail = block.get("renameByDefault", False), block.get("failRequestsGreaterThanOne", mps)
    if not isinstance(rename, bool) or not isinstance(fail, bool):
        raise InvalidConfigError("not a bool")
    return Replicated(rename, fail, found)


def _replicas(count: object, *, mps: bool) -> int:
    if not isinstance(count, int) or count < 2:
        raise InvalidConfigError("number of replicas must be >= 2")
    if mps and count > 48:
        raise InvalidConfigError(f"maximum allowed replicas exceeded: {count} > 48")
    return count


def _name(name: str) -> str:
    name = name if name.startswith("nvidia.com/") else f"nvidia.com/{name}"
    if len(name) > _MAX_NAME or not _DNS_SUBDOMAIN.fullmatch(name.removeprefix("nvidia.com/")):
        raise InvalidConfigError(f"incorrect format for resource name {name!r}")
    return name


def _only(block: dict[str, Any], known: set[str]) -> None:
    if unknown := set(block) - known:
        raise InvalidConfigError(f"the plugin would drop {sorted(unknown)}")
