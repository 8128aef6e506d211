"""The text of a ClusterConfig as plain values, or a sentence about what it is instead."""

from __future__ import annotations

from eks_gpu.imports.imported import NotImportableError
from eks_gpu.printable import printable
from eks_gpu.problem import Problem
from eks_gpu.spec.reading.yaml_node import read_node

# Characters; reading takes a minute for each two million.
_LARGEST = 500_000
_API, _KIND = "eksctl.io/", "ClusterConfig"


def cluster_config(text: str, name: str) -> dict[str, object]:
    """The values of a ClusterConfig, with aliases and merge keys resolved.

    Args:
        text: The text of the file, YAML or JSON.
        name: The file, as the user named it.

    Raises:
        NotImportableError: It is not YAML, or not a ClusterConfig.
    """
    if len(text) > _LARGEST:
        reason = f"it has more than {_LARGEST:,} characters, and a ClusterConfig has a few thousand"
        raise NotImportableError(f"{printable(name)}: {reason}; check that it is the right file")
    node = read_node(text, name)
    if isinstance(node, Problem):
        place = f":{node.position.line}:{node.position.column}" if node.position else ""
        raise NotImportableError(f"{printable(name)}{place}: {node.message}")
    found = node.plain
    reason = _other(found)
    if reason:
        raise NotImportableError(f"{printable(name)}: {reason}")
    assert isinstance(found, dict)
    return found


def _other(found: object) -> str:
    """The kind of a document that is not a ClusterConfig; empty for a ClusterConfig."""
    if not isinstance(found, dict):
        return "this is not a ClusterConfig of eksctl, which begins with `apiVersion: eksctl.io/v1alpha5`"
    api, kind = found.get("apiVersion"), found.get("kind")
    if isinstance(api, str) and api.startswith(_API) and kind == _KIND:
        return ""
    if "format_version" in found:
        return "this is Terraform's JSON; import it with: eks-gpu import plan FILE"
    if "gpu_node_groups" in found or "kubernetes_version" in found:
        return "this is a cluster file of eks-gpu already; check it with: eks-gpu check FILE"
    shown = " and ".join(f"`{key}: {value}`" for key, value in (("apiVersion", api), ("kind", kind)) if value)
    return f"this is not a ClusterConfig of eksctl: it has {shown[:200] or 'neither `apiVersion` nor `kind`'}"
