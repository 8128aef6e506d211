"""User data is in a form that its system does not read, or starts the node a second time.

**Why.** What makes the node join is written for it. A second cluster in another NodeConfig, `nodeadm init` or AL2's
`bootstrap.sh` configure kubelet anew while it starts: the node never joins, and there is nothing on it that says so.
What it says once more of `sharing` or `local_storage` would win over the group's own fields, and nothing else here
would know of it.

**Fix.** AL2023: a script that begins with `#!`, or a NodeConfig (`node.eks.aws/v1alpha1`) without `cluster`.
Bottlerocket: settings in TOML, without the cluster's and those that follow from the group's fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from eks_gpu.checks._bottlerocket import wrong_settings
from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_STARTERS = ("/etc/eks/bootstrap.sh", "nodeadm init")
_API = "node.eks.aws/v1alpha1"


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Read the user data of every group."""
    for group in design.gpu_groups:
        text = group.spec.ami.user_data if group.spec.ami else None
        if not text:
            continue
        told = group.launch_template.user_data
        rocket = group.spec.os == "bottlerocket"
        wrong = wrong_settings(text, told.ours() if told else {}) if rocket else _of_al2023(text)
        if wrong:
            message, fix = wrong
            rests_on = (f"{group.where}.{field}" for field in ("os", "sharing", "local_storage"))
            yield error(__name__, f"{group.where}.ami.user_data", message, fix, *rests_on)


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
    if data.get("apiVersion") != _API:
        return "nodeadm reads no NodeConfig without its version", f"add 'apiVersion: {_API}'"
    spec = data.get("spec") or {}
    if not isinstance(spec, dict):
        return "its 'spec' is no mapping", "write fields below it, such as 'spec: {kubelet: {config: {…}}}'"
    if "cluster" in spec:
        return "it names the cluster, which the node is told already", "remove 'spec.cluster'"
    return None
