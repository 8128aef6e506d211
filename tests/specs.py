"""A sound declaration, and how a test changes it."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any

BASE: dict[str, Any] = {
    "name": "base",
    "region": "us-west-2",
    "kubernetes_version": "1.35",
    "network": {"zones": ["us-west-2a", "us-west-2b"]},
    "access": {"runner": "vpc"},
    "gpu_node_groups": [{"name": "gpu", "instance_types": ["g5.xlarge"], "max_per_zone": 2}],
    "namespaces": [{"name": "team"}],
    "workloads": [{"name": "train", "kind": "job", "image": "registry.example/train:1"}],
}
GONE = object()
"""As a value: takes the key away."""

_STEP = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True)
class Case:
    """A change to the base, and what a rule says of it.

    `where` is None where the rule must keep silent.
    """

    rule: str
    changes: dict[str, Any] = field(hash=False)
    where: str | None = None
    severity: str = "error"
    says: str = ""

    def __str__(self) -> str:
        return f"{self.rule}-{'-'.join(self.changes) or 'base'}"


def fails(rule: str, where: str, says: str = "", /, **changes: Any) -> Case:
    return Case(rule, _dotted(changes), where, "error", says)


def warns(rule: str, where: str, says: str = "", /, **changes: Any) -> Case:
    return Case(rule, _dotted(changes), where, "warning", says)


def passes(rule: str, /, **changes: Any) -> Case:
    return Case(rule, _dotted(changes))


def changed(changes: dict[str, Any]) -> dict[str, Any]:
    """The base with other values at some paths, such as ``network.nat`` or ``workloads[0].gpus``."""
    data = copy.deepcopy(BASE)
    for path, value in changes.items():
        *holders, last = [int(step) if step.isdigit() else step for step in _STEP.findall(path)]
        holder: Any = data
        for step in holders:
            holder = holder[step] if isinstance(step, int) else holder.setdefault(step, {})
        if value is GONE:
            del holder[last]
        else:
            holder[last] = copy.deepcopy(value)
    return data


# What keyword arguments stand for: `group_max` for `gpu_node_groups[0].max`.
_SHORT = {"group_": "gpu_node_groups[0].", "work_": "workloads[0].", "net_": "network.", "access_": "access."}


def _dotted(changes: dict[str, Any]) -> dict[str, Any]:
    return {_path(name): value for name, value in changes.items()}


def _path(name: str) -> str:
    for short, path in _SHORT.items():
        if name.startswith(short):
            return path + name.removeprefix(short)
    return name
