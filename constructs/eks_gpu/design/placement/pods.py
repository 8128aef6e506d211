"""Pods that a node may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.platform.vpc_cni import CniDesign


def pods_at_most(group: MachinesDesign, kind: InstanceType, interfaces: int, cni: CniDesign) -> int:
    """Pods of a node: those that find an address, and no more than EKS or the file allows.

    Args:
        group: The group.
        kind: The instance type.
        interfaces: Network interfaces that the launch template leaves for pods, the node's own included.
        cni: The VPC CNI.
    """
    set_here = group.machine.kubelet.max_pods
    if set_here is not None and not cni.prefixes:
        return min(kind.pods_on(cni.interfaces(kind, interfaces)), set_here)
    most = cni.max_pods(kind, interfaces, own_ami=group.own_ami)
    return most if set_here is None else min(most, set_here)
