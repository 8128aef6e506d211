"""`managedNodeGroups` and `nodeGroups` of a ClusterConfig."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.imports import carrying as rows
from eks_gpu.imports.carrying import carry, mappings, text_list, text_map
from eks_gpu.imports.eksctl.selector import selected, take_selector
from eks_gpu.imports.imported import Group, refuse_many
from eks_gpu.imports.kinds import foreign_device, has_gpus, put_image, put_labels, put_sizes, put_taints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eks_gpu.imports.imported import Imported, Part

# eksctl's defaults: two nodes, and this type.
_NODES, _TYPE = 2, "m5.large"
_FAMILIES = {"AmazonLinux2023": "al2023", "Bottlerocket": "bottlerocket"}
_AUTOSCALER = "k8s.io/cluster-autoscaler/"
_USER_DATA = "user data may hold secrets, so it is never carried over; write what you need into the file yourself"
_NODE_ROLE = "eks-gpu creates the nodes' role, and gives permissions to pods through Pod Identity (`service_account`)"
# Policies that the nodes' role has anyway, and permissions of add-ons that have roles of their own.
_USUAL_POLICIES = re.compile(
    r"arn:aws[a-z-]*:iam::aws:policy/(AmazonEKSWorkerNodePolicy|AmazonEKS_CNI_Policy|AmazonSSMManagedInstanceCore"
    r"|AmazonEC2ContainerRegistry(ReadOnly|PullOnly))"
)
_COVERED_POLICIES = ("autoScaler", "ebs", "imageBuilder", "xRay")
# Read with other keys, by `_group`.
_APART = (
    "name",
    "instanceType",
    "instanceTypes",
    "minSize",
    "maxSize",
    "desiredCapacity",
    "subnets",
    "availabilityZones",
)


def _image(value: object, source: str, part: Part) -> None:
    if isinstance(value, str) and value.startswith("ami-"):
        put_image(part, value, source)
    elif value not in ("auto", "auto-ssm", "static"):
        part.left(source, "it is not the id of an AMI", "ami")


def _family(value: object, source: str, part: Part) -> None:
    if isinstance(value, str) and value in _FAMILIES:
        part.put("os", _FAMILIES[value])
    else:
        part.left(source, "eks-gpu builds on AL2023 and Bottlerocket only, so the nodes become AL2023", "os")


def _taints(value: object, source: str, part: Part) -> None:
    found: list[dict[str, object]] = list(mappings(value)) if isinstance(value, list) else []
    if isinstance(value, dict):
        # The older form: `key: value:effect`.
        for key, one in text_map(value).items():
            word, _, effect = one.rpartition(":")
            found.append({"key": key, "value": word, "effect": effect})
    if isinstance(part, Group):
        put_taints(part, found, source)


def _labels(value: object, source: str, part: Part) -> None:
    if isinstance(part, Group):
        put_labels(part, text_map(value), source)


def _tags(value: object, _source: str, part: Part) -> None:
    """Tags of the group's resources; those for the autoscaler follow from the file."""
    kept = {key: one for key, one in text_map(value).items() if not key.startswith(_AUTOSCALER)}
    if kept:
        part.put("nodes.tags", kept)


def _distribution(value: object, source: str, part: Part) -> None:
    """Auto Scaling's mix of a self-managed group: a group of eks-gpu is either Spot or On-Demand."""
    found = value if isinstance(value, dict) else {}
    base, share = found.get("onDemandBaseCapacity", 0), found.get("onDemandPercentageAboveBaseCapacity", 100)
    if share == 0:
        part.put("capacity", "spot")
    if base or share not in (0, 100):
        reason = "a group is either Spot or On-Demand; for both, write two groups with a `priority` each"
        part.left(source, reason, "capacity")
    for key in found.keys() & {"maxPrice", "spotInstancePools", "capacityRebalance"}:
        part.left(f"{source}.{key}", "a managed node group has no such setting", "capacity")


def _volume_type(value: object, source: str, part: Part) -> None:
    if value != "gp3":
        part.changed(source, f"volumes of type {value} become gp3", "disk_gib")


def _encrypted(value: object, source: str, part: Part) -> None:
    if value is False:
        part.changed(source, "eks-gpu encrypts every volume", "disk_gib")


def _placement(value: object, source: str, part: Part) -> None:
    if part.get("capacity_reservation") is not None:
        part.put("capacity_reservation.placement_group", value)
    else:
        part.left(source, "eks-gpu creates the placement group itself (`placement_group`, or `efa: true`)")


def _policies(value: object, source: str, part: Part) -> None:
    others = [one for one in text_list(value) or () if not _USUAL_POLICIES.fullmatch(one)]
    if others:
        part.left(source, f"{_NODE_ROLE}: {', '.join(others)}")


def _addon_policies(value: object, source: str, part: Part) -> None:
    wanted = [key for key, one in value.items() if one is True] if isinstance(value, dict) else []
    others = [key for key in wanted if key not in _COVERED_POLICIES]
    if others:
        part.left(source, f"{_NODE_ROLE}: {', '.join(others)}")


def _market(value: object, source: str, part: Part) -> None:
    if value == "capacity-block":
        part.put("capacity", "capacity-block")
    else:
        part.left(source, "eks-gpu knows only capacity-block here", "capacity")


def _spot(value: object, _source: str, part: Part) -> None:
    if value is True:
        part.put("capacity", "spot")


def _repair(value: object, _source: str, part: Part) -> None:
    if value is False:
        part.put("node_repair", value=False)


def _private(value: object, source: str, part: Part) -> None:
    if value is False:
        part.changed(source, "nodes move to private subnets; eks-gpu puts none into a public one")


TABLE: Mapping[str, Callable[[object, str, Part], None]] = {
    **dict.fromkeys(_APART, rows.covered),
    "additionalVolumes": rows.left("a node has one volume for images and containers (`disk_gib`)", "disk_gib"),
    "ami": _image,
    "amiFamily": _family,
    "asgMetricsCollection": rows.left("eks-gpu does not set metrics of Auto Scaling groups"),
    "asgSuspendProcesses": rows.left("EKS does not allow it for managed node groups"),
    "bottlerocket.enableAdminContainer": rows.left("use SSM; eks-gpu does not start the admin container"),
    "bottlerocket.settings": rows.left(_USER_DATA),
    "capacityReservation.capacityReservationPreference": rows.covered_if(
        "open", "the nodes start in the reservation that is named, or anywhere", "capacity_reservation"
    ),
    "capacityReservation.capacityReservationTarget.capacityReservationID": rows.text("capacity_reservation.id"),
    "capacityReservation.capacityReservationTarget.capacityReservationResourceGroupARN": rows.text(
        "capacity_reservation.resource_group"
    ),
    "classicLoadBalancerNames": rows.left("let a Service of type LoadBalancer register the nodes"),
    "clusterDNS": rows.left("nodes use the cluster's own DNS"),
    "containerRuntime": rows.covered,
    "cpuCredits": rows.left("eks-gpu has no setting for burstable types"),
    "disableIMDSv1": rows.covered_if(wanted=True, reason="eks-gpu always requires IMDSv2"),
    "disablePodIMDS": rows.covered,
    "ebsOptimized": rows.covered,
    "efaEnabled": rows.truth("efa"),
    "enableDetailedMonitoring": rows.left("use `monitoring`; eks-gpu does not set detailed EC2 metrics"),
    "enclaveEnabled": rows.left("eks-gpu has no enclaves"),
    "iam.attachPolicy": rows.left(_NODE_ROLE),
    "iam.attachPolicyARNs": _policies,
    "iam.instanceProfileARN": rows.left(_NODE_ROLE),
    "iam.instanceRoleARN": rows.left(_NODE_ROLE),
    "iam.instanceRoleName": rows.left(_NODE_ROLE),
    "iam.instanceRolePermissionsBoundary": rows.left("write it once for all roles: `iam.permissions_boundary`"),
    "iam.withAddonPolicies": _addon_policies,
    "instanceMarketOptions.marketType": _market,
    "instanceName": rows.left("eks-gpu names instances after cluster and group"),
    "instancePrefix": rows.left("eks-gpu names instances after cluster and group"),
    "instanceSelector": take_selector,
    "instancesDistribution": _distribution,
    "kubeletExtraConfig": rows.left("kubelet's settings are not carried over; see `nodes.kubelet`"),
    "labels": _labels,
    "launchTemplate": rows.left("eks-gpu writes the launch template itself; its content is not in this file"),
    "localZones": rows.left("EKS has no managed node groups in Local Zones"),
    "maxInstanceLifetime": rows.left("EKS does not allow it for managed node groups"),
    "maxPodsPerNode": rows.left("EKS works the number out from the instance type"),
    "nodeRepairConfig.enabled": _repair,
    "outpostARN": rows.left("eks-gpu does not support Outposts"),
    "overrideBootstrapCommand": rows.left(_USER_DATA),
    "placement.groupName": _placement,
    "placement.spreadLevel": rows.left("use `placement_group: spread`"),
    "preBootstrapCommands": rows.left(_USER_DATA),
    "privateNetworking": _private,
    "propagateASGTags": rows.covered,
    "releaseVersion": rows.text("ami.release_version"),
    "securityGroups.attachIDs": rows.left("write them for all nodes: `node_security_group_ids`"),
    "securityGroups.withLocal": rows.covered,
    "securityGroups.withShared": rows.covered,
    "spot": _spot,
    "ssh": rows.left("nodes have no SSH; use SSM: aws ssm start-session --target INSTANCE"),
    "tags": _tags,
    "taints": _taints,
    "targetGroupARNs": rows.left("let a Service of type LoadBalancer register the nodes"),
    "updateConfig.maxUnavailable": rows.whole("update.max_unavailable"),
    "updateConfig.maxUnavailablePercentage": rows.whole("update.max_unavailable_percentage"),
    "volumeEncrypted": _encrypted,
    "volumeIOPS": rows.left("eks-gpu works IOPS out from `disk_throughput_mibs`", "disk_gib"),
    "volumeKmsKeyID": rows.left("volumes are encrypted with the account's key for EBS", "disk_gib"),
    "volumeName": rows.left("eks-gpu names volumes after cluster and group", "disk_gib"),
    "volumeSize": rows.whole("disk_gib"),
    "volumeThroughput": rows.whole("disk_throughput_mibs"),
    "volumeType": _volume_type,
}


def import_groups(config: Mapping[str, object], result: Imported, zones: Mapping[str, str]) -> None:
    """Fill in the groups of a ClusterConfig.

    Args:
        config: The ClusterConfig.
        result: The cluster.
        zones: Zones of the subnets that the file knows, by key and by id.
    """
    refuse_many(sum(len(mappings(config.get(key) or [])) for key in ("managedNodeGroups", "nodeGroups")))
    for key in ("managedNodeGroups", "nodeGroups"):
        for number, one in enumerate(mappings(config.get(key) or [])):
            _group(one, f"{key}[{number}]", result, zones)


def _group(one: Mapping[str, object], source: str, result: Imported, zones: Mapping[str, str]) -> None:
    types = _types(one)
    if device := foreign_device(types):
        result.left(source, f"its nodes have {device} devices; eks-gpu supports NVIDIA GPUs")
        return
    name = one.get("name")
    group = Group(name=name if isinstance(name, str) else source, source=source, gpu=has_gpus(types))
    group.put("instance_types", types)
    _put_sizes(group, one)
    if one.get("capacityReservation"):
        # A placement group of the original is that of the reservation.
        group.put("capacity_reservation", {})
    carry(one, TABLE, group, source)
    if group.gpu and not one.get("taints"):
        put_taints(group, [], f"{source}.taints")
    if source.startswith("nodeGroups"):
        group.changed(source, "a self-managed group becomes a managed node group of EKS")
    if not one.get("instanceType") and not types[1:] and types == [_TYPE] and one.get("instanceSelector") is None:
        group.changed(f"{source}.instanceType", f"eksctl's default is {_TYPE}", "instance_types")
    _put_zones(group, one, source, zones)
    result.groups.append(group)


def _types(one: Mapping[str, object]) -> list[str]:
    """Instance types: eksctl has three places for them, and a default."""
    mixed = one.get("instancesDistribution")
    several = text_list(one.get("instanceTypes")) or text_list(
        mixed.get("instanceTypes") if isinstance(mixed, dict) else 0
    )
    single = one.get("instanceType")
    if several := several or selected(one.get("instanceSelector")):
        return several
    return [single] if isinstance(single, str) and single not in {"", "mixed"} else [_TYPE]


def _put_sizes(group: Group, one: Mapping[str, object]) -> None:
    least, most, wanted = (_size(one.get(key)) for key in ("minSize", "maxSize", "desiredCapacity"))
    start = next((size for size in (wanted, least) if size is not None), min(_NODES, _NODES if most is None else most))
    least = start if least is None else least
    put_sizes(group, least, max(start, least) if most is None else most, wanted, group.source)


def _size(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _put_zones(group: Group, one: Mapping[str, object], source: str, known: Mapping[str, str]) -> None:
    found = text_list(one.get("availabilityZones"))
    if found and any(map(rows.is_placeholder, found)):
        group.left(f"{source}.availabilityZones", rows.PLACEHOLDER, "zones")
        return
    subnets = text_list(one.get("subnets")) or []
    for subnet in subnets:
        if subnet not in known:
            group.left(f"{source}.subnets", f"the zone of the subnet {subnet!r} is not in the file", "zones")
    zones = list(dict.fromkeys([*(found or []), *(known[one] for one in subnets if one in known)]))
    if zones:
        group.put("zones", zones)
