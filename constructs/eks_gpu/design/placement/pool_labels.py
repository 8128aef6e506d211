"""Labels of a node pool's nodes, all of which Karpenter knows before it buys one.

From aws/karpenter-provider-aws v1.14.1, `pkg/providers/instancetype/types.go` (computeRequirements) and
`pkg/apis/v1/labels.go`. Auto Mode has labels of the same names below `eks.amazonaws.com` (EKS user guide, "Create a
Node Pool for EKS Auto Mode").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.design.nodes.labels import CAPACITY_LABEL, common_labels, old_labels
from eks_gpu.scheduling.labels import ANY, Labels

if TYPE_CHECKING:
    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.nodes.pools import NodePoolDesign

KARPENTER_PREFIX, AUTO_PREFIX = "karpenter.k8s.aws/", "eks.amazonaws.com/"
_NAME = re.compile(r"([a-z]+)(?:-[0-9]+tb)?([0-9]+).*")
# Facts of a type that the catalogue does not hold.
_UNRECORDED = (
    "instance-cpu-manufacturer",
    "instance-cpu-sustained-clock-speed-mhz",
    "instance-ebs-bandwidth",
    "instance-encryption-in-transit-supported",
    "instance-network-bandwidth",
    # A node has one of two values, as the pods ask for it.
    "instance-tenancy",
    "nitro-sandbox",
)
# Labels that only a node gets: of the cloud controller and of Karpenter itself.
_NODE_ONLY = ("karpenter.sh/initialized", "karpenter.sh/registered", "k8s.io/cloud-provider-aws")


def known_labels(region: str, pool: NodePoolDesign, kind: InstanceType) -> Labels:
    """Labels by which Karpenter chooses, of a node of this type."""
    prefix = AUTO_PREFIX if pool.auto else KARPENTER_PREFIX
    node_class = {f"{prefix}{'nodeclass' if pool.auto else 'ec2nodeclass'}": frozenset({pool.name})}
    mode = {"eks.amazonaws.com/compute-type": frozenset({"auto"})} if pool.auto else {}
    labels = common_labels(region, pool, pool.node_groups[0], (kind,))
    # Karpenter takes the old names of labels for the new ones (NormalizedLabels).
    named = {**labels, **old_labels(labels), CAPACITY_LABEL: frozenset(pool.sold(kind))}
    return {**named, **node_class, **mode, **labels_of_type(prefix, kind), "topology.k8s.aws/zone-id": ANY}


def pool_node_labels(region: str, pool: NodePoolDesign, kind: InstanceType) -> Labels:
    """Labels of a running node."""
    return {**known_labels(region, pool, kind), **dict.fromkeys(_NODE_ONLY, ANY)}


def labels_of_family(prefix: str, family: str) -> Labels:
    """Labels that the name of a family gives away; nothing else is read out of a name.

    Args:
        prefix: `KARPENTER_PREFIX` or `AUTO_PREFIX`.
        family: Such as `g6e`.
    """
    named = _NAME.fullmatch(family)
    parts = {"category": named[1], "generation": named[2]} if named else {}
    return {f"{prefix}instance-{part}": frozenset({text}) for part, text in {"family": family, **parts}.items()}


def labels_of_type(prefix: str, kind: InstanceType) -> Labels:
    """Labels of the instances of a type, whatever pool buys them; `ANY` where the catalogue does not hold the value.

    Args:
        prefix: `KARPENTER_PREFIX` or `AUTO_PREFIX`.
        kind: The type.
    """
    family, _, size = kind.name.partition(".")
    gpu = kind.gpu
    known = {
        "instance-size": size,
        "instance-capability-flex": "true" if "-flex" in family else "false",
        "instance-cpu": str(kind.vcpus),
        "instance-memory": str(kind.memory_mib),
        "instance-hypervisor": kind.hypervisor or "",
        "instance-local-nvme": str(sum(disks.count * disks.size_gb for disks in kind.local_disks if disks.nvme) or ""),
        "instance-gpu-name": gpu.model.lower().replace(" ", "-") if gpu else "",
        "instance-gpu-manufacturer": gpu.manufacturer.lower().replace(" ", "-") if gpu else "",
        "instance-gpu-count": str(gpu.physical_count) if gpu else "",
        "instance-gpu-memory": str(gpu.memory_mib) if gpu else "",
    }
    return {
        **labels_of_family(prefix, family),
        **{f"{prefix}{name}": frozenset({value}) for name, value in known.items() if value},
        **{f"{prefix}{name}": ANY for name in _UNRECORDED},
    }
