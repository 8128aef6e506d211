"""Who installs each component of a cluster: eks-gpu, others, or nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from eks_gpu.spec.components import NOBODYS, OURS, THEIRS

if TYPE_CHECKING:
    from eks_gpu.spec import ClusterSpec, NodesSpec

Owner = Literal["eks-gpu", "existing", "none"]
AutoscalerKind = Literal["cluster-autoscaler", "existing", "none"]
# The StorageClass that the platform stack creates.
OWN_STORAGE_CLASS = "gp3"
MONITORING_AGENT = "eks-node-monitoring-agent"


def addon_owner(spec: ClusterSpec, name: str) -> Owner:
    """Who installs an EKS add-on: without an entry eks-gpu on its own clusters, and others on theirs."""
    entry = addon_entries(spec).get(name)
    if entry is None:
        return THEIRS if spec.existing_cluster else OURS
    return cast("Owner", entry) if entry in {THEIRS, NOBODYS} else OURS


def addon_entries(spec: ClusterSpec) -> dict[str, str]:
    """The entries of `addons`, by the add-on's name."""
    return {str(name): entry for name, entry in spec.addons.items()}


def addon_pins(spec: ClusterSpec) -> dict[str, str]:
    """Only those entries of `addons` that are versions."""
    return {name: entry for name, entry in addon_entries(spec).items() if entry not in {THEIRS, NOBODYS}}


def autoscaler_kind(spec: ClusterSpec) -> AutoscalerKind:
    """The autoscaler that the file names, or the default."""
    return spec.autoscaler.kind or ("existing" if spec.existing_cluster else "cluster-autoscaler")


def makes_storage_class(spec: ClusterSpec) -> bool:
    """Whether the platform stack creates a StorageClass."""
    return spec.storage_class == OURS or (spec.storage_class is None and not spec.existing_cluster)


def storage_class(spec: ClusterSpec) -> str | None:
    """Name of the StorageClass of claims; None if nobody named one, which `storage-class` reports."""
    return OWN_STORAGE_CLASS if makes_storage_class(spec) else spec.storage_class


def repairs_nodes(spec: ClusterSpec, group: NodesSpec) -> bool:
    """Whether EKS replaces a group's broken nodes."""
    if group.node_repair is not None:
        return group.node_repair
    return not spec.existing_cluster or MONITORING_AGENT in addon_entries(spec)
