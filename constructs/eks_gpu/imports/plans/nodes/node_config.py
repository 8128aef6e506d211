"""NodeConfigs in user data: settings that a cluster file has fields for, and whether there are others.

nodeadm reads them from parts of the type `application/node.eks.aws`, or from user data that is nothing else
(awslabs/amazon-eks-ami, nodeadm/doc/examples.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.problem import Problem
from eks_gpu.spec.reading.yaml_node import read_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.imports.imported import Group

_API = "node.eks.aws/"
_DEEPEST = 8
# Name, endpoint, certificate and addresses of the cluster join a node to it: EKS writes them, and so does eks-gpu.
_JOINS = ("spec", "cluster")
# The only value that is a field's, with the field and its value there.
_WORDS: dict[tuple[str, ...], tuple[object, str, object]] = {
    ("spec", "instance", "localStorage", "strategy"): ("RAID0", "local_storage", "raid0"),
    ("spec", "featureGates", "FastImagePull"): (True, "parallel_image_pull", True),
}
_KUBELET = ("spec", "kubelet", "config")
# Policies of kubelet with the field's name, whose values are the same.
_POLICIES = {
    (*_KUBELET, "cpuManagerPolicy"): ("cpu_manager_policy", ("none", "static")),
    (*_KUBELET, "topologyManagerPolicy"): (
        "topology_manager_policy",
        ("none", "best-effort", "restricted", "single-numa-node"),
    ),
}
_NUMBERS = {
    (*_KUBELET, "imageGCHighThresholdPercent"): "image_gc_high_percent",
    (*_KUBELET, "imageGCLowThresholdPercent"): "image_gc_low_percent",
    (*_KUBELET, "podPidsLimit"): "pod_pids_limit",
}


def is_node_config(text: str) -> bool:
    """Whether user data is a NodeConfig and nothing else."""
    return text.lstrip("- \r\n").startswith("apiVersion: " + _API)


def put_node_config(group: Group, text: str) -> bool:
    """Take the fields of a cluster file from a NodeConfig, and return whether there is more in it."""
    node = read_node(text, "")
    found = None if isinstance(node, Problem) else node.plain
    if not isinstance(found, dict) or found.get("kind") != "NodeConfig":
        return True
    settings = {key: one for key, one in found.items() if key not in {"apiVersion", "kind"}}
    # Each setting is read, also after one that has no field.
    known = [_take(group, path, value) for path, value in _leaves(settings)]
    return not all(known)


def _take(group: Group, path: tuple[str, ...], value: object) -> bool:
    """Take one setting, and return whether a cluster file has it."""
    if path in _WORDS and value == _WORDS[path][0]:
        _, field, word = _WORDS[path]
        group.put(field, word)
    elif path in _POLICIES and value in _POLICIES[path][1]:
        group.put(f"nodes.kubelet.{_POLICIES[path][0]}", value)
    elif path in _NUMBERS and isinstance(value, int) and not isinstance(value, bool):
        group.put(f"nodes.kubelet.{_NUMBERS[path]}", value)
    else:
        return path[:2] == _JOINS
    return True


def _leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, dict) and len(path) < _DEEPEST:
        for key, one in value.items():
            yield from _leaves(one, (*path, str(key)))
    else:
        yield path, value
