"""The VPC CNI: addresses of pods, and how many of them a node holds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling import reserved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.design.platform.addons import AddonDesign

VPC_CNI = "vpc-cni"
# Addresses of a prefix (EKS user guide, "Assign more IP addresses to Amazon EKS nodes with prefixes").
PREFIX = 16
# The CNI finds the subnet of a node's pods by this label of the node, in an ENIConfig of that name.
_ZONE_LABEL = "topology.kubernetes.io/zone"
# Variables of aws/amazon-vpc-cni-k8s, README.md; all of their values are text.
_PREFIXES, _CUSTOM = "ENABLE_PREFIX_DELEGATION", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"
_CONFIG_LABEL = "ENI_CONFIG_LABEL_DEF"
# One interface in use and a warm one (WARM_ENI_TARGET, by default 1).
_INTERFACES_HELD = 2


@dataclass(frozen=True)
class CniDesign:
    """The CNI as it will be configured, by the file's fields and by `addons`.

    Attributes:
        prefixes: Whether nodes get prefixes instead of single addresses.
        custom: Whether pods have subnets of their own: the first interface of a node then has no pods.
        warm_ips: Addresses beyond those in use that a node holds; None for the CNI's default, whole interfaces.
        least_ips: Addresses that a node always holds; None for the default.
        warm_prefixes: Prefixes beyond those in use that a node holds.
    """

    prefixes: bool = False
    custom: bool = False
    warm_ips: int | None = None
    least_ips: int | None = None
    warm_prefixes: int = 1

    def interfaces(self, kind: InstanceType, interfaces: int | None = None) -> int:
        """Interfaces that can have addresses for pods, of those of the first network card that are left for them."""
        return max((kind.enis if interfaces is None else interfaces) - self.custom, 0)

    def max_pods(self, kind: InstanceType, interfaces: int | None = None, *, own_ami: bool = False) -> int:
        """Pods that find an address on a node: the addresses of its interfaces, or EKS's cap if that is lower.

        Only Nitro types take prefixes. A custom AMI counts the addresses of its interfaces without prefixes.
        """
        of_pods = self.interfaces(kind, interfaces)
        single = reserved.max_pods(kind, of_pods)
        if not self.prefixes or kind.hypervisor == "xen" or own_ami:
            return single
        return reserved.max_pods(kind, of_pods, addresses=PREFIX)

    def interfaces_attached(self, attached: int, left: int) -> int:
        """Interfaces on a node with a few pods.

        Args:
            attached: Those with the CNI's defaults: those of the launch template, and a warm one.
            left: Interfaces that the template leaves for pods, the node's own included.
        """
        warm = min(left - 1, 1)
        first, more = int(self.custom), 0 if self.prefixes else 1
        return attached - warm + min(left - 1, first + more)

    def held(self, kind: InstanceType, pods: int) -> tuple[int, int]:
        """Addresses that a node with a few pods takes of its own subnet, and of that for pods.

        Args:
            kind: The type.
            pods: Pods with an address of their own.
        """
        own, of_pods = (1, self._held(kind, pods)) if self.custom else (self._held(kind, pods), 0)
        return own, of_pods

    def _held(self, kind: InstanceType, pods: int) -> int:
        interfaces = self.interfaces(kind)
        per_interface = kind.ipv4_per_eni - 1
        if self.prefixes and kind.hypervisor != "xen":
            wanted = math.ceil(pods / PREFIX) + self.warm_prefixes
            if self.warm_ips is not None or self.least_ips is not None:
                wanted = math.ceil(self._targets(pods) / PREFIX)
            wanted = min(wanted, interfaces * per_interface)
            return wanted * PREFIX + math.ceil(wanted / per_interface)
        if self.warm_ips is not None or self.least_ips is not None:
            wanted = min(self._targets(pods), interfaces * per_interface)
            return wanted + max(math.ceil(wanted / per_interface), 1)
        return min(interfaces, _INTERFACES_HELD) * kind.ipv4_per_eni

    def _targets(self, pods: int) -> int:
        return max(pods + (self.warm_ips or 0), self.least_ips or 0)


def cni_settings(network: NetworkDesign, region: str) -> Mapping[str, object] | None:
    """The add-on's configuration as it follows from the network's fields; None if nothing does.

    Without security groups of its own, an ENIConfig takes those of the node (pkg/awsutils/awsutils.go, createENI).
    """
    env = {} if network.prefix_delegation is None else {_PREFIXES: str(network.prefix_delegation).lower()}
    subnets = {
        zone.zone: {"id": zone.pod_subnet_id or f"the subnet for pods in {zone.zone}"}
        for zone in network.zones
        if zone.zone in network.pod_zones
    }
    if not subnets:
        return {"env": env} if env else None
    env = {**env, _CUSTOM: "true", _CONFIG_LABEL: _ZONE_LABEL}
    # The keys are the names of the ENIConfigs (charts/aws-vpc-cni, templates/eniconfig.yaml), so full names of zones.
    return {"env": env, "eniConfig": {"create": True, "region": region, "subnets": subnets}}


def design_cni(addons: Iterable[AddonDesign]) -> CniDesign:
    """The CNI by the configuration of its add-on, whoever wrote it."""
    settings = next((addon.settings for addon in addons if addon.name == VPC_CNI), None) or {}
    env = settings.get("env")
    values = env if isinstance(env, Mapping) else {}
    return CniDesign(
        prefixes=_is_on(values.get(_PREFIXES)),
        custom=_is_on(values.get(_CUSTOM)),
        warm_ips=_number(values.get("WARM_IP_TARGET")),
        least_ips=_number(values.get("MINIMUM_IP_TARGET")),
        warm_prefixes=_number(values.get("WARM_PREFIX_TARGET")) or 1,
    )


def _is_on(value: object) -> bool:
    return str(value).lower() in {"true", "1", "t"}


def _number(value: object) -> int | None:
    """A target; the CNI takes 0 of an IP target for none (`getWarmIPTarget`)."""
    text = str(value)
    return (int(text) or None) if text.isdecimal() else None
