"""The groups of a file with the fields that they inherit from `defaults`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from eks_gpu.spec.nodes.ami import AmiSpec
from eks_gpu.spec.nodes.defaults import OF_GROUPS_ONLY
from eks_gpu.spec.nodes.group import GroupSpec
from eks_gpu.spec.nodes.node_groups import SystemNodesSpec

if TYPE_CHECKING:
    from eks_gpu.spec import ClusterSpec
    from eks_gpu.spec.nodes.defaults import DefaultsSpec
    from eks_gpu.spec.nodes.nodes import NodesSpec

_AL2023 = re.compile(r"1\.\d+\.\d+-20\d{6}")
N = TypeVar("N", bound="NodesSpec")
# Settings of machines are merged where they are read, because messages say where each stands.
_ELSEWHERE = frozenset({"nodes"})


def with_defaults(spec: ClusterSpec) -> ClusterSpec:
    """The declaration with every group complete; the same object if `defaults` has nothing for them."""
    if not spec.defaults.model_fields_set - _ELSEWHERE:
        return spec
    return spec.model_copy(
        update={
            "gpu_node_groups": tuple(_filled(spec.defaults, group) for group in spec.gpu_node_groups),
            "node_groups": tuple(_filled(spec.defaults, group) for group in spec.node_groups),
            # An existing cluster has none of its own.
            **({} if spec.existing_cluster else {"system_nodes": _filled(spec.defaults, spec.system_nodes)}),
        }
    )


def _filled(defaults: DefaultsSpec, group: N) -> N:
    """A group with the fields that it does not set itself; labels are merged."""
    found: dict[str, Any] = {}
    for field in defaults.model_fields_set - _ELSEWHERE:
        value = getattr(defaults, field)
        if value is None or (field in OF_GROUPS_ONLY and isinstance(group, SystemNodesSpec)):
            continue
        if field == "labels":
            found[field] = {**value, **group.labels}
        elif field == "autoscaling" and isinstance(group, GroupSpec):
            own = group.autoscaling.model_dump(exclude_unset=True)
            update = {name: getattr(value, name) for name in value.model_fields_set if name not in own}
            found[field] = group.autoscaling.model_copy(update=update)
        elif field not in group.model_fields_set:
            found[field] = value
    if "ami" in found and not is_release_of(found["ami"].release_version, found.get("os", group.os)):
        del found["ami"]
    elif "ami" in found and isinstance(group, GroupSpec):
        found["ami"] = AmiSpec(release_version=found["ami"].release_version)
    return group.model_copy(update=found) if found else group


def is_release_of(release: str, os: str) -> bool:
    """Whether a release has the form of this operating system: AL2023's end in a date, Bottlerocket's in a commit."""
    return (os == "al2023") == bool(_AL2023.fullmatch(release))
