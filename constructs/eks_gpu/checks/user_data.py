"""User data is in a form that its system does not read, or starts the node a second time.

**Why.** What makes the node join is written for it. A second cluster in another NodeConfig, `nodeadm init` or AL2's
`bootstrap.sh` configure kubelet anew while it starts: the node never joins, and there is nothing on it that says so.

**Fix.** AL2023: a script that begins with `#!`, or a NodeConfig without `cluster`. Bottlerocket: settings in TOML,
without the cluster's.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from eks_gpu.checks._report import error
from eks_gpu.checks._where import gpu_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_STARTERS = ("/etc/eks/bootstrap.sh", "nodeadm init")
# What is written of `settings.kubernetes`.
_OURS = {"api-server", "cluster-certificate", "cluster-dns-ip", "cluster-name", "node-labels", "node-taints"}


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Read the user data of every group."""
    for where, group in gpu_groups(design.spec):
        text = group.ami.user_data if group.ami else None
        if not text:
            continue
        wrong = _of_bottlerocket(text) if group.os == "bottlerocket" else _of_al2023(text)
        if wrong:
            message, fix = wrong
            yield error(__name__, f"{where}.ami.user_data", message, fix, f"{where}.os")


def _of_al2023(text: str) -> tuple[str, str] | None:
    if text.startswith("#!"):
        found = [starter for starter in _STARTERS if starter in text]
        if found:
            return f"it calls {found[0]}, and the node is started already", "remove that line"
        return None
    try:
        data = YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        data = None
    if not isinstance(data, dict) or data.get("kind") != "NodeConfig":
        return (
            "it is neither a script nor a NodeConfig",
            "begin a script with '#!/bin/bash', a NodeConfig with its kind",
        )
    if "cluster" in (data.get("spec") or {}):
        return "it names the cluster, which the node is told already", "remove 'spec.cluster'"
    return None


def _of_bottlerocket(text: str) -> tuple[str, str] | None:
    try:
        settings = tomllib.loads(text).get("settings")
    except tomllib.TOMLDecodeError as wrong:
        return f"it is not TOML: {wrong}", "write settings such as '[settings.kernel.sysctl]'"
    if not isinstance(settings, dict):
        return "it has no settings", "write settings such as '[settings.kernel.sysctl]'"
    if any(isinstance(value, list) and any(isinstance(item, dict) for item in value) for value in settings.values()):
        return "it has a list of tables, which no setting is", "write tables, such as '[settings.kernel.sysctl]'"
    if twice := sorted(_OURS & set(settings.get("kubernetes", {}))):
        return f"{', '.join(twice)} is written for it already", "remove it; labels and taints are fields of the group"
    return None
