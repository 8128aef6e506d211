"""The owner of each component of a cluster: eks-gpu, others, or nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from eks_gpu.spec.addons import addon_spec
from eks_gpu.spec.components import NOBODYS, OURS, THEIRS

if TYPE_CHECKING:
    from eks_gpu.spec import ClusterSpec, NodesSpec
    from eks_gpu.spec.addons import AddonSpec

Owner = Literal["eks-gpu", "existing", "none"]
AutoscalerKind = Literal["cluster-autoscaler", "existing", "none"]
# The StorageClass that the platform stack creates.
OWN_STORAGE_CLASS = "gp3"
MONITORING_AGENT = "eks-node-monitoring-agent"


def addon_owner(spec: ClusterSpec, name: str) -> Owner:
    """The owner of an EKS add-on; without an entry eks-gpu on its own clusters, and others on theirs."""
    entry = addon_entries(spec).get(name)
    if entry is None:
        return THEIRS if spec.existing_cluster else OURS
    return cast("Owner", entry) if _is_owner(entry) else OURS


def addon_entries(spec: ClusterSpec) -> dict[str, str | AddonSpec]:
    """The entries of `addons`, by the add-on's name."""
    return {str(name): entry for name, entry in spec.addons.items()}


def addon_settings(spec: ClusterSpec, name: str) -> AddonSpec:
    """Version and configuration of an add-on in the file; without an entry, or with an owner, the defaults."""
    entry = addon_entries(spec).get(name)
    return addon_spec(None if _is_owner(entry) else entry)


def addon_pins(spec: ClusterSpec) -> dict[str, str]:
    """The add-ons of which the file names a version, with it."""
    versions = {name: addon_settings(spec, name).version for name in addon_entries(spec)}
    return {name: version for name, version in versions.items() if version is not None}


def _is_owner(entry: object) -> bool:
    return isinstance(entry, str) and entry in {THEIRS, NOBODYS}


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
