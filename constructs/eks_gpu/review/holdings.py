"""The content of objects by their type, from the tables in `types/`: data, capacity, running work, or nothing.

The tables name every type of the AWS provider, so that a type that is missing is one that nobody has looked at. Such a
type could hold anything.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.review.plan import Change, Values

DATA, CAPACITY, UNKNOWN = "data", "capacity", "unknown"
# Types whose objects can be of any kind of Kubernetes, and the kinds that are a type of their own.
_ANY_KIND = frozenset({"kubernetes_manifest", "kubectl_manifest"})
_KINDS = {
    "Namespace": "kubernetes_namespace",
    "PersistentVolume": "kubernetes_persistent_volume",
    "PersistentVolumeClaim": "kubernetes_persistent_volume_claim",
    "Job": "kubernetes_job",
    "Pod": "kubernetes_pod",
    "Deployment": "kubernetes_deployment",
    "StatefulSet": "kubernetes_stateful_set",
    "DaemonSet": "kubernetes_daemonset",
    "CronJob": "kubernetes_cron_job",
    "Service": "kubernetes_service",
    "Ingress": "kubernetes_ingress",
    "Secret": "kubernetes_secret",
    "ConfigMap": "kubernetes_config_map",
}


@dataclass(frozen=True, slots=True)
class Holding:
    """The content of objects of a type.

    Attributes:
        holds: One of data, capacity, work, route, access, guard, watch, nothing and unknown.
        gone: The consequence when an object is destroyed; empty for none.
        replaced: The consequence when it is replaced.
        needs_cluster: Whether the consequence concerns only a cluster that stays.
    """

    holds: str
    gone: str = ""
    replaced: str = ""
    needs_cluster: bool = False


def _either(holds: str, sentence: str) -> Holding:
    """The same consequence, destroyed or replaced."""
    return Holding(holds, sentence, sentence)


# Objects of Kubernetes that hold others, and have no type in a provider (sigs.k8s.io/karpenter; CRDs).
_OF_KINDS = {
    "CustomResourceDefinition": _either(
        DATA, "Kubernetes deletes every object of the kind that it defines, in all namespaces."
    ),
    "NodePool": _either(CAPACITY, "Karpenter drains its nodes and terminates them."),
    "EC2NodeClass": _either(CAPACITY, "Karpenter terminates the nodes of the class before it goes."),
    "NodeClaim": _either(CAPACITY, "Karpenter drains the node and terminates it."),
}


def holding(change: Change) -> Holding:
    """The content of the object of a change.

    Args:
        change: A change with its values, which say the kind of a manifest.
    """
    return holding_of(type_of(change))


@cache
def holding_of(kind: str) -> Holding:
    """The content of objects of a type; the type of a manifest is `manifest:` and its kind."""
    name = kind.removeprefix("manifest:")
    if name != kind:
        return _OF_KINDS.get(name) or _table().get(_KINDS.get(name, "")) or _anything(f"objects of kind {name}")
    return _table().get(kind) or _anything(kind)


def type_of(change: Change) -> str:
    """The type of an object; that of a manifest by its kind."""
    if change.kind not in _ANY_KIND:
        return change.kind
    return f"manifest:{_kind(change.values) or 'unknown'}"


def _kind(values: Values) -> str:
    manifest = values.get("manifest")
    kind = manifest.get("kind") if isinstance(manifest, dict) else values.get("kind")
    return kind if isinstance(kind, str) else ""


def _anything(what: str) -> Holding:
    sentence = f"This version does not know what {what} can hold; look it up before you apply."
    return _either(UNKNOWN, sentence)


@cache
def _table() -> Mapping[str, Holding]:
    return {name: _holding(row) for row in rows() for name in row["types"].split()}


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """The rows of all tables."""
    folder = files(__package__).joinpath("types")
    tables = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return tuple(row for table in tables for row in tomllib.loads(table.read_text(encoding="utf-8"))["row"])


def _holding(row: Mapping[str, Any]) -> Holding:
    gone = row.get("gone", "")
    return Holding(row["holds"], gone, row.get("replaced", gone), row.get("needs_cluster", False))
