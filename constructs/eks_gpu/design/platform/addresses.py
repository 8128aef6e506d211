"""Addresses of subnets that nodes hold at their maximum."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from eks_gpu.design.platform.vpc_cni import design_cni

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.platform.addons import AddonDesign

# Pods of a GPU node that have an address of their own: the DaemonSets, and few workloads.
_FEW_PODS = 10


def addresses_at_most(
    addons: Iterable[AddonDesign], groups: Iterable[MachinesDesign]
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """The addresses of all nodes at their maximum, by zone: in the subnets of nodes, and in those only for pods."""
    cni = design_cni(addons)
    nodes, pods = Counter[str](), Counter[str]()
    for group in groups:
        held = [cni.held(kind, _FEW_PODS) for kind in group.types]
        for one in group.node_groups:
            for zone in one.zones:
                count = math.ceil(one.max / len(one.zones))
                nodes[zone] += count * max((own for own, _ in held), default=0)
                pods[zone] += count * max((apart for _, apart in held), default=0)
    return nodes, pods
