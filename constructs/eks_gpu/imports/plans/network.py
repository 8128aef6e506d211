"""The network of plans and states: a VPC that is created in them, or subnets that exist."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import text_list, text_map
from eks_gpu.imports.plans.resources import inner, is_ours, text, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.imports.imported import Imported
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change

_CLUSTER = "eks-gpu.io/cluster"
# Names by which modules tell subnets for other purposes apart.
_OTHER_SUBNETS = ("public", "intra", "database", "elasticache", "redshift", "outpost")
_FOR_PODS = re.compile(r"network_pods-(?P<zone>.+)")
_INTERNAL = "kubernetes.io/role/internal-elb"
# As in eks_gpu.design.network.PRIVATE_ENDPOINTS, which would bring the whole design with it.
_FREE = "s3"


def import_network(result: Imported, resources: Resources, cluster: Change | None, *, existing: bool) -> None:
    """Fill in `network`.

    Args:
        result: The cluster.
        resources: All resources.
        cluster: The EKS cluster; None if it is not among them.
        existing: Whether an existing network is wanted, because the cluster exists.
    """
    vpcs = [*resources.of("aws_vpc")]
    if vpcs and not existing:
        _created(result, resources, vpcs[0])
        return
    wanted = _wanted_subnets(resources, cluster)
    vpc = text(inner(cluster.values, "vpc_config"), "vpc_id") if cluster else ""
    vpc = vpc or next((text(one.values, "id") for one in vpcs if text(one.values, "id")), "")
    vpc = vpc or next((text(one.values, "vpc_id") for one in resources.data if text(one.values, "vpc_id")), "")
    if vpc:
        result.put("network.vpc_id", vpc)
    else:
        result.left("vpc_id", "the VPC's id is not in the plan; write `vpc_id`", "network")
    found: dict[str, str] = {}
    for subnet in wanted:
        zone = resources.zones.get(subnet)
        if zone is None:
            result.left(subnet, "write this subnet at its zone, which is not in the plan", "network")
        elif zone in found:
            result.left(subnet, f"{zone} has another subnet already; a cluster file has one in each zone", "network")
        else:
            found[zone] = subnet
    if found:
        result.put("network.private_subnets", found)
    elif not wanted:
        result.left("subnet_ids", "the ids of the subnets are not in the plan; write `private_subnets`", "network")


def _wanted_subnets(resources: Resources, cluster: Change | None) -> list[str]:
    """Subnets of nodes, then those of the control plane."""
    holders = [(one.values, "subnet_ids") for one in resources.of("aws_eks_node_group")]
    holders += [(inner(cluster.values, "vpc_config"), "subnet_ids")] if cluster else []
    found = [subnet for values, key in holders for subnet in text_list(values.get(key)) or []]
    return list(dict.fromkeys(found))


def _created(result: Imported, resources: Resources, vpc: Change) -> None:
    subnets = sorted(
        (one for one in resources.of("aws_subnet") if _is_private(one) and zone_of(one)),
        key=_block,
    )
    zones = list(dict.fromkeys(map(zone_of, subnets)))
    if zones:
        result.put("network.zones", zones)
    else:
        result.put("network", {})
        result.left("aws_subnet", "the zones of the subnets are known after the apply only; write `zones`", "network")
    result.put("network.pod_subnets", _for_pods(resources) or None)
    result.put("network.cidr", text(vpc.values, "cidr_block") or None)
    gateways = len([*resources.of("aws_nat_gateway")])
    result.put("network.nat", "none" if not gateways else "single" if gateways == 1 and len(zones) > 1 else "per-zone")
    own = _CLUSTER in text_map(vpc.values.get("tags_all"))
    endpoints = sorted(filter(None, map(_service, resources.of("aws_vpc_endpoint"))))
    if own or set(endpoints) - {_FREE}:
        result.put("network.endpoints", _short(endpoints))
    if own:
        result.put("network.flow_logs", bool([*resources.of("aws_flow_log")]))
    elif text(vpc.values, "ipv6_cidr_block") or vpc.values.get("assign_generated_ipv6_cidr_block") is True:
        result.left(vpc.address, "eks-gpu's clusters use IPv4", "network")
    more = [text(one.values, "cidr_block") for one in resources.of("aws_vpc_ipv4_cidr_block_association")]
    if cidrs := [one for one in more if one]:
        result.put("network.secondary_cidrs", cidrs)
    if not own:
        reason = "eks-gpu divides the block itself: the subnets of a new network have other addresses"
        result.changed(vpc.address, reason, "network")


def _is_private(subnet: Change) -> bool:
    tags = subnet.values.get("tags")
    if isinstance(tags, dict) and _INTERNAL in tags:
        return True
    name = subnet.name.lower()
    return not any(word in name for word in _OTHER_SUBNETS) and subnet.values.get("map_public_ip_on_launch") is not True


def _for_pods(resources: Resources) -> dict[str, str]:
    """Blocks of eks-gpu's own subnets for pods, by zone."""
    named = ((_FOR_PODS.fullmatch(one.name), one) for one in resources.of("aws_subnet") if is_ours(one))
    return {found["zone"]: text(one.values, "cidr_block") for found, one in named if found}


def _block(subnet: Change) -> tuple[int, str]:
    """Our own subnets lie in the order of the zones, whatever the zones are called."""
    try:
        return int(ipaddress.IPv4Network(text(subnet.values, "cidr_block")).network_address), subnet.address
    except ValueError:
        return 0, subnet.address


def _service(endpoint: Change) -> str:
    """The short name of an endpoint's service: `ecr.api` of `com.amazonaws.us-west-2.ecr.api`."""
    parts = text(endpoint.values, "service_name").split(".", 3)
    return parts[3] if len(parts) == 4 and parts[:2] == ["com", "amazonaws"] else ""  # noqa: PLR2004 - its four parts


def _short(endpoints: Iterable[str]) -> list[str]:
    """Endpoints as a file names them: `private` for all that a cluster without NAT needs."""
    from eks_gpu.design.network import KARPENTER_ENDPOINTS, PRIVATE_ENDPOINTS  # noqa: PLC0415 - only networks with endpoints need it

    found = set(endpoints)
    if {*PRIVATE_ENDPOINTS, _FREE} <= found:
        return ["private", *sorted(found - {*PRIVATE_ENDPOINTS, *KARPENTER_ENDPOINTS, _FREE})]
    return sorted(found)
