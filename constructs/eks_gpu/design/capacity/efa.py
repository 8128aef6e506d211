"""Elastic Fabric Adapters: which interfaces a node gets, and what comes with them.

Everything follows from EC2's own answers of what each network card takes; nothing counts cards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.catalog import InstanceType
    from eks_gpu.spec import ClusterSpec, GroupSpec

# Since this minor the cluster's own security group lets its members send to each other, as EFA wants it (EKS user
# guide, security group requirements): a rule to all addresses does not do, EFA's traffic is none of IP.
_SELF_EGRESS_SINCE = 33
# The driver's package sets so many 2 MiB pages aside (EKS user guide, machine learning training with EFA).
_HUGEPAGES_ON_AL2023 = 5128
# Two endpoints of 110 MiB for each core (bottlerocket-core-kit, corndog).
_HUGEPAGES_PER_CPU_ON_BOTTLEROCKET = 110
_MIB_PER_HUGEPAGE = 2
# AWS's preset for libfabric 1.18 and aws-ofi-nccl 1.7 or newer (awslabs/awsome-distributed-ai, `efa-cheatsheet.md`,
# section 3.1): with huge pages in use, the fork of a data loader fails with "Cannot allocate memory". FI_PROVIDER
# belongs to aws-ofi-nccl 1.5 and older only (section 3.3); later versions find EFA by themselves.
LIBFABRIC = {"FI_EFA_USE_HUGE_PAGE": "0"}


@dataclass(frozen=True)
class InterfaceDesign:
    """A network interface of a launch template.

    Attributes:
        card: Index of its network card.
        device: Index on the card.
        type: `interface` has addresses, `efa-only` is for EFA alone, `efa` is both.
    """

    card: int
    device: int
    type: Literal["interface", "efa", "efa-only"]


@dataclass(frozen=True)
class EfaDesign:
    """EFA on the nodes of a group.

    Attributes:
        interfaces: All interfaces of a node, the first being the one that has the node's address.
        own_security_group: Whether a group of its own must let nodes talk; the cluster's does since 1.33.
        hugepages_mib: Memory that the EFA software sets aside in pages of 2 MiB, on a node of the first type.
    """

    interfaces: tuple[InterfaceDesign, ...]
    own_security_group: bool
    hugepages_mib: int

    @property
    def count(self) -> int:
        """EFA devices of a node."""
        return sum(interface.type != "interface" for interface in self.interfaces)


def design_efa(spec: ClusterSpec, group: GroupSpec, kind: InstanceType) -> EfaDesign | None:
    """EFA of a group, by its first type; None if it wants none or the type has none."""
    return efa_of(spec, kind, group.efa_layout, group.os) if group.efa else None


def efa_of(spec: ClusterSpec, kind: InstanceType, layout: Literal["efa-only", "classic"], os: str) -> EfaDesign | None:
    """EFA of nodes of a type; None if the type has none.

    The rules of another's cluster, whatever its version now, are not known to let EFA pass.
    """
    if not kind.efa_max:
        return None
    minor = int(spec.kubernetes_version.partition(".")[2])
    return EfaDesign(
        interfaces=interfaces(kind, layout),
        own_security_group=spec.existing_cluster or minor < _SELF_EGRESS_SINCE,
        hugepages_mib=hugepages_mib(os, kind),
    )


def interfaces(kind: InstanceType, layout: Literal["efa-only", "classic"]) -> tuple[InterfaceDesign, ...]:
    """As many EFAs as a type takes, and the one interface that every node needs.

    The layouts are those of the EC2 user guide, "Maximize network bandwidth": an EFA-only interface cannot be the
    first, so on card 0 it is the second device. The classic one is eksctl's and terraform-aws-eks's, except that a
    card 0 without EFA keeps a plain interface.
    """
    cards = [card for card in kind.network_cards if card.efa][: kind.efa_max]
    if layout == "classic":
        first = InterfaceDesign(0, 0, "efa" if any(card.index == 0 for card in cards) else "interface")
        return (first, *(InterfaceDesign(card.index, 1, "efa") for card in cards if card.index))
    others = (InterfaceDesign(card.index, 0 if card.index else 1, "efa-only") for card in cards)
    return (InterfaceDesign(0, 0, "interface"), *others)


def hugepages_mib(os: str, kind: InstanceType) -> int:
    """Memory in huge pages of a node with EFA, in MiB; kubelet offers it as such and as nothing else."""
    pages = _HUGEPAGES_PER_CPU_ON_BOTTLEROCKET * kind.vcpus if os == "bottlerocket" else _HUGEPAGES_ON_AL2023
    return pages * _MIB_PER_HUGEPAGE


def interfaces_for_pods(kind: InstanceType, efa: EfaDesign | None) -> int:
    """Interfaces of the first card that are left for addresses of pods: an EFA-only one takes the place of one."""
    taken = sum(interface.card == 0 and interface.type == "efa-only" for interface in efa.interfaces) if efa else 0
    return kind.enis - taken


def interfaces_attached(kind: InstanceType, efa: EfaDesign | None) -> int:
    """Interfaces of a node on which a few pods run: those of its template, and one that the VPC CNI keeps warm.

    The VPC CNI attaches a second interface as soon as the first pod takes an address of the first one
    (`WARM_ENI_TARGET`, by default 1), and further ones as they fill up.
    """
    of_template = len(efa.interfaces) if efa else 1
    return of_template + min(interfaces_for_pods(kind, efa) - 1, 1)
