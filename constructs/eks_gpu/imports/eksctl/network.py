"""`vpc`, `availabilityZones` and `privateCluster` of a ClusterConfig."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import PLACEHOLDER, is_placeholder, text_list
from eks_gpu.imports.zones import chosen_zones

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.imports.imported import Imported

_ZONE = re.compile(r"[a-z]{2}(-[a-z]+)+-\d(-[a-z]+-\d)?[a-z]")
_NAT = {"Disable": "none", "Single": "single", "HighlyAvailable": "per-zone"}
# Keys of `vpc` that are read here.
_READ = frozenset(("id", "cidr", "subnets", "nat", "clusterEndpoints", "publicAccessCIDRs"))
_OTHERS = {
    "autoAllocateIPv6": "eks-gpu's clusters use IPv4",
    "controlPlaneOnPrivateSubnets": "",
    "controlPlaneSecurityGroupIDs": "EKS makes the control plane's security group",
    "controlPlaneSubnetIDs": "the first two zones of `network` hold the control plane's interfaces",
    "extraIPv6CIDRs": "eks-gpu's clusters use IPv4",
    "hostnameType": "nodes are named by their addresses",
    "ipv6Cidr": "eks-gpu's clusters use IPv4",
    "ipv6Pool": "eks-gpu's clusters use IPv4",
    "manageSharedNodeSecurityGroupRules": "",
    "securityGroup": "EKS makes the control plane's security group",
    "sharedNodeSecurityGroup": "nodes are in the cluster's own security group",
}
_ANYONE = "0.0.0.0/0"


def subnet_zones(config: Mapping[str, object]) -> dict[str, str]:
    """Zones of the subnets that a ClusterConfig knows, by their key and by their id."""
    found: dict[str, str] = {}
    for subnets in _subnets(config).values():
        for key, (zone, subnet) in subnets.items():
            if zone:
                found |= {key: zone, **({subnet: zone} if subnet else {})}
    return found


def import_network(config: Mapping[str, object], result: Imported) -> None:
    """Fill in `network` and the addresses of `access`."""
    vpc = _mapping(config.get("vpc"))
    private = _subnets(config).get("private", {})
    if vpc.get("id") or any(subnet for _, subnet in private.values()):
        _existing(vpc, private, result)
    else:
        _created(config, vpc, result)
    _addresses(config, vpc, result)
    for key in vpc.keys() - _READ:
        if key == "extraCIDRs":
            result.put("access.private_cidrs", text_list(vpc[key]))
        elif (reason := _OTHERS.get(key, "eks-gpu does not know this field")) and vpc[key]:
            result.left(f"vpc.{key}", reason, "network")


def _existing(vpc: Mapping[str, object], private: Mapping[str, tuple[str, str]], result: Imported) -> None:
    identity = vpc.get("id")
    if isinstance(identity, str) and not is_placeholder(identity):
        result.put("network.vpc_id", identity)
    elif identity:
        result.left("vpc.id", PLACEHOLDER, "network")
    else:
        result.left("vpc.id", "the file names subnets without their VPC; write `vpc_id`", "network")
    found: dict[str, str] = {}
    for key, (zone, subnet) in private.items():
        source = f"vpc.subnets.private.{key}"
        if is_placeholder(subnet) or is_placeholder(zone):
            result.left(source, PLACEHOLDER, "network")
        elif not zone:
            result.left(source, f"write {subnet} at its zone, which the file does not name", "network")
        elif not subnet:
            result.left(source, "write the subnet's id; the file names it in another way", "network")
        elif zone in found:
            result.left(source, f"{zone} has another subnet already; a cluster file has one in each zone", "network")
        else:
            found[zone] = subnet
    if found:
        result.put("network.private_subnets", found)
    elif not private:
        result.left("vpc.subnets", "eks-gpu puts nodes into private subnets only; write their ids", "network")


def _created(config: Mapping[str, object], vpc: Mapping[str, object], result: Imported) -> None:
    zones = text_list(config.get("availabilityZones")) or []
    named = _zones_of_groups(result)
    if any(map(is_placeholder, zones)):
        result.left("availabilityZones", PLACEHOLDER, "network")
        zones = []
    elif not zones:
        region = result.get("region")
        types = [
            kind for group in result.groups if group.gpu for kind in text_list(group.fields["instance_types"]) or ()
        ]
        zones = chosen_zones(region if isinstance(region, str) else "", named, types)
        reason = "eksctl chooses zones itself; these offer the instance types of the groups as far as known"
        result.changed("availabilityZones", reason, "network")
    missing = [zone for zone in named if zones and zone not in zones]
    if zones:
        result.put("network.zones", [*zones, *missing])
    else:
        result.put("network", {})
    result.put("network.cidr", vpc.get("cidr"))
    nat = _mapping(vpc.get("nat")).get("gateway")
    if isinstance(nat, str) and nat in _NAT:
        result.put("network.nat", _NAT[nat])
    elif nat:
        result.left("vpc.nat.gateway", f"it is none of {', '.join(_NAT)}", "network")
    closed = _mapping(config.get("privateCluster"))
    if closed.get("enabled") is True:
        result.put("network.nat", "none")
        if closed.get("skipEndpointCreation") is not True:
            result.put("network.endpoints", ["private"])
        if closed.get("additionalEndpointServices"):
            reason = "`endpoints: [private]` has the endpoints that a cluster needs"
            result.changed("privateCluster.additionalEndpointServices", reason, "network")


def _zones_of_groups(result: Imported) -> list[str]:
    return list(dict.fromkeys(zone for group in result.groups for zone in text_list(group.fields.get("zones")) or ()))


def _addresses(config: Mapping[str, object], vpc: Mapping[str, object], result: Imported) -> None:
    """Addresses that reach the API; eksctl opens the public endpoint to everybody by default."""
    endpoints = _mapping(vpc.get("clusterEndpoints"))
    closed = _mapping(config.get("privateCluster")).get("enabled") is True
    if closed or endpoints.get("publicAccess") is False:
        return
    cidrs = text_list(vpc.get("publicAccessCIDRs"))
    if not cidrs:
        reason = "eksctl opens the Kubernetes API to everybody by default; write your own addresses"
        result.changed("vpc.publicAccessCIDRs", reason, "access")
    result.put("access.public_cidrs", cidrs or [_ANYONE])
    result.put("access.runner", "public")


def _subnets(config: Mapping[str, object]) -> dict[str, dict[str, tuple[str, str]]]:
    """Subnets by kind and key: each with its zone and id, where the file names them."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for kind, subnets in _mapping(_mapping(config.get("vpc")).get("subnets")).items():
        for key, one in _mapping(subnets).items():
            about = _mapping(one)
            zone, subnet = about.get("az"), about.get("id")
            given = zone if isinstance(zone, str) else key if _ZONE.fullmatch(key) else ""
            found.setdefault(kind, {})[key] = given, subnet if isinstance(subnet, str) else ""
    return found


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
